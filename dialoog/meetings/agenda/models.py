"""Agenda items with their answers over time, papers in versions, decisions, and who was there."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Key, Short, choice


class ItemKind(enum.StrEnum):
    """What an item asks of those at the table."""

    INFORM = "ter-informatie"
    DISCUSS = "bespreken"
    ADVISE = "adviseren"
    DECIDE = "besluiten"


class Phase(enum.StrEnum):
    """Where an item is in the policy cycle (R95)."""

    AGENDA = "agenda-bepalen"
    PREPARE = "beleid-voorbereiden"
    DECIDE = "besluiten-nemen"
    CARRY_OUT = "uitvoeren"
    MONITOR = "monitoren"
    EVALUATE = "evalueren"


class ItemState(enum.StrEnum):
    """Whether an item stands on the agenda."""

    PROPOSED = "voorgesteld"
    ON = "op-de-agenda"
    REFUSED = "niet-overgenomen"


class Question(enum.StrEnum):
    """The fixed questions of a standing item (R103)."""

    WELL = "gaat-goed"
    BETTER = "moet-beter"
    NEW = "is-nieuw"
    STUCK = "waar-stokt-het"


class PresenceKind(enum.StrEnum):
    """Whether a member was there (R84)."""

    PRESENT = "aanwezig"
    STAND_IN = "plaatsvervanger"
    EXCUSED = "afwezig-met-bericht"
    ABSENT = "niet-verschenen"


class AgendaItem(Base):
    """One item. `standing` is the name by which the same item is found at earlier meetings; `edit` goes up with every
    change, so that two people do not overwrite each other.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (Index("ix_agenda_item_meeting", "meeting_id", "position"),)
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[Short]
    purpose: Mapped[str] = mapped_column(Text, default="")
    host: Mapped[Short] = mapped_column(default="")
    minutes: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind))
    phase: Mapped[Phase | None] = mapped_column(choice(Phase))
    decides: Mapped[Short] = mapped_column(default="")
    standing: Mapped[str | None] = mapped_column(String(80), index=True)
    state: Mapped[ItemState] = mapped_column(choice(ItemState), default=ItemState.ON)
    refusal: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    edit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    proposed_by: Mapped[Person | None] = relationship()
    answers: Mapped[list["ItemAnswer"]] = relationship(back_populates="item", cascade="all, delete-orphan")


class ItemAnswer(Base):
    """What the table said to one fixed question."""

    __tablename__ = "agenda_answer"
    __table_args__ = (UniqueConstraint("item_id", "question"),)
    shown_publicly = True

    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    question: Mapped[Question] = mapped_column(choice(Question))
    text: Mapped[str] = mapped_column(Text)
    item: Mapped[AgendaItem] = relationship(back_populates="answers")


class Paper(Base):
    """A document of a meeting (stuk), for everybody or for members alone."""

    __tablename__ = "meeting_paper"
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[Short]
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    item: Mapped[AgendaItem | None] = relationship()
    versions: Mapped[list["PaperVersion"]] = relationship(back_populates="paper", order_by="PaperVersion.n.desc()")


class PaperVersion(Base):
    """A file as it was given on a day: never replaced, only followed by a newer one."""

    __tablename__ = "meeting_paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "n"),)
    shown_publicly = True

    id: Mapped[Key]
    paper_id: Mapped[int] = mapped_column(ForeignKey("meeting_paper.id"))
    n: Mapped[int]
    file_name: Mapped[Short]
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper: Mapped[Paper] = relationship(back_populates="versions")


class Decision(Base):
    """What was decided: by whom, who may, and what follows (R108)."""

    __tablename__ = "decision"
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    may_decide: Mapped[Short]
    decided_by: Mapped[Short]
    decided_on: Mapped[date] = mapped_column(Date)
    follow_up: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[Short] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    edit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    item: Mapped[AgendaItem | None] = relationship()


class Presence(Base):
    """Whether a member was there. By name for secretariat and chair alone; everybody sees parties.

    The party stays when it is forgotten who sat there for it (P2, P3).
    """

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("meeting_id", "membership_id"),)
    shown_publicly = True

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[PresenceKind] = mapped_column(choice(PresenceKind))
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
