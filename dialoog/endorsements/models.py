"""Endorsements (onderschrijvingen): a party backs a contribution."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.contributions.models import Contribution
from dialoog.db import Base, Json, Key, choice
from dialoog.organisations.models import Organisation, Sector


class EndorsementState(enum.StrEnum):
    """Only what is confirmed counts and shows. `wacht`: whoever acts for the party confirmed, nobody looked (D3a)."""

    ASKED = "gevraagd"
    WAITING = "wacht"
    CONFIRMED = "bevestigd"
    HIDDEN = "verborgen"
    WITHDRAWN = "ingetrokken"


# Who is told what becomes of it; and what was confirmed and not taken back.
HEARING = (EndorsementState.WAITING, EndorsementState.CONFIRMED)
STANDING = (*HEARING, EndorsementState.HIDDEN)


class Endorsement(Base):
    """That a party backs a contribution; it stays with that contribution for ever (D7).

    The contact is personal data: it goes when the endorsement is taken back or never confirmed, a year after the point
    was finished, and when whoever it is asks so (P2, P3). `why` stands here only until it is confirmed; afterwards it
    stands, as the name does, with the event `event_n` of the contribution.
    `organisation`: the party of the register, once its name may show (D3a).
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        Index("ix_endorsement_point", "contribution_id", "state"),
        Index("ix_endorsement_asked", "state", "asked_at"),
    )

    id: Mapped[Key]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    why: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[EndorsementState] = mapped_column(choice(EndorsementState), default=EndorsementState.ASKED)
    asked_at: Mapped[datetime]
    event_n: Mapped[int | None]
    tells: Mapped[bool] = mapped_column(default=True)
    links: Mapped[Json] = mapped_column(default=dict)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contribution: Mapped[Contribution] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
