"""Meetings, as far as a report of one needs: what, when, which topics, which documents."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.db import Base, Key, Short, Slug, choice


class MeetingKind(enum.StrEnum):
    """Kinds of meetings (bijeenkomst)."""

    TABLE = "tafeloverleg"
    BROAD = "brede-bijeenkomst"
    WORK_SESSION = "werksessie"
    MINISTER = "gesprek-met-bewindspersoon"
    FUTURE = "toekomstconferentie"


# Everybody may register for these. At a table sit its members; a minister's talk is by invitation.
OPEN_KINDS = (MeetingKind.BROAD, MeetingKind.WORK_SESSION, MeetingKind.FUTURE)


class Level(enum.StrEnum):
    """Who may see a contribution (D11). A meeting's level is the rule for what is said there."""

    PUBLIC = "openbaar"
    NO_SOURCE = "zonder-herkomst"
    CLOSED = "besloten"


class Meeting(Base):
    """A meeting that was or will be held.

    `body_kind`, `body_id`: the body that meets, such as a dialogue table. `wanted`, `result`, `gives`: what we want
    from this talk, what happens with the result, what it does for those who take part (R99); `track`, `organiser`: the
    track it belongs to and who runs it (R15). `held_on` is the day of `begins_at` in the Netherlands, where that is
    known. `sequence` goes up with every change that calendars must hear of (T6, RFC 5545).
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_body", "body_kind", "body_id", "held_on"),)
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    title: Mapped[Short]
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind), default=MeetingKind.WORK_SESSION)
    level: Mapped[Level] = mapped_column(choice(Level), default=Level.PUBLIC)
    held_on: Mapped[date | None] = mapped_column(Date, index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    body_kind: Mapped[str | None] = mapped_column(String(40))
    body_id: Mapped[int | None]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    cancelled_at: Mapped[datetime | None]
    wanted: Mapped[str] = mapped_column(Text, default="", server_default="")
    result: Mapped[str] = mapped_column(Text, default="", server_default="")
    gives: Mapped[str] = mapped_column(Text, default="", server_default="")
    track: Mapped[str] = mapped_column(String(200), default="", server_default="")
    organiser: Mapped[str] = mapped_column(String(200), default="", server_default="")
    topics: Mapped[list["MeetingTopic"]] = relationship(back_populates="meeting", order_by="MeetingTopic.number")


class MeetingTopic(Base):
    """One topic (onderwerp) of a meeting."""

    __tablename__ = "meeting_topic"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    reference: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    meeting: Mapped[Meeting] = relationship(back_populates="topics")


class MeetingDocument(Base):
    """A file that belongs to a meeting, kept under its SHA-256 in the instance folder."""

    __tablename__ = "meeting_document"
    __table_args__ = (UniqueConstraint("meeting_id", "sha256"),)
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    file_name: Mapped[Short]
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    staff_only: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
