"""What follows a question by itself: one reminder, and an end to the waiting (D4)."""

from dialoog.config import Settings
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.worker import Handler


def expire(database: Database, _settings: Settings, job: Job) -> None:
    """Let the term run again, if nobody replied."""
    with database.transaction() as session:
        rules.expire(session, session.get_one(Clarification, job.params["clarification"]))


def remind(database: Database, _settings: Settings, job: Job) -> None:
    """Ask once more, if nobody replied."""
    with database.transaction() as session:
        rules.remind(session, job.params["clarifications"])


HANDLERS: dict[str, Handler] = {rules.EXPIRE_JOB: expire, rules.REMIND_JOB: remind}
