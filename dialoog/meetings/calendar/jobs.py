"""Background work of invitations: keeping them in step with who sits where, and forgetting (P3)."""

from datetime import time

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.meetings.calendar import rules
from dialoog.meetings.calendar.forgetting import forget_old

KEEP_UP_JOB = "meetings.invitations"
FORGET_JOB = "meetings.invitations-forget"


def keep_up(database: Database, _settings: Settings, _job: Job) -> None:
    """Invite who joined a body, and tell who left it."""
    with database.transaction() as session:
        rules.keep_all_up(session)


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Remove the invitations to what is long over."""
    with database.transaction() as session:
        forget_old(session)


JOBS: dict[str, Handler] = {KEEP_UP_JOB: keep_up, FORGET_JOB: forget}
RECURRING: tuple[Recurring, ...] = (Recurring(KEEP_UP_JOB, at=time(4, 20)), Recurring(FORGET_JOB, at=time(3, 50)))
