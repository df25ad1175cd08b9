"""Background work: planned in the transaction that asks for it, done by a job process, retried, or given up."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.jobs.claiming import insert_many_once, insert_once, pause_after
from dialoog.jobs.models import Job, JobState
from dialoog.jobs.schedule import Recurring

# How long a finished turn of recurring work is kept to look back at.
KEPT = timedelta(days=30)


def plan(
    session: Session, *, kind: str, key: str, due_at: datetime | None = None, params: dict[str, Any] | None = None
) -> Job | None:
    """Plan work to be done after this transaction, now or when due; None when (kind, key) was planned before."""
    values = {
        "kind": kind,
        "key": key,
        "params": params or {},
        "due_at": due_at or clock.now(),
        "state": JobState.WAITING,
    }
    return insert_once(session, Job, values, unique=["kind", "key"])


def plan_many(session: Session, kind: str, planned: Iterable[tuple[str, datetime, dict[str, Any]]]) -> None:
    """As `plan`, for much work of a kind, each with its key, moment and params, in a few statements."""
    waiting = {"kind": kind, "state": JobState.WAITING}
    rows = [{**waiting, "key": key, "due_at": due_at, "params": params} for key, due_at, params in planned]
    insert_many_once(session, Job, rows, unique=["kind", "key"])


def plan_turn(session: Session, recurring: Recurring, due_at: datetime) -> Job | None:
    """Plan one turn of recurring work, once however many processes try, and forget its turns of long ago."""
    session.execute(
        delete(Job).where(
            Job.kind == recurring.kind, Job.state == JobState.DONE, Job.due_at < min(due_at, clock.now()) - KEPT
        )
    )
    return plan(session, kind=recurring.kind, key=turn_key(due_at), due_at=due_at)


def turn_is_planned(session: Session, recurring: Recurring, due_at: datetime) -> bool:
    """Whether somebody planned this turn already."""
    query = select(Job.id).where(Job.kind == recurring.kind, Job.key == turn_key(due_at))
    return session.scalar(query) is not None


def turn_key(due_at: datetime) -> str:
    """The key of a turn: the moment it is due."""
    return due_at.isoformat(timespec="seconds")


def done(_session: Session, job: Job) -> None:
    """The work was done."""
    job.state = JobState.DONE
    job.finished_at = clock.now()
    job.last_error = None


def failed(job: Job, reason: str) -> None:
    """The work failed: again after a pause, or given up after the last attempt."""
    job.last_error = reason
    pause = pause_after(job.attempts)
    if pause is None:
        job.state = JobState.DEAD
        job.finished_at = clock.now()
    else:
        job.due_at = clock.now() + pause


def try_again(session: Session, job: Job) -> None:
    """Take up work that was given up, with all its attempts anew. Raises RuleViolation for other work."""
    if job.state is not JobState.DEAD:
        raise RuleViolation(_("Deze taak is niet opgegeven."))
    job.state = JobState.WAITING
    job.attempts = 0
    job.due_at = clock.now()
    job.finished_at = None
    session.flush()
