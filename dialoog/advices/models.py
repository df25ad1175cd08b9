"""Advices of a dialogue table (T8): the text, the points it rests on, and what members said of the draft."""

import enum
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.contributions.models import Contribution
from dialoog.db import Base, Key, Short, Slug, choice
from dialoog.organisations.models import Organisation, Unit
from dialoog.permissions import Body
from dialoog.register.models import Recorded
from dialoog.tables.models import DialogueTable


class AdviceState(enum.StrEnum):
    """T8: an advice is written, adopted, sent, reacted to, and finished when all that was promised is closed."""

    DRAFT = "concept"
    ADOPTED = "vastgesteld"
    SENT = "aangeboden"
    ANSWERED = "beantwoord"
    CLOSED = "afgerond"
    LAID_AWAY = "weggelegd"


# What everyone may read: it was sent.
PUBLIC_STATES = frozenset({AdviceState.SENT, AdviceState.ANSWERED, AdviceState.CLOSED})


class Addressee(enum.StrEnum):
    """To whom a table gives advice (T8, R94)."""

    MINISTER = "minister"
    STATE_SECRETARY = "staatssecretaris"


class Advice(Recorded, Base):
    """One advice, asked or unasked (`question`: what was asked, '' when unasked).

    `edit` counts saves of the draft: two people never overwrite each other in silence. `comments_until`: the last day
    on which members comment on the draft. `unit_id`: the part of the ministry that reacts. `answer_id`: the answer that
    holds the reaction. `sent_back_at`: when the chair sent a reaction back, which is done once (D9).
    """

    __tablename__ = "advice"
    __table_args__ = (Index("ix_advice_list", "status", "sent_on", "id"), Index("ix_advice_unit", "unit_id", "status"))
    shown_publicly = True
    subject_kind = "advies"
    transitions: ClassVar[dict[str | None, frozenset[str]]] = {
        None: frozenset({"concept"}),
        "concept": frozenset({"vastgesteld", "weggelegd"}),
        "vastgesteld": frozenset({"concept", "aangeboden"}),
        "aangeboden": frozenset({"beantwoord"}),
        "beantwoord": frozenset({"beantwoord", "aangeboden", "afgerond"}),
        "afgerond": frozenset({"beantwoord", "aangeboden"}),
        "weggelegd": frozenset(),
    }

    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"), index=True)
    slug: Mapped[Slug]
    title: Mapped[Short]
    question: Mapped[str] = mapped_column(Text, default="")
    addressee: Mapped[Addressee] = mapped_column(choice(Addressee))
    summary: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    generation_test: Mapped[str] = mapped_column(Text, default="")
    edit: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime]
    comments_until: Mapped[date | None] = mapped_column(Date)
    adopted_on: Mapped[date | None] = mapped_column(Date)
    sent_on: Mapped[date | None] = mapped_column(Date)
    signed: Mapped[str] = mapped_column(String(300), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    answer_id: Mapped[int | None] = mapped_column(index=True)
    sent_back_at: Mapped[datetime | None]
    table: Mapped[DialogueTable] = relationship()
    unit: Mapped[Unit | None] = relationship()
    written_by: Mapped[Person | None] = relationship()

    @property
    def subject_key(self) -> str:
        """Its number: an address would tell the title of a draft in the record."""
        return str(self.id)

    @property
    def unit_in_charge(self) -> int | None:
        """The unit that reacts."""
        return self.unit_id

    @property
    def body(self) -> Body:
        """The body whose people write it."""
        return self.table.body

    @property
    def public(self) -> bool:
        """Whether everyone may read it."""
        return self.status in PUBLIC_STATES


class AdviceContribution(Base):
    """That an advice rests on a contribution."""

    __tablename__ = "advice_contribution"
    __table_args__ = (Index("ix_advice_contribution_contribution", "contribution_id", "advice_id"),)
    shown_publicly = True

    advice_id: Mapped[int] = mapped_column(ForeignKey("advice.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    contribution: Mapped[Contribution] = relationship()


class AdviceComment(Base):
    """What a member says of a draft, and what was done with it (`taken_over` None: still to be handled)."""

    __tablename__ = "advice_comment"
    __table_args__ = (Index("ix_advice_comment_advice", "advice_id", "id"),)

    id: Mapped[Key]
    advice_id: Mapped[int] = mapped_column(ForeignKey("advice.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    taken_over: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    handled_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
