"""What the ministry promised, who carries it out, and how far it is (D10)."""

import enum
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.db import Base
from dialoog.organisations.models import Organisation, Unit
from dialoog.register.models import Recorded


class CommitmentState(enum.StrEnum):
    """The states of a commitment (toezegging)."""

    PROMISED = "toegezegd"
    UNDERWAY = "bezig"
    DONE = "gereed"
    DROPPED = "vervallen"


OPEN_STATES = frozenset({CommitmentState.PROMISED, CommitmentState.UNDERWAY})


class Commitment(Recorded, Base):
    """One commitment, made in an answer (`source_kind`, `source_id`), carried out by a unit or a party.

    `shows_*`: how many givers were asked whether it shows, four weeks after it was done, and what they said (D9).
    """

    __tablename__ = "commitment"
    __table_args__ = (
        Index("ix_commitment_source", "source_kind", "source_id"),
        Index("ix_commitment_due", "status", "due_on"),
    )
    shown_publicly = True
    subject_kind = "toezegging"
    transitions: ClassVar[dict[str | None, frozenset[str]]] = {
        None: frozenset({"toegezegd"}),
        "toegezegd": frozenset({"bezig", "gereed", "vervallen"}),
        "bezig": frozenset({"bezig", "gereed", "vervallen"}),
        "gereed": frozenset({"bezig"}),
        "vervallen": frozenset({"bezig"}),
    }

    text: Mapped[str] = mapped_column(Text)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    due_on: Mapped[date] = mapped_column(Date)
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    public: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    latest_report: Mapped[str | None] = mapped_column(Text)
    latest_report_at: Mapped[datetime | None]
    shows_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    shows_yes: Mapped[int] = mapped_column(default=0, server_default="0")
    shows_partly: Mapped[int] = mapped_column(default=0, server_default="0")
    shows_no: Mapped[int] = mapped_column(default=0, server_default="0")
    owner_unit: Mapped[Unit | None] = relationship()
    owner_organisation: Mapped[Organisation | None] = relationship()

    @property
    def subject_key(self) -> str:
        """Its number, as in its address."""
        return str(self.id)

    @property
    def unit_in_charge(self) -> int | None:
        """The unit that carries it out."""
        return self.owner_unit_id
