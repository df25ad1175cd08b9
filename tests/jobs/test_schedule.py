"""When recurring work is due: fixed on the clock, so that every process finds the same moments."""

from datetime import UTC, datetime, time, timedelta

import pytest

from dialoog.jobs.schedule import Recurring

QUARTER = Recurring("quarter", every=timedelta(minutes=15))
NIGHTLY = Recurring("nightly", at=time(3, 40))
HALF_PAST_TWO = Recurring("in the lost hour", at=time(2, 30))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (utc(2026, 3, 3, 10, 0), utc(2026, 3, 3, 10, 0)),
        (utc(2026, 3, 3, 10, 14, 59), utc(2026, 3, 3, 10, 0)),
        (utc(2026, 3, 3, 10, 15), utc(2026, 3, 3, 10, 15)),
    ],
)
def test_every_so_often_lies_on_round_moments(now: datetime, due: datetime) -> None:
    assert QUARTER.last_due(now) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (utc(2026, 1, 5, 2, 40), utc(2026, 1, 5, 2, 40)),
        (utc(2026, 1, 5, 2, 39), utc(2026, 1, 4, 2, 40)),
        (utc(2026, 7, 5, 2, 0), utc(2026, 7, 5, 1, 40)),
        (utc(2026, 1, 4, 23, 30), utc(2026, 1, 4, 2, 40)),
    ],
)
def test_each_day_at_a_dutch_clock_time(now: datetime, due: datetime) -> None:
    assert NIGHTLY.last_due(now) == due


def test_the_hour_that_does_not_exist_and_the_one_that_comes_twice_give_one_turn_a_day() -> None:
    for day in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        moments = {HALF_PAST_TWO.last_due(day + timedelta(minutes=5 * n)) for n in range(3 * 24 * 12)}
        assert len(moments) == 4


def test_it_is_one_or_the_other() -> None:
    for wrong in ({}, {"every": timedelta(hours=1), "at": time(3)}):
        with pytest.raises(ValueError, match="nightly"):
            Recurring("nightly", **wrong)  # type: ignore[arg-type]
