"""Questions to the givers of contributions, and what they replied."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.contributions.models import Contribution, Look
from dialoog.db import Base, Key, choice

SUBJECT = "navraag"


class ClarificationState(enum.StrEnum):
    """How a question stands. *Vervallen*: the point was answered, offered or withdrawn before a reply came."""

    OPEN = "open"
    ANSWERED = "beantwoord"
    WITHDRAWN = "ingetrokken"
    EXPIRED = "verlopen"
    LAPSED = "vervallen"


class Clarification(Base):
    """A question about a contribution to whoever gave it, and the reply; one is open at a time.

    Both texts stand with their events too; here they are as they may be read now (D1). `look` is about the reply (D3a).
    `ends_on` is the first day on which we no longer wait.
    """

    __tablename__ = "clarification"
    __table_args__ = (
        Index("ix_clarification_contribution", "contribution_id", "id"),
        Index("ix_clarification_look", "look", "look_due", "id"),
        Index(
            "uq_clarification_open",
            "contribution_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    shown_publicly = True

    id: Mapped[Key]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    ends_on: Mapped[date] = mapped_column(Date)
    state: Mapped[ClarificationState] = mapped_column(choice(ClarificationState), default=ClarificationState.OPEN)
    closed_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("giver.id"))
    replied_at: Mapped[datetime | None]
    look: Mapped[Look] = mapped_column(choice(Look), default=Look.NOT_NEEDED)
    look_due: Mapped[date | None] = mapped_column(Date)
    contribution: Mapped[Contribution] = relationship()
    asked_by: Mapped[Person | None] = relationship()
