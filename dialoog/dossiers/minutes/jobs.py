"""What happens to minutes by itself: a reminder, and word that the term is over (T7)."""

from datetime import time

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.dossiers.minutes import forgetting, telling
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler


def remind(database: Database, _settings: Settings, job: Job) -> None:
    """Remind members who said nothing."""
    with database.transaction() as session:
        telling.remind(session, job.params["minutes"])


def tell_ended(database: Database, _settings: Settings, job: Job) -> None:
    """Tell the secretariat."""
    with database.transaction() as session:
        telling.tell_ended(session, job.params["minutes"])


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Forget who said what long ago (P3)."""
    with database.transaction() as session:
        forgetting.forget_old(session)


HANDLERS: dict[str, Handler] = {
    telling.REMIND_JOB: remind,
    telling.ENDED_JOB: tell_ended,
    forgetting.FORGET_JOB: forget,
}
RECURRING: tuple[Recurring, ...] = (Recurring(forgetting.FORGET_JOB, at=time(3, 40)),)
