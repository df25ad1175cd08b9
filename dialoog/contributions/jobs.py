"""Background work of contributions."""

from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.blacking_out import ERASE_JOB, erase_original
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.worker import Handler


def erase(database: Database, _settings: Settings, job: Job) -> None:
    """Handler of `contributions.erase`: four weeks after a black-out the original goes (D1)."""
    with database.transaction() as session:
        contribution = session.get_one(Contribution, job.params["contribution"])
        erase_original(session, contribution)


HANDLERS: dict[str, Handler] = {ERASE_JOB: erase}
