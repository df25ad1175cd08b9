"""Minutes of a meeting, every revision of their text, and what members said of them."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Key, choice
from dialoog.meetings.models import Meeting


class MinutesState(enum.StrEnum):
    """How far minutes are (T7)."""

    DRAFT = "concept"
    COMMENTS = "ter-commentaar"
    ADOPTED = "vastgesteld"
    PUBLISHED = "gepubliceerd"


class Handled(enum.StrEnum):
    """What became of a comment."""

    TAKEN = "overgenomen"
    NOT_TAKEN = "niet-overgenomen"


class Minutes(Base):
    """The minutes of one meeting. `revision` is the number of the newest text; `first_shown` that of the text members
    saw first: earlier ones are the writers' own.
    """

    __tablename__ = "minutes"
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(choice(MinutesState), default=MinutesState.DRAFT)
    revision: Mapped[int]
    first_shown: Mapped[int | None]
    comments_until: Mapped[date | None] = mapped_column(Date)
    adopted_on: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    meeting: Mapped[Meeting] = relationship()


class MinutesRevision(Base):
    """The text as somebody saved it. Rows are only added; words may be blacked out."""

    __tablename__ = "minutes_revision"
    __table_args__ = (UniqueConstraint("minutes_id", "n"),)
    shown_publicly = True

    id: Mapped[Key]
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    n: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    # The revision of somebody else it was merged with, where two people wrote at the same time.
    merged_with: Mapped[int | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship()


class MinutesComment(Base):
    """What a member said of the minutes, or of one paragraph, quoted as it stood; and what became of it.

    Without a person: it was forgotten who said it (P2, P3).
    """

    __tablename__ = "minutes_comment"

    id: Mapped[Key]
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    about: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    handled: Mapped[Handled | None] = mapped_column(choice(Handled))
    reason: Mapped[str] = mapped_column(Text, default="")
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
