"""Background work of contributions."""

from datetime import datetime, time, timedelta

from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules import likening, look_reminding, looking_at_texts
from dialoog.contributions.rules.blacking_out import ERASE_JOB, erase_original
from dialoog.contributions.rules.forgetting import forget_old_addresses
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.jobs.rules import plan
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler


def erase(database: Database, _settings: Settings, job: Job) -> None:
    """Handler of `contributions.erase`: four weeks after a black-out the original goes (D1)."""
    with database.transaction() as session:
        contribution = session.get_one(Contribution, job.params["contribution"])
        erase_original(session, contribution)


def erase_text(database: Database, _settings: Settings, job: Job) -> None:
    """Handler of `contributions.erase-text`: the same of a text that stands with an event."""
    with database.transaction() as session:
        looking_at_texts.erase_original(session, job.params["text"])


def remind_of_look(database: Database, _settings: Settings, _job: Job) -> None:
    """Tell the secretariat what should have been looked at, once a day."""
    with database.transaction() as session:
        look_reminding.remind(session)


def find_look_alikes(database: Database, _settings: Settings, job: Job) -> None:
    """Handler of `contributions.alike`: compare the points of one act, or all, a few at a time (D7).

    They are read and compared without holding anyone up; only what was found is written.
    """
    at = job.params.get("at")
    with database.session(read_only=True) as session:
        points = likening.next_points(
            session,
            at=datetime.fromisoformat(at) if at else None,
            kind=job.params.get("kind"),
            after=job.params.get("after", 0),
        )
        weights = likening.weights(session) if points else None
        found = {point: likening.scores(session, point, weights) for point in points} if weights else {}
    with database.transaction() as session:
        for point, scores in found.items():
            likening.keep(session, point, scores)
        if len(points) == likening.AT_ONCE:
            params = {**job.params, "after": points[-1]}
            plan(session, kind=likening.ALIKE_JOB, key=f"{job.key.split('>')[0]}>{points[-1]}", params=params)


def forget_addresses(database: Database, _settings: Settings, _job: Job) -> None:
    """Handler of `contributions.forget_addresses`: a year after all of a giver's points were finished (P3)."""
    with database.transaction() as session:
        forget_old_addresses(session)


FORGET_JOB = "contributions.forget_addresses"
HANDLERS: dict[str, Handler] = {
    ERASE_JOB: erase,
    looking_at_texts.ERASE_JOB: erase_text,
    likening.ALIKE_JOB: find_look_alikes,
    look_reminding.JOB: remind_of_look,
    FORGET_JOB: forget_addresses,
}
RECURRING: tuple[Recurring, ...] = (
    # Every hour: the first turn in a sending moment reminds, the others find that done.
    Recurring(look_reminding.JOB, every=timedelta(hours=1)),
    Recurring(FORGET_JOB, at=time(3, 20)),
)
