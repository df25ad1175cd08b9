"""Working days as D4 has them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.terms.calendar import (
    LONGEST_PAUSE,
    HolidayTable,
    days_late,
    due_date,
    extend,
    free_days_snapshot,
    is_free,
    local_day,
    pause_ends,
    reckon,
    resume,
    skipped_days,
    stored_table,
    working_days_between,
)

# Looked up by hand, not computed.
EASTER = {
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
    2031: date(2031, 4, 13),
    2032: date(2032, 3, 28),
    2033: date(2033, 4, 17),
    2034: date(2034, 4, 9),
    2035: date(2035, 3, 25),
}
KINGS_DAY_ON_THE_26TH = {2025, 2031}

days = st.dates(date(2024, 1, 1), date(2040, 12, 31))
terms = st.integers(1, 90)


def easter(year: int) -> date:
    """The anonymous Gregorian reckoning (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def days_of_the_law(year: int) -> dict[date, str]:
    sunday = easter(year)
    return {
        date(year, 1, 1): "Nieuwjaarsdag",
        sunday - timedelta(2): "Goede Vrijdag",
        sunday: "eerste paasdag",
        sunday + timedelta(1): "tweede paasdag",
        date(year, 4, 26 if year in KINGS_DAY_ON_THE_26TH else 27): "Koningsdag",
        date(year, 5, 5): "Bevrijdingsdag",
        sunday + timedelta(39): "Hemelvaartsdag",
        sunday + timedelta(49): "eerste pinksterdag",
        sunday + timedelta(50): "tweede pinksterdag",
        date(year, 12, 25): "eerste kerstdag",
        date(year, 12, 26): "tweede kerstdag",
    }


def every_day(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", EASTER)
def test_d4_free_days_are_weekends_and_the_days_of_the_law(year: int) -> None:
    assert easter(year) == EASTER[year]
    law = days_of_the_law(year)
    for day in every_day(year):
        assert is_free(day) == law.get(day, "weekend" if day.isoweekday() > 5 else None), day


def test_d4_kings_day_moves_to_saturday_when_the_27th_is_a_sunday() -> None:
    assert {year for year in EASTER if date(year, 4, 27).isoweekday() == 7} == KINGS_DAY_ON_THE_26TH


def test_d4_two_holidays_on_one_day_are_both_named() -> None:
    assert is_free(date(2016, 5, 5)) == "Bevrijdingsdag en Hemelvaartsdag"


def test_d4_received_3_march_2026_is_due_16_april_and_extended_by_10_on_1_may() -> None:
    due = due_date(date(2026, 3, 3), 30)
    assert due == date(2026, 4, 16)
    assert extend(due, 10) == date(2026, 5, 1)


def test_d4_day_1_is_the_first_working_day_after_receipt() -> None:
    assert due_date(date(2026, 3, 2), 1) == date(2026, 3, 3)
    assert due_date(date(2026, 3, 6), 1) == date(2026, 3, 9), "received on Friday"
    assert due_date(date(2026, 4, 2), 1) == date(2026, 4, 7), "received before Good Friday"
    assert due_date(date(2026, 4, 5), 1) == date(2026, 4, 7), "received on Easter Sunday"


@pytest.mark.parametrize("working_days", [0, -1])
def test_d4_a_term_has_at_least_a_day(working_days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        due_date(date(2026, 3, 3), working_days)


def test_d4_an_extension_never_shortens() -> None:
    assert extend(date(2026, 4, 16), 0) == date(2026, 4, 16)
    with pytest.raises(ValueError, match="not shortened"):
        extend(date(2026, 4, 16), -1)


@given(days, terms)
def test_d4_a_term_ends_on_a_working_day_and_holds_exactly_its_working_days(received: date, n: int) -> None:
    due = due_date(received, n)
    assert is_free(due) is None
    assert working_days_between(received, due) == n
    assert working_days_between(received, due - timedelta(1)) == n - 1


@given(days, st.integers(0, 60), terms, st.integers(0, 60))
def test_d4_who_comes_later_or_has_longer_is_never_due_earlier(received: date, later: int, n: int, more: int) -> None:
    assert due_date(received, n) <= due_date(received + timedelta(later), n)
    assert due_date(received, n) < due_date(received, n + more + 1)
    assert extend(due_date(received, n), more + 1) == due_date(received, n + more + 1)


@given(days, st.integers(-30, 900))
def test_d4_working_days_between_counts_one_by_one(after: date, span: int) -> None:
    counted = [after + timedelta(n) for n in range(1, span + 1) if is_free(after + timedelta(n)) is None]
    assert working_days_between(after, after + timedelta(span)) == len(counted)


def test_d4_a_term_is_late_from_the_working_day_after_its_due_date() -> None:
    due = date(2026, 4, 2)
    assert days_late(due, date(2026, 3, 30)) == 0
    assert days_late(due, due) == 0
    assert days_late(due, date(2026, 4, 6)) == 0, "Good Friday, the weekend and Easter Monday add nothing"
    assert days_late(due, date(2026, 4, 7)) == 1
    # 52 weeks and a Friday, without ten holidays on weekdays.
    assert days_late(due, date(2027, 4, 2)) == 52 * 5 + 1 - 10


def test_d4_a_paused_working_day_does_not_count() -> None:
    due = date(2026, 4, 16)
    assert resume(due, date(2026, 3, 10), date(2026, 3, 12)) == (date(2026, 4, 20), 2)
    assert resume(due, date(2026, 3, 10), date(2026, 3, 10)) == (due, 0), "asked and answered on one day"
    assert resume(due, date(2026, 4, 3), date(2026, 4, 7)) == (due, 0), "no working day among them"
    assert resume(due, date(2026, 3, 12), date(2026, 3, 10)) == (due, 0)


def test_d4_a_pause_over_the_due_date_leaves_as_many_days_as_there_were() -> None:
    # Three days were left (14, 15 and 16 April), so three are left from 21 April on.
    assert resume(date(2026, 4, 16), date(2026, 4, 14), date(2026, 4, 21)) == (date(2026, 4, 23), 5)


def test_d4_a_pause_after_the_due_date_repairs_nothing() -> None:
    assert resume(date(2026, 4, 16), date(2026, 4, 17), date(2026, 5, 1)) == (date(2026, 4, 16), 0)


def test_d4_pauses_take_20_working_days_at_most_in_all() -> None:
    due, long_after = date(2026, 4, 16), date(2026, 12, 1)
    assert resume(due, date(2026, 3, 10), long_after) == (extend(due, LONGEST_PAUSE), 20)
    assert resume(due, date(2026, 3, 10), long_after, already_paused=15) == (extend(due, 5), 5)
    assert resume(due, date(2026, 3, 10), long_after, already_paused=20) == (due, 0)


def test_d4_a_paused_term_runs_again_by_itself_after_20_working_days() -> None:
    assert pause_ends(date(2026, 3, 10)) == date(2026, 4, 9)
    assert working_days_between(date(2026, 3, 9), date(2026, 4, 8)) == 20
    assert pause_ends(date(2026, 3, 10), already_paused=19) == date(2026, 3, 11)
    assert pause_ends(date(2026, 3, 10), already_paused=20) == date(2026, 3, 10)


@given(days, terms, st.integers(0, 89), st.integers(0, 60))
def test_d4_a_pause_of_k_working_days_moves_the_due_date_by_k(received: date, n: int, start: int, length: int) -> None:
    due = due_date(received, n)
    paused_from = min(received + timedelta(start + 1), due)
    resumed_on = paused_from + timedelta(length)
    k = sum(is_free(paused_from + timedelta(day)) is None for day in range(length))
    k = min(k, LONGEST_PAUSE)
    assert resume(due, paused_from, resumed_on) == (due_date(received, n + k), k)


@given(days, st.integers(0, LONGEST_PAUSE))
def test_d4_waiting_beyond_the_end_of_a_pause_changes_nothing(paused_from: date, already: int) -> None:
    due = due_date(paused_from, 5)
    ends = pause_ends(paused_from, already_paused=already)
    at_the_end = resume(due, paused_from, ends, already_paused=already)
    assert at_the_end == resume(due, paused_from, ends + timedelta(40), already_paused=already)
    assert at_the_end.paused_days == LONGEST_PAUSE - already


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 3, 23, 0, tzinfo=UTC), date(2026, 3, 4)),
        (datetime(2026, 7, 3, 21, 59, 59, tzinfo=UTC), date(2026, 7, 3)),
        (datetime(2026, 7, 3, 22, 0, tzinfo=UTC), date(2026, 7, 4)),
        # The night to summer time: at 1 h UTC the clock goes from 2 to 3.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        # And back to winter time.
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_d4_a_day_is_a_day_in_amsterdam(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


def test_d4_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime(2026, 3, 3, 12))  # noqa: DTZ001


def test_d4_the_explanation_names_the_holidays_skipped_but_no_weekends() -> None:
    term = reckon(date(2026, 3, 3), 30)
    assert (term.received, term.working_days, term.due) == (date(2026, 3, 3), 30, date(2026, 4, 16))
    assert term.skipped == (
        (date(2026, 4, 3), "Goede Vrijdag"),
        (date(2026, 4, 6), "tweede paasdag"),
    )


def test_d4_extension_and_pauses_lengthen_the_term_that_is_explained() -> None:
    term = reckon(date(2026, 3, 3), 30, extended_by=10, paused_days=2)
    assert term.due == date(2026, 5, 6)
    assert [name for _, name in term.skipped] == ["Goede Vrijdag", "tweede paasdag", "Koningsdag", "Bevrijdingsdag"]


def test_d4_the_day_of_receipt_is_not_skipped_for_it_never_counted() -> None:
    assert reckon(date(2026, 4, 3), 1).skipped == ((date(2026, 4, 6), "tweede paasdag"),)


def test_d4_a_term_stores_the_holidays_it_was_reckoned_with() -> None:
    snapshot = free_days_snapshot(date(2026, 3, 4), date(2026, 4, 16))
    assert snapshot == [["2026-04-03", "Goede Vrijdag"], ["2026-04-06", "tweede paasdag"]]
    assert skipped_days(snapshot) == reckon(date(2026, 3, 3), 30).skipped
    assert free_days_snapshot(date(2026, 4, 3), date(2026, 4, 3)) == [["2026-04-03", "Goede Vrijdag"]]
    assert [day for day, _ in free_days_snapshot(date(2026, 12, 20), date(2027, 1, 4))] == ["2026-12-25", "2027-01-01"]


def test_d4_a_changed_holiday_table_counts_for_new_terms_only() -> None:
    # Stored when 10 March was still a holiday and Good Friday was not.
    then = stored_table([["2026-03-10", "Oude feestdag"]], until=date(2026, 4, 16))
    assert is_free(date(2026, 3, 10), then) == "Oude feestdag"
    assert is_free(date(2026, 4, 3), then) is None
    assert is_free(date(2026, 4, 27), then) == "Koningsdag", "after the stored part the present table counts"
    assert working_days_between(date(2026, 3, 9), date(2026, 3, 10), then) == 0
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 7), then) == 3
    assert due_date(date(2026, 3, 9), 1, then) == date(2026, 3, 11)
    assert resume(date(2026, 4, 16), date(2026, 4, 2), date(2026, 4, 7), table=then).paused_days == 3
    assert pause_ends(date(2026, 3, 9), already_paused=19, table=then) == date(2026, 3, 11)
    assert free_days_snapshot(date(2026, 3, 4), date(2026, 4, 27), then) == [
        ["2026-03-10", "Oude feestdag"],
        ["2026-04-27", "Koningsdag"],
    ]


@given(days, terms)
def test_d4_a_snapshot_gives_the_same_term_as_the_table_it_came_from(received: date, n: int) -> None:
    due = due_date(received, n)
    kept = stored_table(free_days_snapshot(received, due), until=due)
    assert isinstance(kept, HolidayTable)
    assert due_date(received, n, kept) == due
    assert working_days_between(received, due, kept) == n
