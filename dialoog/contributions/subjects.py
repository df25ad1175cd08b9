"""The contribution as a subject of the register."""

from flask_babel import lazy_gettext as _l

from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.visibility import may_see_history
from dialoog.register.subjects import SubjectKind, declare

declare(
    SubjectKind(
        name=Contribution.subject_kind,
        model=Contribution,
        label=_l("inbreng"),
        title=lambda contribution: contribution.number,
        address=lambda contribution: f"/inbreng/{contribution.number}",
        may_see_texts=lambda _session, actor, contribution: may_see_history(actor, contribution),
    )
)
