"""D4: a clock stands still while we wait for the giver, 20 working days at most in all."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution
from dialoog.terms import rules as terms
from dialoog.terms.calendar import LONGEST_PAUSE, due_date, free_days_snapshot, is_free, working_days_between
from dialoog.terms.models import Clock, Promise
from dialoog.terms.shown import shown

BEGIN = date(2026, 3, 3)
DUE = date(2026, 4, 16)


def at(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=UTC)


def began(session: Session, day: date = BEGIN, working_days: int = 30) -> Clock:
    with clock.at(at(day)):
        subject = Contribution(id=990_000 + (session.scalar(select(func.max(Clock.id))) or 0))
        return terms.start(session, subject, Promise.ANSWER, working_days=working_days)


def paused(session: Session, running: Clock, day: date) -> date | None:
    with clock.at(at(day)):
        return terms.pause(running)


def resumed(session: Session, running: Clock, day: date) -> int:
    with clock.at(at(day)):
        return terms.resume(session, running)


def test_d4_the_days_we_wait_come_on_top(session: Session) -> None:
    running = began(session)
    # 10 March is a Tuesday.
    assert paused(session, running, date(2026, 3, 10)) == date(2026, 4, 9)
    assert resumed(session, running, date(2026, 3, 16)) == 4
    assert (running.due_on, running.paused_days, running.paused_on) == (due_date(BEGIN, 34), 4, None)
    assert running.free_days == free_days_snapshot(BEGIN, running.due_on)


def test_d4_while_it_stands_still_it_cannot_be_late(session: Session) -> None:
    running = began(session)
    ends = paused(session, running, DUE)
    assert ends is not None
    assert running.due_on == due_date(BEGIN, 50)
    assert running.due_on >= ends
    with clock.at(at(ends - timedelta(days=1))):
        found = shown(running)
    assert found["late"] is None
    assert found["state"].startswith("Staat stil sinds 16 april 2026")


def test_d4_a_reply_on_the_same_day_moves_nothing(session: Session) -> None:
    running = began(session)
    paused(session, running, date(2026, 3, 10))
    assert resumed(session, running, date(2026, 3, 10)) == 0
    assert running.due_on == DUE
    assert resumed(session, running, date(2026, 3, 20)) == 0, "it was running"


def test_d4_the_day_on_which_it_starts_does_not_stand_still(session: Session) -> None:
    running = began(session)
    paused(session, running, BEGIN)
    assert resumed(session, running, BEGIN + timedelta(days=1)) == 0
    assert running.due_on == DUE


@pytest.mark.parametrize("why", ["late", "used up", "standing still"])
def test_d4_a_clock_that_cannot_stand_still_is_left_as_it_is(session: Session, why: str) -> None:
    running, day = began(session), date(2026, 3, 10)
    if why == "late":
        day = DUE + timedelta(days=1)
    elif why == "used up":
        running.paused_days = LONGEST_PAUSE
    else:
        paused(session, running, day)
    before = (running.due_on, running.paused_on, running.paused_days)
    assert paused(session, running, day) is None
    assert (running.due_on, running.paused_on, running.paused_days) == before


def test_d4_a_clock_that_stands_still_can_be_extended_once(session: Session) -> None:
    running = began(session)
    paused(session, running, date(2026, 3, 10))
    with clock.at(at(date(2026, 3, 11))):
        terms.extend(session, running, days=10)
    assert resumed(session, running, date(2026, 3, 12)) == 2
    assert running.due_on == due_date(BEGIN, 42)


def test_d4_kept_says_after_how_many_days_that_counted(session: Session) -> None:
    running = began(session)
    paused(session, running, date(2026, 3, 10))
    resumed(session, running, date(2026, 3, 16))
    running.met_at = at(date(2026, 3, 17))
    assert shown(running)["met"] == "Gehaald op 17 maart 2026, na 6 werkdagen"


gaps = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 45)), max_size=6)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begin=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    length=st.integers(5, 40),
    waits=gaps,
    extra=st.integers(0, 20),
)
def test_d4_whatever_the_pauses_twenty_days_in_all_and_never_earlier(
    session: Session, begin: date, length: int, waits: list[tuple[int, int]], extra: int
) -> None:
    with session.begin_nested() as undone:
        running = began(session, begin, length)
        day = begin
        if extra:
            with clock.at(at(begin)):
                terms.extend(session, running, days=extra)
        first = running.due_on
        for before, waited in waits:
            day += timedelta(days=before)
            ends = paused(session, running, day)
            if ends is not None:
                assert is_free(ends) is None
                assert running.due_on >= ends
            asked_on, day = day, day + timedelta(days=waited)
            # A job lets it run again on its day.
            day_again = min(day, ends) if ends else day
            took, was = resumed(session, running, day_again), running.due_on
            assert took <= working_days_between(asked_on - timedelta(days=1), day_again - timedelta(days=1))
            assert resumed(session, running, day + timedelta(days=9)) == 0
            assert running.due_on == was
            assert running.due_on == due_date(begin, length + extra + running.paused_days)
            assert first <= running.due_on <= due_date(begin, length + extra + LONGEST_PAUSE)
            assert running.paused_days <= LONGEST_PAUSE
            assert running.free_days == free_days_snapshot(begin, running.due_on)
        undone.rollback()
