"""The advice as a subject of the register."""

from flask_babel import lazy_gettext as _l

from dialoog.advices.models import Advice
from dialoog.permissions import Permission, may
from dialoog.register.subjects import SubjectKind, declare

declare(
    SubjectKind(
        name=Advice.subject_kind,
        model=Advice,
        label=_l("advies"),
        title=lambda advice: advice.title if advice.public else advice.subject_key,
        address=lambda advice: f"/adviezen/{advice.slug}",
        may_see_texts=lambda _session, actor, advice: (
            advice.public or may(actor, Permission.ADVICE_READ_DRAFT, body=advice.body)
        ),
    )
)
