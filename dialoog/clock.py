"""The only place where Dialoog asks what time it is.

Everything stored is UTC with a zone; a *day* is always a day in Europe/Amsterdam, because terms (D4) are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())


def now() -> datetime:
    """The present moment, in UTC, to the millisecond.

    Milliseconds, so that a time survives both databases and JSON without rounding differences.
    """
    moment = datetime.now(UTC) + _shift.get()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """The present day in Europe/Amsterdam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a Dutch clock."""
    return moment.astimezone(AMSTERDAM)


def start_of(day: date) -> datetime:
    """The first moment (UTC) of a Dutch day."""
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand near another moment and run on from there (the demo's past year, tests)."""
    token = _shift.set(moment.astimezone(UTC) - datetime.now(UTC))
    try:
        yield
    finally:
        _shift.reset(token)
