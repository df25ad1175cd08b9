"""Background work of registrations: the freeze date, what changed, reminders, forgetting (T5, P3)."""

from datetime import time, timedelta

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.meetings.registrations.rules.admitting import join_due
from dialoog.meetings.registrations.rules.forgetting import forget_old
from dialoog.meetings.registrations.rules.telling import remind, tell_changes

FREEZE_JOB = "registrations.freeze"
TELL_JOB = "registrations.tell"
REMIND_JOB = "registrations.remind"
FORGET_JOB = "registrations.forget"


def freeze(database: Database, _settings: Settings, _job: Job) -> None:
    """Let the free places of sectors join the common ones where the freeze date has come."""
    with database.transaction() as session:
        join_due(session)


def tell(database: Database, _settings: Settings, _job: Job) -> None:
    """Tell who comes what changed of their meeting."""
    with database.transaction() as session:
        tell_changes(session)


def send_reminders(database: Database, _settings: Settings, _job: Job) -> None:
    """Remind who comes, a week before."""
    with database.transaction() as session:
        remind(session)


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Forget who registered, when it was kept long enough."""
    with database.transaction() as session:
        forget_old(session)


JOBS: dict[str, Handler] = {
    FREEZE_JOB: freeze,
    TELL_JOB: tell,
    REMIND_JOB: send_reminders,
    FORGET_JOB: forget,
}
RECURRING: tuple[Recurring, ...] = (
    Recurring(FREEZE_JOB, at=time(0, 1)),
    # So that who corrects a slip at once sends one mail and not two.
    Recurring(TELL_JOB, every=timedelta(minutes=10)),
    Recurring(REMIND_JOB, at=time(9, 0)),
    Recurring(FORGET_JOB, at=time(3, 45)),
)
