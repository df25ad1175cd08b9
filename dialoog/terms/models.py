"""Promised times (termijnen), stored with what they were reckoned with (D4)."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dialoog.db import Base, Key, choice


class Promise(enum.StrEnum):
    """What is promised within the term."""

    ASSIGN = "toewijzen"
    ANSWER = "beantwoorden"
    REACT = "reageren"


class Clock(Base):
    """One promise's time for one subject: start, due, extension, pauses, met or stopped.

    `round` counts: a reopened contribution gets a new clock. `free_days` holds [iso day, name] of the holidays in it.
    While it stands still (`paused_on`) `due_on` is the latest it can become, so that nothing counts it as late.
    """

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "promise", "round"),
        Index("ix_clock_running", "met_at", "stopped_at", "due_on"),
    )
    shown_publicly = True

    id: Mapped[Key]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    promise: Mapped[Promise] = mapped_column(choice(Promise))
    round: Mapped[int] = mapped_column(default=1)
    started_on: Mapped[date] = mapped_column(Date)
    working_days: Mapped[int]
    due_on: Mapped[date] = mapped_column(Date)
    free_days: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    extended_by: Mapped[int] = mapped_column(default=0)
    paused_on: Mapped[date | None] = mapped_column(Date)
    paused_days: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
