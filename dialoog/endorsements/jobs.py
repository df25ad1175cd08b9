"""Background work of endorsements: forgetting (P3)."""

from datetime import time

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.endorsements.forgetting import forget_old_contacts
from dialoog.endorsements.rules import forget_unconfirmed
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler

FORGET_JOB = "endorsements.forget"


def forget(database: Database, _settings: Settings, _job: Job) -> None:
    """Erase requests that nobody confirmed, and contacts that are needed no more."""
    with database.transaction() as session:
        forget_unconfirmed(session)
        forget_old_contacts(session)


JOBS: dict[str, Handler] = {FORGET_JOB: forget}
RECURRING: tuple[Recurring, ...] = (Recurring(FORGET_JOB, at=time(3, 40)),)
