"""Working days (D4): pure arithmetic on dates, without database or web.

Free are weekends and the days of the Algemene termijnenwet, article 3, paragraph 1: Good Friday and 5 May every year.
A term keeps the holidays it was reckoned with: see `free_days_snapshot` and `stored_table`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from holidays import country_holidays

from dialoog import clock

LONGEST_EXTENSION = 20
LONGEST_PAUSE = 20

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# The names as they stand in running Dutch text, by the package's own names.
NAMES = {
    "Goede vrijdag": "Goede Vrijdag",
    "Eerste paasdag": "eerste paasdag",
    "Tweede paasdag": "tweede paasdag",
    "Eerste pinksterdag": "eerste pinksterdag",
    "Tweede pinksterdag": "tweede pinksterdag",
    "Eerste kerstdag": "eerste kerstdag",
    "Tweede kerstdag": "tweede kerstdag",
}


class FreeDay(NamedTuple):
    """A holiday and its Dutch name."""

    day: date
    name: str


class Resumed(NamedTuple):
    """A term after a pause: its new due date, and how many working days the pause took."""

    due: date
    paused_days: int


@dataclass(frozen=True)
class HolidayTable:
    """Which holidays count: what was stored with a term up to and including `until`, the present table after it."""

    stored: Mapping[date, str] = field(default_factory=dict)
    until: date = date.min

    def holiday(self, day: date) -> str | None:
        """The Dutch name of the holiday on this day, if it is one."""
        return self.stored.get(day) if day <= self.until else _holidays(day.year).get(day)


CURRENT = HolidayTable()


@dataclass(frozen=True)
class TermExplanation:
    """What a page needs to explain a term: where it starts, what was skipped, what moved it, and where it ends.

    `skipped` names the holidays on weekdays; weekends are not listed. `paused_on` is set while the term stands still,
    and `due` is then the latest it can become.
    """

    received: date
    working_days: int
    due: date
    skipped: tuple[FreeDay, ...] = ()
    extended_by: int = 0
    paused_days: int = 0
    paused_on: date | None = None


def local_day(moment: datetime) -> date:
    """The Dutch day of a moment. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone before it can have a day")
    return clock.local(moment).date()


def is_free(day: date, table: HolidayTable = CURRENT) -> str | None:
    """Why this is no working day, in Dutch (the holiday, else "weekend"); None for a working day."""
    return table.holiday(day) or ("weekend" if day.weekday() >= SATURDAY else None)


def due_date(received: date, working_days: int, table: HolidayTable = CURRENT) -> date:
    """The last day of a term: day 1 is the first working day after receipt (D4).

    Raises ValueError for a term of no days.
    """
    if working_days < 1:
        raise ValueError("a term has at least one working day")
    return _forward(received, working_days, table)


def extend(due: date, days: int) -> date:
    """The due date moved by so many working days, which the present holiday table decides because they are new.

    Raises ValueError for a negative number. That an extension comes once, in time and of at most
    LONGEST_EXTENSION is for the rule that grants it.
    """
    if days < 0:
        raise ValueError("a term is not shortened")
    return _forward(due, days, CURRENT)


def resume(
    due: date, paused_from: date, resumed_on: date, *, already_paused: int = 0, table: HolidayTable = CURRENT
) -> Resumed:
    """End a pause: working days from `paused_from` up to, not including, `resumed_on` do not count (D4).

    All pauses of a term together take at most LONGEST_PAUSE working days; the rest counts as usual. A pause that
    begins after the due date changes nothing. `already_paused` is what earlier pauses took.
    """
    if paused_from > due:
        return Resumed(due, 0)
    paused = working_days_between(paused_from - ONE_DAY, resumed_on - ONE_DAY, table)
    counted = max(0, min(paused, LONGEST_PAUSE - already_paused))
    return Resumed(extend(due, counted), counted)


def pause_ends(paused_from: date, *, already_paused: int = 0, table: HolidayTable = CURRENT) -> date:
    """The first day that counts again however long we wait: the working day after the last that may be paused."""
    return _forward(paused_from - ONE_DAY, max(0, LONGEST_PAUSE - already_paused) + 1, table)


def working_days_between(after: date, until: date, table: HolidayTable = CURRENT) -> int:
    """How many working days come after the first day, up to and including the second; 0 if that is not later."""
    if until <= after:
        return 0
    weeks, rest = divmod((until - after).days, 7)
    last_days = (until - timedelta(days=ahead) for ahead in range(rest))
    weekdays = weeks * 5 + sum(day.weekday() < SATURDAY for day in last_days)
    return weekdays - sum(1 for _ in _weekday_holidays(after + ONE_DAY, until, table))


def days_late(due: date, today: date, table: HolidayTable = CURRENT) -> int:
    """By how many working days a term is passed; 0 up to the end of its due date."""
    return working_days_between(due, today, table)


def free_days_snapshot(first: date, last: date, table: HolidayTable = CURRENT) -> list[list[str]]:
    """The holidays on weekdays from the first to the last day, as [ISO day, name], fit to be stored with a term."""
    return [[day.isoformat(), name] for day, name in _weekday_holidays(first, last, table)]


def stored_table(free_days: Iterable[Sequence[str]], until: date) -> HolidayTable:
    """The table a stored term goes by: its own snapshot up to its due date, the present table after it (D4)."""
    return HolidayTable({date.fromisoformat(day): name for day, name in free_days}, until)


def reckon(received: date, working_days: int, *, extended_by: int = 0, paused_days: int = 0) -> TermExplanation:
    """A term worked out with the present holiday table: its due date and how that came about.

    Raises ValueError for a term of no days.
    """
    due = due_date(received, working_days + extended_by + paused_days)
    skipped = tuple(_weekday_holidays(received + ONE_DAY, due, CURRENT))
    return TermExplanation(received, working_days, due, skipped, extended_by, paused_days)


def skipped_days(free_days: Iterable[Sequence[str]]) -> tuple[FreeDay, ...]:
    """A stored snapshot as the `skipped` of an explanation."""
    return tuple(FreeDay(date.fromisoformat(day), name) for day, name in free_days)


def _forward(day: date, working_days: int, table: HolidayTable) -> date:
    while working_days:
        day += ONE_DAY
        working_days -= is_free(day, table) is None
    return day


def _weekday_holidays(first: date, last: date, table: HolidayTable) -> Iterable[FreeDay]:
    own = {day: name for day, name in table.stored.items() if day <= table.until}
    present = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _holidays(year).items()
        if day > table.until
    }
    return (
        FreeDay(day, name)
        for day, name in sorted((own | present).items())
        if first <= day <= last and day.weekday() < SATURDAY
    )


@lru_cache(maxsize=128)
def _holidays(year: int) -> Mapping[date, str]:
    # One closed table a year: the package's own table grows while it is read, which threads must not see.
    table = country_holidays("NL", years=year, expand=False, categories=("public", "optional"), language="nl")
    return {day: " en ".join(NAMES.get(name, name) for name in table.get_list(day)) for day in sorted(table)}
