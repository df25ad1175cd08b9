"""Who is invited to a meeting and expected there, and the secret of somebody's own calendar (T6)."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import AccessLink, Person
from dialoog.db import Base, Key, choice
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Part


class Reply(enum.StrEnum):
    """Whether somebody expects to be there."""

    YES = "ja"
    NO = "nee"
    MAYBE = "misschien"


class MeetingInvitation(Base):
    """Somebody who is invited to a meeting, as what, and whether they expect to come (the presence expected).

    `sequence` is that of the last mail for their calendar: an older one that still waits is not sent any more.
    `ended_at`: they do not sit in the body on that day any more, and were told so.
    """

    __tablename__ = "meeting_invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_meeting_invitation_person", "person_id", "meeting_id"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    invited_at: Mapped[datetime]
    sequence: Mapped[int]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"), index=True)
    reply: Mapped[Reply | None] = mapped_column(choice(Reply))
    replied_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()
    link: Mapped[AccessLink | None] = relationship()


class CalendarKey(Base):
    """What makes the address of somebody's own calendar secret; a new one makes the old address worthless."""

    __tablename__ = "calendar_key"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
