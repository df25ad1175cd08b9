"""Questions to givers against the record, for `register verify`: each stands as its last event says."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.contributions.clarifications.happenings import (
    ClarificationAsked,
    ClarificationExpired,
    ClarificationLapsed,
    ClarificationReplied,
    ClarificationWithdrawn,
)
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Contribution
from dialoog.register.models import Event
from dialoog.register.verification import BATCH, Check

STATES = {
    ClarificationAsked.kind: ClarificationState.OPEN,
    ClarificationReplied.kind: ClarificationState.ANSWERED,
    ClarificationWithdrawn.kind: ClarificationState.WITHDRAWN,
    ClarificationExpired.kind: ClarificationState.EXPIRED,
    ClarificationLapsed.kind: ClarificationState.LAPSED,
}


def states(session: Session) -> Iterator[str]:
    """Each question is in the state that its last event brought it in, and none that was recorded is missing."""
    of = Event.data["clarification"].as_integer()
    last = (
        select(Event.subject_id, of.label("key"), func.max(Event.id).label("id"))
        .where(Event.subject_kind == Contribution.subject_kind, Event.kind.in_(STATES))
        .group_by(Event.subject_id, of)
        .subquery()
    )
    here = (last.c.key == Clarification.id) & (last.c.subject_id == Clarification.contribution_id)
    kept = (
        select(Contribution.number, Clarification.state, Event.kind)
        .select_from(Clarification)
        .join(Contribution, Contribution.id == Clarification.contribution_id)
        .outerjoin(last, here)
        .outerjoin(Event, Event.id == last.c.id)
        .order_by(Clarification.id)
    )
    for number, state, kind in session.execute(kept.execution_options(yield_per=BATCH)):
        if STATES.get(kind) is not state:
            yield f"inbreng/{number}: een vraag aan de inbrenger staat niet zoals in het register"
    gone = (
        select(Event.subject_key)
        .select_from(last)
        .join(Event, Event.id == last.c.id)
        .outerjoin(Clarification, here)
        .where(Clarification.id.is_(None))
        .order_by(Event.id)
    )
    for number in session.scalars(gone):
        yield f"inbreng/{number}: een vraag aan de inbrenger uit het register ontbreekt"


CHECKS: tuple[Check, ...] = (states,)
