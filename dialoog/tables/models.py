"""Dialogue tables (dialoogtafels): what each is for, and who leads it."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Key, Short, Slug
from dialoog.organisations.models import Theme
from dialoog.permissions import Body

# The kind of body under which a table's people (Membership) and meetings are kept.
BODY = "tafel"


class DialogueTable(Base):
    """A standing table with fixed members (T1).

    `wanted`, `result`, `gives`: what we want from the talk, what happens with the result, what it does for those who
    take part (R99); `asks`: what it asks of members; `track`, `organiser`: the track it belongs to and who runs it
    (R15). `version` goes up with every change, so that two people who edit do not overwrite each other.
    """

    __tablename__ = "dialogue_table"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Short]
    purpose: Mapped[str] = mapped_column(Text)
    wanted: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    gives: Mapped[str] = mapped_column(Text)
    asks: Mapped[str] = mapped_column(Text)
    track: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    meetings_a_year: Mapped[int]
    most_seats: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    theme: Mapped[Theme | None] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id])
    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id])

    @property
    def body(self) -> Body:
        """Under which its memberships and meetings are kept."""
        return BODY, self.id
