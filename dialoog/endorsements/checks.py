"""Endorsements against the record, for `register verify`."""

from collections.abc import Iterator

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from dialoog.contributions.models import Contribution
from dialoog.endorsements.happenings import Endorsed, EndorsementWithdrawn
from dialoog.endorsements.models import STANDING, Endorsement, EndorsementState
from dialoog.register.models import Event
from dialoog.register.verification import BATCH, Check


def standing(session: Session) -> Iterator[str]:
    """As many stand as were recorded and not taken back, and what lists show is how many of them can be read."""
    # A party counts once; each whose name is blacked out is another.
    party = func.coalesce(Endorsement.organisation_id, -Endorsement.id)
    confirmed = func.count(party.distinct()).filter(Endorsement.state == EndorsementState.CONFIRMED)
    kept = (
        select(Endorsement.contribution_id, func.count().label("standing"), confirmed.label("counted"))
        .where(Endorsement.state.in_(STANDING))
        .group_by(Endorsement.contribution_id)
        .subquery()
    )
    net = func.sum(case((Event.kind == Endorsed.kind, 1), else_=-1))
    told = (
        select(Event.subject_id, net.label("net"))
        .where(Event.subject_kind == Contribution.subject_kind)
        .where(Event.kind.in_([Endorsed.kind, EndorsementWithdrawn.kind]))
        .group_by(Event.subject_id)
        .subquery()
    )
    zero = func.coalesce
    query = (
        select(
            Contribution.number, Contribution.endorsed, zero(kept.c.counted, 0), zero(kept.c.standing, 0), told.c.net
        )
        .outerjoin(kept, kept.c.contribution_id == Contribution.id)
        .outerjoin(told, told.c.subject_id == Contribution.id)
        .where((Contribution.endorsed > 0) | (kept.c.standing > 0) | (told.c.net != 0))
        .order_by(Contribution.id)
    )
    for number, shown, counted, standing_now, recorded in session.execute(query.execution_options(yield_per=BATCH)):
        if shown != counted or standing_now != (recorded or 0):
            yield f"inbreng/{number}: het aantal onderschrijvingen is niet dat van het register"


CHECKS: tuple[Check, ...] = (standing,)
