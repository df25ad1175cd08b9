"""Background work of invitations: keeping them in step with who sits where, and forgetting (P3)."""

from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.meetings.calendar import rules
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.meetings.models import Meeting
from dialoog.permissions import SYSTEM

KEEP_UP_JOB = "meetings.invitations"
FORGET_JOB = "meetings.invitations-forget"
# Who expected to come is of no use any more; who was there stands in the minutes.
KEPT = timedelta(days=365)


def keep_up(database: Database, _settings: Settings, _job: Job) -> None:
    """Invite who joined a body, and tell who left it."""
    with database.transaction() as session:
        rules.keep_all_up(session)


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Remove the invitations to what is long over."""
    with database.transaction() as session:
        forget_old(session)


def forget_old(session: Session) -> int:
    """P3: who was invited to a meeting of a year ago or longer, and what they said, is forgotten; how many."""
    over = select(Meeting.id).where(Meeting.held_on < clock.today() - KEPT)
    old = session.scalars(select(MeetingInvitation).where(MeetingInvitation.meeting_id.in_(over))).all()
    links = [one.link_id for one in old if one.link_id is not None]
    for one in old:
        session.delete(one)
    session.flush()
    for link in session.scalars(select(AccessLink).where(AccessLink.id.in_(links))):
        session.delete(link)
    if old:
        audit.note(session, actor=SYSTEM, action="meetings.invitations-forgotten", detail={"invitations": len(old)})
    session.flush()
    return len(old)


JOBS: dict[str, Handler] = {KEEP_UP_JOB: keep_up, FORGET_JOB: forget}
RECURRING: tuple[Recurring, ...] = (Recurring(KEEP_UP_JOB, at=time(4, 20)), Recurring(FORGET_JOB, at=time(3, 50)))
