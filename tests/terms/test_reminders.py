"""When whom is reminded of a term (D4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.clock import AMSTERDAM
from dialoog.terms.calendar import due_date
from dialoog.terms.reminders import (
    FIRST_OFFSET,
    Recipient,
    Reminder,
    next_sending_moment,
    reminders,
    schedule,
    sending_moment,
)

DUE = date(2026, 4, 16)  # a Thursday
OWNER, LEAD, DIRECTOR = Recipient


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


def told(now: datetime, sent: dict[Recipient, date] | None = None) -> list[tuple[Recipient, int]]:
    return [(reminder.recipient, reminder.offset) for reminder in reminders(DUE, None, now=now, sent=sent)]


def test_d4_owner_lead_and_director_are_reminded_on_their_days() -> None:
    planned = schedule(DUE, until=DUE + timedelta(days=130))
    assert [(reminder.recipient, reminder.offset) for reminder in planned] == [
        *((OWNER, offset) for offset in (-7, 0, 1)),
        *((LEAD, offset) for offset in (7, 14)),
        *((DIRECTOR, offset) for offset in (30, 60, 90, 120)),
    ]
    assert all(reminder.on == DUE + timedelta(days=reminder.offset) for reminder in planned)
    assert planned[0].offset == FIRST_OFFSET


def test_d4_nothing_is_sent_before_the_first_day() -> None:
    assert told(at(date(2026, 4, 8))) == []
    assert told(at(date(2026, 4, 9))) == [(OWNER, -7)]


def test_d4_a_reminder_leaves_once() -> None:
    sent = {OWNER: date(2026, 4, 9)}
    assert told(at(date(2026, 4, 9), 10), sent) == []
    assert told(at(date(2026, 4, 15)), sent) == []
    assert told(at(date(2026, 4, 16)), sent) == [(OWNER, 0)]


def test_d4_a_term_that_is_met_reminds_nobody() -> None:
    assert reminders(DUE, at(date(2026, 4, 10)), now=at(date(2026, 4, 16))) == []


def test_d4_a_reminder_on_a_free_day_waits_for_the_next_working_day() -> None:
    due = date(2026, 4, 10)  # −7 is Good Friday
    for day in (date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)):
        assert reminders(due, None, now=at(day)) == []
    assert reminders(due, None, now=at(date(2026, 4, 7))) == [Reminder(OWNER, date(2026, 4, 3), -7)]


def test_d4_a_reminder_at_night_waits_for_the_morning() -> None:
    assert told(at(DUE, 7, 59), {OWNER: date(2026, 4, 9)}) == []
    assert told(at(DUE, 8), {OWNER: date(2026, 4, 9)}) == [(OWNER, 0)]
    assert told(at(DUE, 18), {OWNER: date(2026, 4, 9)}) == []


def test_d4_of_several_missed_ones_each_recipient_gets_the_latest() -> None:
    assert told(at(date(2026, 5, 4))) == [(OWNER, 1), (LEAD, 14)]
    # A reminder sent late covers all that fell before it.
    assert told(at(date(2026, 5, 4)), {OWNER: date(2026, 5, 1), LEAD: date(2026, 5, 1)}) == []


def test_d4_an_extended_term_reminds_anew() -> None:
    sent = {OWNER: date(2026, 4, 9)}
    assert reminders(date(2026, 5, 1), None, now=at(date(2026, 4, 23)), sent=sent) == []
    assert reminders(date(2026, 5, 1), None, now=at(date(2026, 4, 24)), sent=sent) == [
        Reminder(OWNER, date(2026, 4, 24), -7)
    ]


def test_d4_a_short_term_does_not_begin_with_a_reminder() -> None:
    started = date(2026, 4, 14)
    assert reminders(DUE, None, now=at(started), started=started) == []
    assert reminders(DUE, None, now=at(DUE), started=started) == [Reminder(OWNER, DUE, 0)]


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2026, 3, 3, 6, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 3, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 3, 6, 0, tzinfo=UTC), True),  # summer time
        (datetime(2026, 7, 3, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 7, 12, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 4, 27, 12, 0, tzinfo=UTC), False),  # Koningsdag
    ],
)
def test_d4_sending_is_on_working_days_from_8_to_18_in_amsterdam(moment: datetime, may: bool) -> None:
    assert sending_moment(moment) is may


def test_d4_the_next_sending_moment() -> None:
    assert next_sending_moment(at(DUE, 12)) == at(DUE, 12)
    assert next_sending_moment(at(DUE, 6)) == at(DUE, 8)
    assert next_sending_moment(at(DUE, 20)) == at(date(2026, 4, 17), 8)
    assert next_sending_moment(at(date(2026, 4, 2), 18)) == at(date(2026, 4, 7), 8), "over Easter"
    # Over the change to summer time.
    assert next_sending_moment(at(date(2026, 3, 27), 19)) == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_d4_the_next_sending_moment_is_one_and_comes_within_five_days(now: datetime) -> None:
    following = next_sending_moment(now)
    assert sending_moment(following)
    assert now <= following <= now + timedelta(days=5)


@given(st.dates(date(2025, 1, 1), date(2035, 1, 1)), st.integers(1, 40), st.integers(1, 200))
def test_d4_a_job_that_looks_every_day_sends_each_reminder_at_most_once(received: date, n: int, span: int) -> None:
    due = due_date(received, n)
    sent: dict[Recipient, date] = {}
    seen: list[Reminder] = []
    for ahead in range(FIRST_OFFSET, span):
        day = due + timedelta(days=ahead)
        for reminder in reminders(due, None, now=at(day), sent=sent):
            seen.append(reminder)
            sent[reminder.recipient] = day
    planned = schedule(due, until=due + timedelta(days=span - 1))
    assert len(seen) == len(set(seen))
    assert set(seen) <= set(planned)
    assert (OWNER, due, 0) in {(who, on, offset) for who, on, offset in seen}, "a due date is a working day"
