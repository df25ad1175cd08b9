"""What is asked about background work."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.errors import NotFound
from dialoog.jobs.models import Job, JobState, WorkerBeat

SILENT_AFTER = timedelta(seconds=60)
MOST_SHOWN = 100


def jobs_alive(session: Session) -> bool:
    """Whether any job process was seen in the last minute."""
    seen = select(WorkerBeat.worker).where(WorkerBeat.seen_at > clock.now() - SILENT_AFTER).limit(1)
    return session.scalar(seen) is not None


def job(session: Session, job_id: int) -> Job:
    """One job. Raises NotFound."""
    found = session.get(Job, job_id)
    if found is None:
        raise NotFound
    return found


def given_up(session: Session) -> Sequence[Job]:
    """Work that was given up, the newest first."""
    return session.scalars(
        select(Job).where(Job.state == JobState.DEAD).order_by(Job.id.desc()).limit(MOST_SHOWN)
    ).all()
