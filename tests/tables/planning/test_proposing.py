"""Dates for a year, whatever the year and the rhythm (T4, R79)."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dialoog.tables.planning.proposing import (
    NOTICE,
    Kind,
    SchoolDays,
    Taken,
    Wish,
    apart_at_least,
    propose,
)
from dialoog.terms.calendar import is_free

YEARS = some.integers(2025, 2035)
LONG_AGO = date(2024, 1, 1)


@some.composite
def years(draw: some.DrawFn) -> tuple[Wish, Taken]:
    """Any year and rhythm, planned at any moment, with holidays and other tables anywhere."""
    year = draw(YEARS)
    days = some.dates(date(year, 1, 1), date(year, 12, 31))
    first, last = date(year, 1, 1), date(year, 12, 31)
    school = [
        SchoolDays(start, start + timedelta(days=length), "vakantie", "noord")
        for start, length in draw(some.lists(some.tuples(days, some.integers(0, 50)), max_size=9))
    ]
    taken = Taken(
        today=draw(some.dates(date(year - 1, 6, 1), last)),
        school=school,
        met=draw(some.dictionaries(days, some.just("tafel"), max_size=40)),
    )
    have = draw(some.lists(days, max_size=3))
    return Wish(draw(some.integers(1, 12)), first, last, draw(some.none() | some.integers(0, 4)), have), taken


@settings(max_examples=200)
@given(years())
def test_t4_no_date_on_a_weekend_a_holiday_or_a_clash_in_any_year_and_rhythm(planned: tuple[Wish, Taken]) -> None:
    wish, taken = planned
    found = propose(wish, taken)
    with_have = sum(any(one <= day <= two for day in wish.have) for one, two in parts(wish))
    assert len(found) == wish.number - with_have
    for one in found:
        if one.day is None:
            assert sum(one.left_out.values()) == (one.last - one.first).days + 1, "every day is accounted for"
            continue
        assert is_free(one.day) is None
        assert one.day.weekday() < 5
        assert not any(first <= one.day <= last for first, last, _name, _region in taken.school)
        assert one.day not in taken.met
        assert one.day >= taken.today + NOTICE
        assert one.first <= one.day <= one.last
    chosen = sorted([*wish.have, *(one.day for one in found if one.day)])
    made = {one.day for one in found}
    for before, after in itertools.pairwise(chosen):
        if before in made or after in made:
            assert (after - before).days >= apart_at_least(wish)


def parts(wish: Wish) -> list[tuple[date, date]]:
    bare = Wish(wish.number, wish.first, wish.last)
    return [(one.first, one.last) for one in propose(bare, Taken(LONG_AGO))]


@given(YEARS, some.integers(1, 12), some.none() | some.integers(0, 4))
def test_t4_an_empty_year_gets_all_its_meetings_evenly(year: int, number: int, weekday: int | None) -> None:
    wish = Wish(number, date(year, 1, 1), date(year, 12, 31), weekday)
    found = propose(wish, Taken(LONG_AGO))
    days = [one.day for one in found if one.day]
    assert len(days) == number
    assert days == sorted(set(days))
    even = 365 / number
    for before, after in itertools.pairwise(days):
        assert even / 3 <= (after - before).days <= even * 5 / 3


def test_a_wished_day_that_can_be_is_taken_and_needs_no_reason() -> None:
    [one] = propose(Wish(1, date(2027, 1, 1), date(2027, 12, 31), weekday=1), Taken(LONG_AGO))
    assert (one.day, one.obstacle) == (one.wished, None)
    assert (one.wished.weekday(), abs((one.wished - date(2027, 7, 2)).days) <= 3) == (1, True)


@pytest.mark.parametrize(
    ("taken", "kind", "name"),
    [
        (Taken(LONG_AGO, met={date(2027, 5, 16): "x", date(2027, 5, 18): "Tafel Geluid"}), Kind.TAKEN, "Tafel Geluid"),
        (Taken(LONG_AGO, [SchoolDays(date(2027, 5, 10), date(2027, 5, 21), "mei", "zuid")]), Kind.SCHOOL, "mei (zuid)"),
        (Taken(date(2027, 5, 1)), Kind.NOTICE, ""),
        (Taken(date(2027, 5, 18)), Kind.PAST, ""),
    ],
    ids=["taken", "school", "notice", "past"],
)
def test_t4_a_day_that_is_moved_says_why(taken: Taken, kind: Kind, name: str) -> None:
    [one] = propose(Wish(1, date(2027, 4, 1), date(2027, 7, 5), weekday=1), taken)
    assert one.wished == date(2027, 5, 18)
    assert one.day not in (None, one.wished)
    assert one.obstacle == (kind, name)


def test_t4_whit_monday_and_a_saturday_are_moved() -> None:
    [one] = propose(Wish(1, date(2027, 5, 14), date(2027, 5, 20)), Taken(LONG_AGO))
    assert (one.wished, one.obstacle) == (date(2027, 5, 17), (Kind.HOLIDAY, "tweede pinksterdag"))
    assert one.day == date(2027, 5, 18)
    [one] = propose(Wish(1, date(2027, 6, 4), date(2027, 6, 6)), Taken(LONG_AGO))
    assert (one.obstacle, one.day) == ((Kind.WEEKEND, ""), date(2027, 6, 4))


def test_t4_where_nothing_fits_it_is_counted_why() -> None:
    summer = [SchoolDays(date(2027, 7, 1), date(2027, 7, 31), "zomervakantie", "noord")]
    [one] = propose(Wish(1, date(2027, 7, 1), date(2027, 7, 31)), Taken(LONG_AGO, summer))
    assert one.day is None
    assert one.left_out == {Kind.SCHOOL: 22, Kind.WEEKEND: 9}


def test_what_is_fixed_stays_and_its_part_of_the_year_is_full() -> None:
    wish = Wish(4, date(2027, 1, 1), date(2027, 12, 31), have=[date(2027, 2, 2), date(2027, 5, 4)])
    assert [one.first.month for one in propose(wish, Taken(LONG_AGO))] == [7, 10]


def test_a_period_that_is_over_or_too_short_proposes_less() -> None:
    assert propose(Wish(4, date(2027, 5, 1), date(2027, 4, 1)), Taken(LONG_AGO)) == []
    assert len(propose(Wish(12, date(2027, 3, 1), date(2027, 3, 3)), Taken(LONG_AGO))) == 3


@pytest.mark.parametrize("number", [0, 13, -1])
def test_a_rhythm_that_no_year_has_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="twelve"):
        Wish(number, date(2027, 1, 1), date(2027, 12, 31))
