"""Background work as rows: claimed by one worker, repeatable, visible."""

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dialoog.db import Base, Json, choice
from dialoog.jobs.claiming import Leased


class JobState(enum.StrEnum):
    """Every job ends in `done` or `dead` (given up, with the reason), or waits."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Job(Leased, Base):
    """One piece of background work, due at a time. (kind, key) is unique, so each is done once."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_job_due", "state", "due_at", "id"))

    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    params: Mapped[Json] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.WAITING)
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class WorkerBeat(Base):
    """When a job process was last seen alive (`/readyz` tells)."""

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
