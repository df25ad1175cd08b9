"""The answer as a subject of the register."""

from flask_babel import lazy_gettext as _l

from dialoog.answers.models import Answer
from dialoog.answers.queries.access import may_read
from dialoog.register.subjects import SubjectKind, declare

declare(
    SubjectKind(
        name=Answer.subject_kind,
        model=Answer,
        label=_l("antwoord"),
        title=lambda answer: str(_l("Antwoord %(n)s", n=answer.id)),
        address=lambda answer: f"/antwoorden/{answer.id}",
        may_see_texts=lambda _session, actor, answer: may_read(actor, answer),
    )
)
