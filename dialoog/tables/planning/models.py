"""The year of a table: phase, goal, proposed dates and the poll on them; school holidays (T4, R79, R95, R105)."""

import enum
from datetime import date, datetime, time

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, Time, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Key, Short, choice
from dialoog.meetings.models import Meeting
from dialoog.tables.models import DialogueTable


class Phase(enum.StrEnum):
    """Where a cycle is; the next year's begins with the first again (R95)."""

    CARRYING_OUT = "uitvoering"
    MONITORING = "monitoring"
    EVALUATION = "evaluatie"
    ADJUSTMENT = "bijsturing"


class Region(enum.StrEnum):
    """The regions that school holidays are spread over."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


class Liking(enum.StrEnum):
    """What a member says of a date."""

    YES = "ja"
    RATHER_NOT = "liever-niet"
    NO = "nee"


class Cycle(Base):
    """One year of a table (cyclus): how many meetings it should have, when on a day and where.

    `weekday`: the wished day of the week, 0 for Monday; none: any. `regions`: whose school holidays count. `version`
    goes up with every change, so that two people who plan do not undo each other.
    """

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("table_id", "year"),)
    shown_publicly = True

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"))
    year: Mapped[int]
    phase: Mapped[Phase] = mapped_column(choice(Phase), default=Phase.CARRYING_OUT)
    meetings: Mapped[int]
    weekday: Mapped[int | None]
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    place: Mapped[str] = mapped_column(String(200), default="")
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    table: Mapped[DialogueTable] = relationship()


class TableGoal(Base):
    """What a table works towards: a dot on the horizon that may be adjusted, each version with why (R105)."""

    __tablename__ = "table_goal"
    __table_args__ = (UniqueConstraint("table_id", "n"),)
    shown_publicly = True

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"))
    n: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


class PlannedDate(Base):
    """A date for a meeting: proposed or added, and fixed once there is a meeting.

    `wished_on`: the day the rhythm asked for; `why`: in words why it became another, or (without a day) why none fits.
    """

    __tablename__ = "planned_date"
    __table_args__ = (UniqueConstraint("cycle_id", "day"),)

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    day: Mapped[date | None] = mapped_column(Date)
    wished_on: Mapped[date] = mapped_column(Date)
    why: Mapped[str] = mapped_column(Text, default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    cycle: Mapped[Cycle] = relationship()
    meeting: Mapped[Meeting | None] = relationship()


class DatePoll(Base):
    """Members are asked which of a cycle's dates suit them, until a day (and that day too)."""

    __tablename__ = "date_poll"
    __table_args__ = (
        Index("ix_date_poll_cycle", "cycle_id", "id"),
        Index(
            "uq_date_poll_open",
            "cycle_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    opened_at: Mapped[datetime]
    closes_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None]
    cycle: Mapped[Cycle] = relationship()


class PollAnswer(Base):
    """What one member said of one date."""

    __tablename__ = "poll_answer"
    __table_args__ = (
        UniqueConstraint("date_id", "person_id"),
        Index("ix_poll_answer_person", "person_id"),
    )

    id: Mapped[Key]
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"), index=True)
    date_id: Mapped[int] = mapped_column(ForeignKey("planned_date.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    value: Mapped[Liking] = mapped_column(choice(Liking))
    said_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class SchoolHoliday(Base):
    """A school holiday of a region. `sample`: made up for the demo; the first import takes those away."""

    __tablename__ = "school_holiday"
    __table_args__ = (UniqueConstraint("region", "first_day"),)

    id: Mapped[Key]
    region: Mapped[Region] = mapped_column(choice(Region))
    name: Mapped[Short]
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date, index=True)
    sample: Mapped[bool] = mapped_column(default=False, server_default=false())
