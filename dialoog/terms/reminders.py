"""Who is reminded of a term, and when (D4): pure arithmetic on days and moments.

Reminders fall on calendar days counted from the due date, and leave on working days between 8 and 18 h Dutch time.
"""

import enum
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, count
from typing import NamedTuple

from dialoog import clock
from dialoog.terms.calendar import is_free, local_day

OPENS = time(8)
CLOSES = time(18)
MONTH = 30


class Recipient(enum.StrEnum):
    """Who is reminded."""

    OWNER = "eigenaar"
    LEAD = "leiding"
    DIRECTOR = "programmadirecteur"


class Reminder(NamedTuple):
    """One reminder: for whom, on which day it falls, and how many calendar days after the due date that is."""

    recipient: Recipient
    on: date
    offset: int


FIXED_OFFSETS: Mapping[Recipient, tuple[int, ...]] = {
    Recipient.OWNER: (-7, 0, 1),
    Recipient.LEAD: (7, 14),
    Recipient.DIRECTOR: (30, 60),
}
# No term needs looking at before this many days from its due date.
FIRST_OFFSET = -7


def reminders(
    due: date,
    met: datetime | None,
    *,
    now: datetime,
    sent: Mapping[Recipient, date] | None = None,
    started: date | None = None,
) -> list[Reminder]:
    """The reminders to send at this moment, at most one for each recipient.

    `sent` holds the day on which each recipient was last reminded of this term; what fell before the term `started`
    is left out. A reminder that fell on a free day or at night waits for the next sending moment; of several that
    one recipient missed only the latest is given. Nothing for a term that is met, nothing outside sending moments.
    """
    if met is not None or not sending_moment(now):
        return []
    latest: dict[Recipient, Reminder] = {}
    for reminder in schedule(due, until=local_day(now)):
        if started is None or reminder.on > started:
            latest[reminder.recipient] = reminder
    already = sent or {}
    return [reminder for who, reminder in latest.items() if reminder.on > already.get(who, date.min)]


def schedule(due: date, *, until: date) -> list[Reminder]:
    """Every reminder of a term that falls on or before a day, in order of time."""
    falling = (
        Reminder(who, due + timedelta(days=offset), offset)
        for who in Recipient
        for offset in _offsets(who, (until - due).days)
    )
    return sorted(falling, key=lambda reminder: reminder.on)


def sending_moment(now: datetime) -> bool:
    """Whether reminders may leave now: a working day, from 8 until 18 h in Europe/Amsterdam."""
    moment = clock.local(now)
    return is_free(moment.date()) is None and OPENS <= moment.time() < CLOSES


def next_sending_moment(now: datetime) -> datetime:
    """This moment if reminders may leave, else the start (UTC) of the next one at which they may."""
    if sending_moment(now):
        return now
    moment = clock.local(now)
    day = moment.date() if moment.time() < OPENS else moment.date() + timedelta(days=1)
    while is_free(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=clock.AMSTERDAM).astimezone(UTC)


def _offsets(who: Recipient, last: int) -> Iterator[int]:
    fixed = FIXED_OFFSETS[who]
    monthly = count(fixed[-1] + MONTH, MONTH) if who is Recipient.DIRECTOR else iter(())
    for offset in chain(fixed, monthly):
        if offset > last:
            return
        yield offset
