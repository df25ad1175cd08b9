"""Forgetting who was invited to what is over, and what they said (P2, P3)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import AccessLink
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.meetings.models import Meeting
from dialoog.permissions import SYSTEM, Actor

# Who expected to come is of no use any more; who was there stands in the minutes.
KEPT = timedelta(days=365)


def forget_old(session: Session) -> int:
    """P3: who was invited to a meeting of a year ago or longer, and what they said, is forgotten; how many."""
    over = select(Meeting.id).where(Meeting.held_on < clock.today() - KEPT)
    old = session.scalars(select(MeetingInvitation).where(MeetingInvitation.meeting_id.in_(over))).all()
    _remove(session, old)
    if old:
        audit.note(session, actor=SYSTEM, action="meetings.invitations-forgotten", detail={"invitations": len(old)})
    session.flush()
    return len(old)


def forget_person(session: Session, person_id: int, *, actor: Actor) -> int:
    """P2: forget that somebody was invited to what is over, called off or not for them any more; how many times."""
    over = or_(Meeting.begins_at <= clock.now(), Meeting.held_on < clock.today(), Meeting.cancelled_at.is_not(None))
    query = select(MeetingInvitation).join(MeetingInvitation.meeting).where(MeetingInvitation.person_id == person_id)
    found = session.scalars(query.where(or_(over, MeetingInvitation.ended_at.is_not(None)))).all()
    _remove(session, found)
    if found:
        audit.note(session, actor=actor, action="meetings.person-forgotten", detail={"invitations": len(found)})
    session.flush()
    return len(found)


def _remove(session: Session, invitations: Sequence[MeetingInvitation]) -> None:
    links = [one.link_id for one in invitations if one.link_id is not None]
    for one in invitations:
        session.delete(one)
    session.flush()
    for link in session.scalars(select(AccessLink).where(AccessLink.id.in_(links))):
        session.delete(link)
