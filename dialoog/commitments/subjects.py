"""The commitment as a subject of the register."""

from flask_babel import lazy_gettext as _l

from dialoog.commitments.models import Commitment
from dialoog.register.subjects import SubjectKind, declare

declare(
    SubjectKind(
        name=Commitment.subject_kind,
        model=Commitment,
        label=_l("toezegging"),
        title=lambda commitment: commitment.text if commitment.public else commitment.subject_key,
        address=lambda commitment: f"/toezeggingen/{commitment.id}",
        may_see_texts=lambda _session, actor, commitment: commitment.public or actor.has("secretariat"),
    )
)
