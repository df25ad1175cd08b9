"""Assigning and giving an answer more time (D4, D5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import RuleViolation
from dialoog.terms.models import Clock, Promise
from dialoog.terms.rules import clocks_of
from tests.factories import accounts as people
from tests.factories import contributions as make

REASON = "Wij wachten nog op de metingen van deze zomer."
THIRD_OF_MARCH = datetime(2026, 3, 3, 10, tzinfo=UTC)


def clocks(session: Session, point: Contribution) -> dict[Promise, Clock]:
    session.expire_all()
    return {clock.promise: clock for clock in clocks_of(session, point)}


def received(session: Session) -> Contribution:
    with clock.at(THIRD_OF_MARCH):
        return make.contribution(session)


def test_d4_both_promises_run_from_the_day_of_receipt(session: Session) -> None:
    point = received(session)
    found = clocks(session, point)
    assert found[Promise.ASSIGN].due_on == date(2026, 3, 17)
    assert found[Promise.ANSWER].due_on == point.answer_due == date(2026, 4, 16)


def test_d4_assigning_keeps_the_first_promise_and_the_answer_is_still_due(session: Session) -> None:
    point, unit = received(session), make.unit(session)
    assert assign(session, [point], unit=unit, assignee=None, actor=make.SECRETARIAT) == []
    found = clocks(session, point)
    assert found[Promise.ASSIGN].met_at is not None
    assert found[Promise.ANSWER].met_at is None
    assert (point.status, point.unit) == ("in-behandeling", unit)
    assert make.events(session, point)[-1].data == {"unit": unit.slug}


def test_d4_moving_within_a_unit_is_no_public_step_and_moving_to_another_is(session: Session) -> None:
    point, first, second = make.contribution(session), make.unit(session), make.unit(session)
    someone = people.person(session)
    for unit, person in ((first, None), (first, someone), (second, None)):
        assign(session, [point], unit=unit, assignee=person, actor=make.SECRETARIAT)
    assert make.kinds(session, point) == ["received", "assigned", "assigned"]
    assert (point.status, point.unit, point.assignee) == ("in-behandeling", second, None)


def test_d4_many_at_once_and_what_is_not_open_is_left(session: Session) -> None:
    points = [make.contribution(session) for _ in range(4)]
    withdraw_wrong_entry(session, points[1], reason=REASON, instead=points[0], actor=make.SECRETARIAT)
    left = assign(session, points, unit=make.unit(session), assignee=None, actor=make.SECRETARIAT)
    assert left == [points[1]]
    assert [p.status for p in points] == ["in-behandeling", "ingetrokken", "in-behandeling", "in-behandeling"]


def test_d4_ten_more_working_days_from_16_april_is_1_may(session: Session) -> None:
    point = received(session)
    with clock.at(THIRD_OF_MARCH + timedelta(days=20)):
        extend(session, point, days=10, reason=REASON, actor=make.SECRETARIAT)
    event = make.events(session, point)[-1]
    assert (point.answer_due, event.data) == (date(2026, 5, 1), {"days": 10, "due": "2026-05-01"})
    assert {(row.name, row.text, row.public) for row in event.text_rows} == {
        ("reason", REASON, True),
        ("signed", "Sam Bos, secretariaat OFL", True),
    }
    assert clocks(session, point)[Promise.ANSWER].due_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("days_later", "days", "reason", "field"),
    [(1, 0, REASON, "days"), (1, 21, REASON, "days"), (1, 5, "druk", "reason"), (60, 5, REASON, None)],
)
def test_d4_extending_needs_a_reason_at_most_20_days_and_time_left(
    session: Session, days_later: int, days: int, reason: str, field: str | None
) -> None:
    point = received(session)
    with clock.at(THIRD_OF_MARCH + timedelta(days=days_later)), pytest.raises(RuleViolation) as refused:
        extend(session, point, days=days, reason=reason, actor=make.SECRETARIAT)
    assert refused.value.field == field


def test_d4_extending_is_for_once(session: Session) -> None:
    point = make.contribution(session)
    extend(session, point, days=5, reason=REASON, actor=make.SECRETARIAT)
    with pytest.raises(RuleViolation):
        extend(session, point, days=5, reason=REASON, actor=make.SECRETARIAT)
