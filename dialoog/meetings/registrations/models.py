"""Who comes to a meeting that everybody may come to, and for how many there is room (T5)."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.db import Base, Json, Key, choice
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Sector


class RegistrationState(enum.StrEnum):
    """How far a registration is. Until the address is confirmed it holds no place and has no turn."""

    ASKED = "aangemeld"
    WAITING = "wachtlijst"
    PLACED = "bevestigd"
    CANCELLED = "afgemeld"
    CANCELLED_LATE = "laat-afgemeld"
    PRESENT = "aanwezig"
    NO_SHOW = "niet-verschenen"


# Who holds a place; who is expected or came, and so hears of changes; who will not come.
HOLDING = (RegistrationState.PLACED, RegistrationState.PRESENT)
HEARING = (RegistrationState.PLACED, RegistrationState.WAITING)
OFF = (RegistrationState.CANCELLED, RegistrationState.CANCELLED_LATE)


class Admission(Base):
    """For how many a meeting has room, and until when people arrange their own registration.

    From `freezes_on` on the secretariat does. `joined_at`: when the free places of sectors joined the common ones;
    `closed_at`: when whoever was not checked in was noted as not come. `told`: what those who come know of the meeting.
    `version` counts changes: two people never overwrite each other in silence.
    """

    __tablename__ = "admission"
    shown_publicly = True

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    places: Mapped[int]
    opens_on: Mapped[date] = mapped_column(Date)
    freezes_on: Mapped[date] = mapped_column(Date, index=True)
    joined_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    told: Mapped[Json] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship()
    sectors: Mapped[list["SectorPlaces"]] = relationship(cascade="all, delete-orphan", order_by="SectorPlaces.id")


class SectorPlaces(Base):
    """Places of a meeting that are kept for one sector until the freeze date."""

    __tablename__ = "admission_sector"
    __table_args__ = (UniqueConstraint("meeting_id", "sector"),)
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("admission.meeting_id"))
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    places: Mapped[int]


class Registration(Base):
    """Somebody who wants to come to a meeting.

    `turn` is the order of confirmation, 0 before it. `spot`: of whose places the one is that this person holds, None
    for a common one. `code` stands in the QR code at the door. Name, party, address and needs are personal data, which
    go a set time after the meeting (P3); state and sector stay, for the count.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_turn", "meeting_id", "state", "turn"),
        Index("ix_registration_asked", "state", "asked_at"),
    )
    # The number of free places stands on the meeting's page; no name does.
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("admission.meeting_id"))
    name: Mapped[str] = mapped_column(String(200))
    party: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    needs: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    state: Mapped[RegistrationState] = mapped_column(choice(RegistrationState), default=RegistrationState.ASKED)
    turn: Mapped[int] = mapped_column(default=0)
    spot: Mapped[Sector | None] = mapped_column(choice(Sector, guarded=False))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    mails: Mapped[int] = mapped_column(default=0)
    link_id: Mapped[int | None]
    walked_in: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    forgotten_at: Mapped[datetime | None]
    admission: Mapped[Admission] = relationship()
