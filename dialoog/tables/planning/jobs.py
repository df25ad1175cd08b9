"""Background work of planning: asking once more, and forgetting (P3)."""

from datetime import time

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.tables.planning import polls
from dialoog.tables.planning.models import DatePoll

FORGET_JOB = "tables.poll-forget"


def remind(database: Database, _settings: Settings, job: Job) -> None:
    """Ask once more who did not answer."""
    with database.transaction() as session:
        found = session.get(DatePoll, job.params["poll"])
        if found is not None:
            polls.remind(session, found)


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Forget what was said of dates long ago."""
    with database.transaction() as session:
        polls.forget_old(session)


JOBS: dict[str, Handler] = {polls.REMIND_JOB: remind, FORGET_JOB: forget}
RECURRING: tuple[Recurring, ...] = (Recurring(FORGET_JOB, at=time(3, 55)),)
