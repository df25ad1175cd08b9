"""What people leave behind that is needed for an hour alone: counted attempts."""

from datetime import time

from dialoog.accounts import attempts
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler

KIND = "accounts.forget_attempts"


def forget_attempts(database: Database, _settings: Settings, _job: Job) -> None:
    """Remove attempts that no longer count."""
    with database.transaction() as session:
        attempts.forget_old(session)


JOBS: dict[str, Handler] = {KIND: forget_attempts}
RECURRING: tuple[Recurring, ...] = (Recurring(KIND, at=time(3, 10)),)
