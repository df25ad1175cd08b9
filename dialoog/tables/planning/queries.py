"""Reading the year of a table: its dates, what stands in their way, the poll and its answers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Part
from dialoog.organisations.queries import is_member_now
from dialoog.tables.models import BODY, DialogueTable
from dialoog.tables.planning.models import (
    Cycle,
    DatePoll,
    Liking,
    PlannedDate,
    PollAnswer,
    Region,
    SchoolHoliday,
    TableGoal,
)
from dialoog.tables.planning.proposing import SchoolDays, Taken

MOST = 200


def table_at(session: Session, slug: str) -> DialogueTable:
    """The table at an address. Raises NotFound."""
    found = session.scalar(select(DialogueTable).where(DialogueTable.slug == slug))
    if found is None:
        raise NotFound
    return found


def cycles_of(session: Session, table: DialogueTable) -> Sequence[Cycle]:
    """The years of a table, the last one first."""
    return session.scalars(select(Cycle).where(Cycle.table_id == table.id).order_by(Cycle.year.desc())).all()


def cycle_at(session: Session, slug: str, year: int) -> Cycle:
    """A year of the table at an address, with the table. Raises NotFound."""
    query = select(Cycle).join(Cycle.table).where(DialogueTable.slug == slug, Cycle.year == year)
    found = session.scalar(query.options(joinedload(Cycle.table)))
    if found is None:
        raise NotFound
    return found


def current_cycle(session: Session, table: DialogueTable) -> Cycle | None:
    """The table's year that runs now."""
    query = select(Cycle).where(Cycle.table_id == table.id, Cycle.year == clock.today().year)
    return session.scalar(query)


def goals_of(session: Session, table: DialogueTable) -> Sequence[TableGoal]:
    """The versions of what a table works towards, the present one first."""
    return session.scalars(select(TableGoal).where(TableGoal.table_id == table.id).order_by(TableGoal.n.desc())).all()


def dates_of(session: Session, cycle: Cycle) -> Sequence[PlannedDate]:
    """The dates of a year in their order, each with its meeting; those that do not fit stand where they were wished."""
    query = select(PlannedDate).where(PlannedDate.cycle_id == cycle.id).options(joinedload(PlannedDate.meeting))
    return sorted(session.scalars(query), key=lambda one: (one.day or one.wished_on, one.id))


def taken(session: Session, cycle: Cycle) -> Taken:
    """What stands in the way of dates in a cycle's year. Two queries."""
    table, first, last = cycle.table, date(cycle.year, 1, 1), date(cycle.year, 12, 31)
    of_table = and_(Membership.body_kind == BODY, Membership.body_id == table.id)
    that_year = and_(Membership.since <= last, or_(Membership.until.is_(None), Membership.until >= first))
    people = select(Membership.person_id).where(of_table, that_year)
    bodies = select(Membership.body_id).where(Membership.body_kind == BODY, Membership.person_id.in_(people), that_year)
    meetings = (
        select(Meeting.held_on, Meeting.body_id, DialogueTable.name)
        .join(DialogueTable, DialogueTable.id == Meeting.body_id)
        .where(Meeting.body_kind == BODY, or_(Meeting.body_id.in_(bodies), Meeting.body_id == table.id))
        .where(Meeting.held_on.between(first, last), Meeting.cancelled_at.is_(None))
        .order_by(Meeting.id)
    )
    met = {day: "" if body == table.id else name for day, body, name in session.execute(meetings) if day is not None}
    school = select(SchoolHoliday).where(
        SchoolHoliday.region.in_([Region(one) for one in cycle.regions]),
        SchoolHoliday.first_day <= last,
        SchoolHoliday.last_day >= first,
    )
    rows = session.scalars(school.order_by(SchoolHoliday.first_day, SchoolHoliday.region))
    holidays = [SchoolDays(one.first_day, one.last_day, one.name, one.region.value) for one in rows]
    return Taken(clock.today(), holidays, met)


def meetings_of(session: Session, cycle: Cycle) -> Sequence[Meeting]:
    """The meetings of the table in this year, those called off too, in their order."""
    first, last = date(cycle.year, 1, 1), date(cycle.year, 12, 31)
    query = select(Meeting).where(Meeting.body_kind == BODY, Meeting.body_id == cycle.table_id)
    query = query.where(Meeting.held_on.between(first, last))
    return session.scalars(query.order_by(Meeting.held_on, Meeting.id)).all()


def met_by(session: Session, cycle: Cycle) -> list[date]:
    """The days of this year on which the table meets, or met (R79)."""
    return [one.held_on for one in meetings_of(session, cycle) if one.held_on and one.cancelled_at is None]


def last_poll(session: Session, cycle: Cycle) -> DatePoll | None:
    """The poll on a year's dates, the last one."""
    query = select(DatePoll).where(DatePoll.cycle_id == cycle.id).order_by(DatePoll.id.desc()).limit(1)
    return session.scalar(query)


def poll(session: Session, key: int) -> DatePoll:
    """One poll, with its year and table. Raises NotFound."""
    query = select(DatePoll).where(DatePoll.id == key)
    found = session.scalar(query.options(joinedload(DatePoll.cycle).joinedload(Cycle.table)))
    if found is None:
        raise NotFound
    return found


def answers_to(session: Session, poll: DatePoll) -> dict[int, dict[int, Liking]]:
    """What everybody said: by person, then by date. One query."""
    found: dict[int, dict[int, Liking]] = defaultdict(dict)
    for one in session.scalars(select(PollAnswer).where(PollAnswer.poll_id == poll.id)):
        found[one.person_id][one.date_id] = one.value
    return found


def answers_of(session: Session, poll: DatePoll, person_id: int) -> dict[int, PollAnswer]:
    """What one person said, by date."""
    query = select(PollAnswer).where(PollAnswer.poll_id == poll.id, PollAnswer.person_id == person_id)
    return {one.date_id: one for one in session.scalars(query)}


def open_polls_of(session: Session, person_id: int) -> Sequence[DatePoll]:
    """The polls that somebody is asked in today: a contact person is asked in none. One query."""
    today = clock.today()
    seat = and_(Membership.body_kind == BODY, Membership.body_id == Cycle.table_id, Membership.person_id == person_id)
    query = (
        select(DatePoll)
        .join(DatePoll.cycle)
        .join(Membership, seat)
        .where(DatePoll.closed_at.is_(None), DatePoll.closes_on >= today)
        .where(is_member_now(Membership), Membership.part != Part.CONTACT)
        .options(joinedload(DatePoll.cycle).joinedload(Cycle.table))
        .order_by(DatePoll.id)
    )
    return session.scalars(query).unique().all()


def earlier_answers_of(session: Session, person_id: int) -> Sequence[tuple[PollAnswer, PlannedDate, DialogueTable]]:
    """What somebody said of dates in polls that are over, with date and table, the last one first. One query."""
    query = (
        select(PollAnswer, PlannedDate, DialogueTable)
        .join(DatePoll, DatePoll.id == PollAnswer.poll_id)
        .join(PlannedDate, PlannedDate.id == PollAnswer.date_id)
        .join(Cycle, Cycle.id == PlannedDate.cycle_id)
        .join(DialogueTable, DialogueTable.id == Cycle.table_id)
        .where(PollAnswer.person_id == person_id)
        .where(or_(DatePoll.closed_at.is_not(None), DatePoll.closes_on < clock.today()))
        .order_by(PlannedDate.day.desc(), PollAnswer.id)
        .limit(MOST)
    )
    return [(answer, day, table) for answer, day, table in session.execute(query)]


def school_holidays(session: Session, since: date) -> Sequence[SchoolHoliday]:
    """The school holidays that end on a day or later, the first one first."""
    query = select(SchoolHoliday).where(SchoolHoliday.last_day >= since)
    return session.scalars(query.order_by(SchoolHoliday.first_day, SchoolHoliday.region)).all()
