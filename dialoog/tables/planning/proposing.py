"""Proposing the dates of a year (T4): pure arithmetic on dates, without database or web.

The year is parted into as many equal parts as there should be meetings, and each part gets the best day near its
middle. Never a weekend, public holiday, school holiday, a day on which somebody of the table is at another table, or
one within six weeks: who comes must be able to plan it.
"""

import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from dialoog.terms.calendar import is_free

MOST = 12
NOTICE = timedelta(days=42)
SATURDAY = 5
ONE_DAY = timedelta(days=1)
# Another day of the week than was wished for is as bad as a day so much further away.
OTHER_WEEKDAY = 10


class Kind(enum.Enum):
    """Why a day cannot be."""

    PAST = enum.auto()
    NOTICE = enum.auto()
    WEEKEND = enum.auto()
    HOLIDAY = enum.auto()
    SCHOOL = enum.auto()
    TAKEN = enum.auto()
    NEAR = enum.auto()


# What the secretariat may decide to do all the same.
SOFT = frozenset({Kind.NOTICE, Kind.SCHOOL, Kind.NEAR})


class Obstacle(NamedTuple):
    """Why a day cannot be, and the name of the holiday or of the table that meets."""

    kind: Kind
    name: str = ""


class SchoolDays(NamedTuple):
    """A school holiday with its region."""

    first: date
    last: date
    name: str
    region: str


@dataclass(frozen=True)
class Wish:
    """So many meetings between two days, on a day of the week if one is wished (0 for Monday); `have`: those there are.

    Raises ValueError for a number that no year has.
    """

    number: int
    first: date
    last: date
    weekday: int | None = None
    have: Sequence[date] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MOST:
            raise ValueError("a year has one to twelve meetings")


@dataclass(frozen=True)
class Taken:
    """What stands in the way: today, school holidays, and days on which people of the table meet, with the other table.

    Without a name it is this table itself that meets.
    """

    today: date
    school: Sequence[SchoolDays] = ()
    met: Mapping[date, str] = field(default_factory=dict)

    def obstacle(self, day: date) -> Obstacle | None:
        """What stands in the way of a day, the hardest first; None when nothing does."""
        if day <= self.today:
            return Obstacle(Kind.PAST)
        free = is_free(day)
        if day.weekday() >= SATURDAY:
            return Obstacle(Kind.WEEKEND)
        if free:
            return Obstacle(Kind.HOLIDAY, free)
        if day in self.met:
            return Obstacle(Kind.TAKEN, self.met[day])
        if name := self._school(day):
            return Obstacle(Kind.SCHOOL, name)
        return Obstacle(Kind.NOTICE) if day < self.today + NOTICE else None

    def _school(self, day: date) -> str:
        """'zomervakantie (midden, noord)'."""
        regions: dict[str, list[str]] = {}
        for one in self.school:
            if one.first <= day <= one.last:
                regions.setdefault(one.name, []).append(one.region)
        return " en ".join(f"{name} ({', '.join(where)})" for name, where in regions.items())


@dataclass(frozen=True)
class Proposal:
    """A part of the year (`first` to `last`), the day the rhythm asked for, and what came of it.

    `obstacle`: why it is not the wished day; `left_out`: where no day fits, how many days fell off for what.
    """

    first: date
    last: date
    wished: date
    day: date | None
    obstacle: Obstacle | None = None
    left_out: Mapping[Kind, int] = field(default_factory=dict)


def propose(wish: Wish, taken: Taken) -> list[Proposal]:
    """A proposal for each part of the year that has no meeting yet, in the order of the year."""
    known = sorted(day for day in wish.have)
    found: list[Proposal] = []
    for first, last in _parts(wish):
        if any(first <= day <= last for day in known):
            continue
        made = _of_part(wish, taken, first, last, known)
        if made.day is not None:
            known.append(made.day)
        found.append(made)
    return found


def _parts(wish: Wish) -> Iterator[tuple[date, date]]:
    """The parts of the year; the period is at least so many days as there are meetings, or there are fewer parts."""
    days = (wish.last - wish.first).days + 1
    number = min(wish.number, max(0, days))
    for n in range(number):
        first = wish.first + timedelta(days=n * days // number)
        last = wish.first + timedelta(days=(n + 1) * days // number) - ONE_DAY
        yield first, last


def _of_part(wish: Wish, taken: Taken, first: date, last: date, known: Sequence[date]) -> Proposal:
    wished = _middle(first, last, wish.weekday)
    apart = apart_at_least(wish)

    def obstacle(day: date) -> Obstacle | None:
        near = any(abs((day - other).days) < apart for other in known)
        return taken.obstacle(day) or (Obstacle(Kind.NEAR) if near else None)

    def badness(day: date) -> tuple[int, date]:
        other = wish.weekday is not None and day.weekday() != wish.weekday
        return abs((day - wished).days) + (OTHER_WEEKDAY if other else 0), day

    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    judged = {day: obstacle(day) for day in days}
    fitting = [day for day in days if judged[day] is None]
    if not fitting:
        return Proposal(first, last, wished, None, None, Counter(found.kind for found in judged.values() if found))
    best = min(fitting, key=badness)
    return Proposal(first, last, wished, best, None if best == wished else judged[wished])


def apart_at_least(wish: Wish) -> int:
    """So many days lie between two meetings at least: a third of what they would have when spread evenly."""
    return max(1, ((wish.last - wish.first).days + 1) // wish.number // 3)


def _middle(first: date, last: date, weekday: int | None) -> date:
    middle = first + (last - first) // 2
    if weekday is None:
        return middle
    near = (middle + timedelta(days=n) for n in (0, 1, -1, 2, -2, 3, -3))
    return next((day for day in near if day.weekday() == weekday and first <= day <= last), middle)
