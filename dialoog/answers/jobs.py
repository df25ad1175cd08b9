"""Background work of answers: what follows by itself when a day comes, reminders, forgetting (D1, D4–D6)."""

from datetime import timedelta

from dialoog.answers.models import Answer, Referral
from dialoog.answers.prepared import Release
from dialoog.answers.rules.carrying_out import carry_out
from dialoog.answers.rules.closing import close_if_ready
from dialoog.answers.rules.effects import ASK_JOB, ask
from dialoog.answers.rules.publishing import DECIDE_JOB
from dialoog.answers.rules.referring import CLOSE_JOB, SILENT_JOB, note_silence
from dialoog.answers.rules.releasing import JOB as RELEASE_JOB
from dialoog.answers.rules.reminding import remind
from dialoog.answers.rules.reopening import decide
from dialoog.answers.rules.sheets import FORGET_JOB, files_naming
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.db import Database
from dialoog.files import FileStore
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler

REMIND_JOB = "answers.remind"
# Every hour: the first turn in a sending moment sends the day's reminders, the others find nothing to do.
HOURLY = Recurring(REMIND_JOB, every=timedelta(hours=1))


def close(database: Database, _settings: Settings, job: Job) -> None:
    """Finish the contributions under an answer, if nothing it promised is open."""
    with database.transaction() as session:
        answer = session.get(Answer, job.params["answer"])
        if answer is not None:
            close_if_ready(session, answer)


def open_for_decision(database: Database, _settings: Settings, job: Job) -> None:
    """Open what was answered with *later*: its day has come."""
    with database.transaction() as session:
        answer = session.get(Answer, job.params["answer"])
        if answer is not None:
            decide(session, answer, version=job.params["version"])


def end_offer(database: Database, _settings: Settings, job: Job) -> None:
    """Bring back what another body was offered, if it stayed silent."""
    with database.transaction() as session:
        referral = session.get(Referral, job.params["referral"])
        if referral is not None:
            note_silence(session, referral)


def release(database: Database, _settings: Settings, job: Job) -> None:
    """Publish what waits for a release: its moment has come."""
    with database.transaction() as session:
        found = session.get(Release, job.params["release"])
        if found is not None:
            carry_out(session, found)


def ask_effect(database: Database, _settings: Settings, job: Job) -> None:
    """Ask the givers whether a commitment shows, four weeks after it was done (D9)."""
    with database.transaction() as session:
        commitment = session.get(Commitment, job.params["commitment"])
        if commitment is not None:
            ask(session, commitment)


def send_reminders(database: Database, settings: Settings, _job: Job) -> None:
    """Queue the reminders of this moment."""
    with database.transaction() as session:
        remind(session, director=settings.programme_director)


def forget_sheets(database: Database, settings: Settings, job: Job) -> None:
    """Destroy the kept spreadsheets in which a blacked-out point stands (D1); what was found in them stays."""
    with database.transaction() as session:
        names = files_naming(session, session.get_one(Contribution, job.params["contribution"]))
    for name in names:
        FileStore(settings.instance).forget(name)


JOBS: dict[str, Handler] = {
    CLOSE_JOB: close,
    DECIDE_JOB: open_for_decision,
    SILENT_JOB: end_offer,
    RELEASE_JOB: release,
    REMIND_JOB: send_reminders,
    FORGET_JOB: forget_sheets,
    ASK_JOB: ask_effect,
}
RECURRING: tuple[Recurring, ...] = (HOURLY,)
