"""Forgetting who said what of a draft; what was said, and what became of it, stays (P2, P3)."""

from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.advices.models import Advice, AdviceComment, AdviceState
from dialoog.permissions import SYSTEM, Actor

FORGET_JOB = "advices.forget"
# Who commented is known for so long after the advice was sent, or laid away.
KEPT = timedelta(days=365)


def forget_old(session: Session) -> int:
    """P3: forget who commented on advices of long ago; how many."""
    before = clock.today() - KEPT
    laid_away = (Advice.status == AdviceState.LAID_AWAY.value) & (Advice.written_at <= clock.start_of(before))
    old = select(Advice.id).where(or_(Advice.sent_on <= before, laid_away))
    theirs = AdviceComment.advice_id.in_(old), AdviceComment.person_id.is_not(None)
    found = list(session.scalars(select(AdviceComment.id).where(*theirs)))
    session.execute(update(AdviceComment).where(AdviceComment.id.in_(found)).values(person_id=None))
    if found:
        audit.note(session, actor=SYSTEM, action="advices.forgotten", detail={"comments": len(found)})
    return len(found)


def forget_person(session: Session, person_id: int, *, actor: Actor) -> None:
    """P2: forget that it was this person who commented or wrote."""
    session.execute(update(AdviceComment).where(AdviceComment.person_id == person_id).values(person_id=None))
    session.execute(update(Advice).where(Advice.written_by_id == person_id).values(written_by_id=None))
    audit.note(session, actor=actor, action="advices.person-forgotten")
