"""Questions to the givers of contributions, and what they replied."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.contributions.models import Contribution, Look, TextLook
from dialoog.db import Base, Key, choice

SUBJECT = "navraag"
# What a question and its reply are called where they stand with their events.
WORDS = ("question", "reply")


class ClarificationState(enum.StrEnum):
    """How a question stands.

    *Vervallen*: before a reply came the point was answered, offered or withdrawn, or nobody was left to reply.
    """

    OPEN = "open"
    ANSWERED = "beantwoord"
    WITHDRAWN = "ingetrokken"
    EXPIRED = "verlopen"
    LAPSED = "vervallen"


class Clarification(Base):
    """A question about a contribution to whoever gave it, and the reply; one is open at a time.

    The words stand with their events, under the look (D1, D3a). `ends_on` is the first day on which we no longer wait.
    """

    __tablename__ = "clarification"
    __table_args__ = (
        Index("ix_clarification_contribution", "contribution_id", "id"),
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
    question_text_id: Mapped[int | None] = mapped_column(ForeignKey("text_look.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    ends_on: Mapped[date] = mapped_column(Date)
    state: Mapped[ClarificationState] = mapped_column(choice(ClarificationState), default=ClarificationState.OPEN)
    closed_at: Mapped[datetime | None]
    reply_text_id: Mapped[int | None] = mapped_column(ForeignKey("text_look.id"))
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("giver.id"))
    replied_at: Mapped[datetime | None]
    contribution: Mapped[Contribution] = relationship()
    asked_by: Mapped[Person | None] = relationship()
    question_text: Mapped[TextLook | None] = relationship(foreign_keys=question_text_id)
    reply_text: Mapped[TextLook | None] = relationship(foreign_keys=reply_text_id)

    @property
    def question(self) -> str:
        """What was asked, without what was blacked out since."""
        return (self.question_text.text.text if self.question_text else None) or ""

    @property
    def reply(self) -> str | None:
        """What was replied, without what was blacked out since; for whom that is, `look` says."""
        return self.reply_text.text.text if self.reply_text else None

    @property
    def look(self) -> Look:
        """Whether somebody has to look at the reply, or did (D3a)."""
        return self.reply_text.look if self.reply_text else Look.NOT_NEEDED
