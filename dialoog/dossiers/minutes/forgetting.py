"""Forgetting who said what of minutes and agendas; what was said, and what became of it, stays (P2, P3)."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.dossiers.minutes.models import Minutes, MinutesComment
from dialoog.meetings.agenda.models import AgendaItem, Presence
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership
from dialoog.permissions import SYSTEM, Actor

FORGET_JOB = "minutes.forget"
# Who commented is known for so long after publication, who proposed and who came for so long after the meeting.
KEPT = timedelta(days=365)


def forget_old(session: Session) -> int:
    """P3: forget who commented on minutes that were published long ago, and who put items forward; how many."""
    old = select(Minutes.id).where(Minutes.published_at <= clock.now() - KEPT)
    held = select(Meeting.id).where(Meeting.held_on <= clock.today() - KEPT)
    found = list(
        session.scalars(
            select(MinutesComment.id).where(MinutesComment.minutes_id.in_(old), MinutesComment.person_id.is_not(None))
        )
    )
    proposed = list(
        session.scalars(
            select(AgendaItem.id).where(AgendaItem.meeting_id.in_(held), AgendaItem.proposed_by_id.is_not(None))
        )
    )
    session.execute(update(MinutesComment).where(MinutesComment.id.in_(found)).values(person_id=None))
    session.execute(update(AgendaItem).where(AgendaItem.id.in_(proposed)).values(proposed_by_id=None))
    if found or proposed:
        detail = {"comments": len(found), "proposals": len(proposed)}
        audit.note(session, actor=SYSTEM, action="minutes.forgotten", detail=detail)
    return len(found) + len(proposed)


def forget_person(session: Session, person_id: int, *, actor: Actor) -> None:
    """P2: forget that it was this person who commented, put items forward, and was or was not there.

    Where they still sit, their presence stays theirs: else they would be counted twice when it is noted again.
    """
    theirs = select(Membership.id).where(Membership.person_id == person_id, Membership.until <= clock.today())
    comments = update(MinutesComment).where(MinutesComment.person_id == person_id)
    session.execute(comments.values(person_id=None))
    session.execute(update(AgendaItem).where(AgendaItem.proposed_by_id == person_id).values(proposed_by_id=None))
    session.execute(update(Presence).where(Presence.membership_id.in_(theirs)).values(membership_id=None))
    audit.note(session, actor=actor, action="minutes.person-forgotten")
