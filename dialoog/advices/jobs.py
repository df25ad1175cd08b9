"""Background work of advices: what follows by itself when a day comes (D5, T8)."""

from dialoog.advices.models import Advice
from dialoog.advices.rules.reacting import CLOSE_JOB, DECIDE_JOB, close_if_ready
from dialoog.advices.rules.reacting import decide as ask_anew
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.worker import Handler


def close(database: Database, _settings: Settings, job: Job) -> None:
    """Finish an advice four weeks after the reaction, if nothing that was promised is open."""
    with database.transaction() as session:
        advice = session.get(Advice, job.params["advice"])
        if advice is not None:
            close_if_ready(session, advice)


def decide(database: Database, _settings: Settings, job: Job) -> None:
    """Ask for a reaction anew: the day named with *later* has come."""
    with database.transaction() as session:
        advice = session.get(Advice, job.params["advice"])
        if advice is not None:
            ask_anew(session, advice, version=job.params["version"])


JOBS: dict[str, Handler] = {CLOSE_JOB: close, DECIDE_JOB: decide}
