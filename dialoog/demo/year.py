"""A made-up year that ends today: every act through the rules on its own day, so that terms, events and heads of the
log have the dates they would have had.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zlib import crc32

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.db import Database
from dialoog.demo import (
    acts,
    answering,
    at_table,
    backing,
    clarifying,
    giving,
    people,
    planning,
    registering,
    releasing,
    script,
    seating,
    words,
)
from dialoog.demo.people import Login
from dialoog.demo.script import Act
from dialoog.demo.stage import Stage
from dialoog.errors import RuleViolation
from dialoog.files import FileStore
from dialoog.jobs import rules as jobs
from dialoog.jobs.models import Job, JobState
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Organisation, Unit
from dialoog.terms.calendar import is_free
from dialoog.terms.rules import Length, lasting
from dialoog.wiring import JOBS

VERBS = {
    **acts.VERBS,
    **answering.VERBS,
    **at_table.VERBS,
    **backing.VERBS,
    **clarifying.VERBS,
    **giving.VERBS,
    **registering.VERBS,
    **planning.VERBS,
    **releasing.VERBS,
    **seating.VERBS,
}
FIRST_DAY = 362
OPENING = time(9, 5)
MINUTES_IN_A_DAY = 430
BETWEEN = timedelta(minutes=11)
# Mail of the last days still goes out, so that there is something to look at; older mail counts as sent.
STILL_SENT = timedelta(days=3)


def is_there(session: Session) -> bool:
    """Whether the demo was loaded before. Raises RuleViolation for a database that holds anything else."""
    founder = script.cast()["staff"][0]["email"]
    if session.scalar(select(Person.id).where(Person.email == founder)) is not None:
        return True
    for kept in (Person, Unit, Organisation, Meeting, Contribution):
        if session.scalar(select(kept.id).limit(1)) is not None:
            raise RuleViolation("Deze database bevat al eigen gegevens. De demo kan alleen in een lege database.")
    return False


def pass_by(database: Database, settings: Settings, files: FileStore) -> list[Login]:
    """Let the year pass; returns how the staff log in."""
    until = clock.now()
    stage = Stage(clock.today(), files)
    with clock.at(_opening(stage.day(FIRST_DAY))), database.transaction() as session:
        logins = people.enter(session, stage, script.cast(), settings.secret_key)
        words.explain(session, script.words(), actor=stage.actors["noor"])
    for moment, act in _moments(script.acts(), stage.today, until):
        _work(database, settings, moment)
        # Its script extends and answers, late or in time, as the usual terms have it.
        with clock.at(moment), lasting(Length()), database.transaction() as session:
            VERBS[act.does](session, stage, act.given)
    _work(database, settings, until)
    with database.transaction() as session:
        words.propose(session, stage, script.words())
        _mail_went_out(session, until - STILL_SENT if settings.smtp_url.startswith("file:") else until)
    return logins


def _moments(acts: list[Act], today: date, until: datetime) -> Iterator[tuple[datetime, Act]]:
    """When each act happens: staff on working days, never before an earlier act, all before now."""
    last = _opening(today - timedelta(days=FIRST_DAY))
    for left, act in zip(range(len(acts), 0, -1), acts, strict=True):
        day = today - timedelta(days=act.days_ago)
        if "by" in act.given:
            day = _working_day(day, today)
        # Some time of the day, the same in every demo.
        moment = _opening(day) + timedelta(minutes=crc32(repr(act).encode()) % MINUTES_IN_A_DAY)
        last = min(max(moment, last + BETWEEN), until - left * timedelta(seconds=30))
        yield last, act


def _working_day(day: date, today: date) -> date:
    """The first working day from this one on; close to today the last one before it."""
    later, earlier = day, day
    while is_free(later):
        later += timedelta(days=1)
    while is_free(earlier):
        earlier -= timedelta(days=1)
    return later if later < today else earlier


def _opening(day: date) -> datetime:
    return datetime.combine(day, OPENING, clock.AMSTERDAM)


def _work(database: Database, settings: Settings, until: datetime) -> None:
    """Do the background work that falls due up to a moment, each at its own."""
    while (found := _next_job(database, until)) is not None:
        job_id, due_at = found
        with clock.at(due_at):
            with database.session(read_only=True) as session:
                job = session.get_one(Job, job_id)
            JOBS[job.kind](database, settings, job)
            with database.transaction() as session:
                jobs.done(session, session.get_one(Job, job_id))


def _next_job(database: Database, until: datetime) -> tuple[int, datetime] | None:
    waiting = select(Job.id, Job.due_at).where(Job.state == JobState.WAITING, Job.due_at <= until)
    with database.session(read_only=True) as session:
        row = session.execute(waiting.order_by(Job.due_at, Job.id).limit(1)).one_or_none()
        return (row.id, row.due_at) if row else None


def _mail_went_out(session: Session, until: datetime) -> None:
    went = update(OutboxMessage).where(OutboxMessage.state == MailState.WAITING, OutboxMessage.created_at < until)
    session.execute(went.values(state=MailState.SENT, sent_at=OutboxMessage.created_at, attempts=1))
