"""Background work of tables: reminding who did not answer, noting that it is too late (T2), forgetting (P3)."""

from datetime import time, timedelta

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.tables.forgetting import forget_old
from dialoog.tables.rules import inviting

INVITATIONS_JOB = "tables.invitations"
FORGET_JOB = "tables.forget"


def look_after_invitations(database: Database, _settings: Settings, _job: Job) -> None:
    """End invitations that were not answered in time, and remind of those that can still be."""
    with database.transaction() as session:
        inviting.expire(session)
        inviting.remind(session)


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Forget people whose data is needed no more."""
    with database.transaction() as session:
        forget_old(session)


JOBS: dict[str, Handler] = {INVITATIONS_JOB: look_after_invitations, FORGET_JOB: forget}
RECURRING: tuple[Recurring, ...] = (
    Recurring(INVITATIONS_JOB, every=timedelta(hours=1)),
    Recurring(FORGET_JOB, at=time(3, 50)),
)
