"""What happens to a draft before it is published: a colleague reads it, and it waits for a release (D7b).

Models of the staff alone: nothing here is public, and nothing is ever deleted.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.db import Base, Key, Short, choice


class ReviewState(enum.StrEnum):
    """A colleague was asked to read a draft, and agreed, had remarks, or needs not read it any more."""

    ASKED = "gevraagd"
    AGREED = "akkoord"
    REMARKS = "opmerkingen"
    WITHDRAWN = "ingetrokken"


class Review(Base):
    """That a colleague is asked to read a draft, and what they said (*collegiale toets*).

    `edit_read`: which save of the draft they read. `version_id` is none once the new version was thrown away.
    """

    __tablename__ = "answer_review"
    __table_args__ = (
        Index("ix_answer_review_version", "version_id", "answer_id"),
        Index("ix_answer_review_reader", "reader_id", "state"),
        # One open request for each reader of a version.
        Index(
            "uq_answer_review_open",
            "version_id",
            "reader_id",
            unique=True,
            sqlite_where=text("state = 'gevraagd'"),
            postgresql_where=text("state = 'gevraagd'"),
        ),
    )

    id: Mapped[Key]
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("answer_version.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ReviewState] = mapped_column(choice(ReviewState), default=ReviewState.ASKED)
    edit_read: Mapped[int | None]
    said_at: Mapped[datetime | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[Answer] = relationship()
    version: Mapped[AnswerVersion | None] = relationship()
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class ReleaseState(enum.StrEnum):
    """A release lies ahead, was carried out, or was called off."""

    PLANNED = "gepland"
    DONE = "vrijgegeven"
    CALLED_OFF = "afgelast"


class Release(Base):
    """A named moment at which prepared answers are published together. `edit` counts what changed about it."""

    __tablename__ = "answer_release"
    __table_args__ = (Index("ix_answer_release_state", "state", "at", "id"),)

    id: Mapped[Key]
    name: Mapped[Short]
    at: Mapped[datetime]
    state: Mapped[ReleaseState] = mapped_column(choice(ReleaseState), default=ReleaseState.PLANNED)
    edit: Mapped[int] = mapped_column(default=1)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    made_by: Mapped[Person] = relationship()
    items: Mapped[list["ReleaseItem"]] = relationship(back_populates="release", order_by="ReleaseItem.id")


class ItemState(enum.StrEnum):
    """An answer waits for its release, was published by it, refused at the moment, or taken out before."""

    WAITING = "klaar"
    PUBLISHED = "gepubliceerd"
    REFUSED = "geweigerd"
    TAKEN_OUT = "eruit"


class ReleaseItem(Base):
    """That a draft goes along with a release, on whose word. `signed_*`: name and role as they were then (P7).

    `asked`, `done`: its points, counted at the moment. `problem`: what was left then, and why.
    """

    __tablename__ = "answer_release_item"
    __table_args__ = (
        Index("ix_answer_release_item_release", "release_id", "state"),
        # A draft waits for one release at a time.
        Index(
            "uq_answer_release_item_waiting",
            "version_id",
            unique=True,
            sqlite_where=text("state = 'klaar'"),
            postgresql_where=text("state = 'klaar'"),
        ),
    )

    id: Mapped[Key]
    release_id: Mapped[int] = mapped_column(ForeignKey("answer_release.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("answer_version.id"))
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.WAITING)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    signed_name: Mapped[Short]
    signed_role: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    release: Mapped[Release] = relationship(back_populates="items")
    answer: Mapped[Answer] = relationship()
    version: Mapped[AnswerVersion | None] = relationship()
