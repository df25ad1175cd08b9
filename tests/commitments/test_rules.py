"""What the ministry promised, and how far it is (D6, D10)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dialoog.commitments import rules
from dialoog.commitments.models import Commitment
from dialoog.commitments.queries import Filters, listed
from dialoog.commitments.rules import Promise
from dialoog.errors import RuleViolation
from dialoog.register.queries import events_of
from tests.factories.answers import answered, in_days, official, points, unit, version_of
from tests.factories.commitments import overdue, promised


def test_d10_from_promised_to_underway_to_done(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    made = promised(session, ours)
    assert made.status == "toegezegd"
    rules.report(session, made, text="De eerste helft is af.", actor=by)
    assert (made.status, made.latest_report) == ("bezig", "De eerste helft is af.")
    rules.complete(session, made, text="Alles staat op de website.", actor=by)
    assert made.status == "gereed"
    assert made.closed_at is not None
    assert [event.kind for event in events_of(session, made)] == ["promised", "progress", "done"]


def test_d10_dropping_needs_a_reason_everyone_can_read(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    with pytest.raises(RuleViolation):
        rules.drop(session, made, reason=" nee ", actor=by)
    rules.drop(session, made, reason="Het geld is er niet meer.", actor=by)
    event = events_of(session, made)[-1]
    reason = next(row for row in event.text_rows if row.name == "reason")
    assert (made.status, reason.text, reason.public) == ("vervallen", "Het geld is er niet meer.", True)


def test_what_is_closed_is_reopened_before_anything_else(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    with pytest.raises(RuleViolation, match="nog open"):
        rules.reopen(session, made, reason="Toch nog niet af.", actor=by)
    rules.complete(session, made, text="Alles staat op de website.", actor=by)
    for act in (
        lambda: rules.report(session, made, text="Er is nog iets.", actor=by),
        lambda: rules.complete(session, made, text="Nog een keer af.", actor=by),
        lambda: rules.drop(session, made, reason="Toch maar niet.", actor=by),
        lambda: rules.change_due(session, made, due_on=in_days(90), reason="Het duurt langer.", actor=by),
    ):
        with pytest.raises(RuleViolation, match="al gesloten"):
            act()
    rules.reopen(session, made, reason="Toch nog niet af.", actor=by)
    assert (made.status, made.closed_at) == ("bezig", None)


def test_another_day_keeps_the_first_one_in_the_record(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    before = made.due_on
    rules.change_due(session, made, due_on=in_days(90), reason="De meting duurt langer.", actor=by)
    assert events_of(session, made)[-1].data == {"before": before.isoformat(), "due": in_days(90).isoformat()}
    for wrong in (in_days(-1), in_days(90)):
        with pytest.raises(RuleViolation) as refusal:
            rules.change_due(session, made, due_on=wrong, reason="De meting duurt langer.", actor=by)
        assert refusal.value.field == "due_on"


def test_d6_a_promise_has_words_one_owner_and_a_day_to_come(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    for wrong, field in (
        (Promise("kort", in_days(3), ours), "text"),
        (Promise("Wij plaatsen een scherm", in_days(3)), "owner"),
        (Promise("Wij plaatsen een scherm", in_days(-1), ours), "due_on"),
    ):
        with pytest.raises(RuleViolation) as refusal:
            rules.promise_many(session, [wrong], source=answer, public=True, actor=by)
        assert refusal.value.field == field
    assert version_of(answer).planned[0].commitment is not None


def test_d10_one_public_list_with_filters(session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    mine, late, hidden = promised(session, ours), overdue(session, theirs), promised(session, ours, public=False)

    def found(filters: Filters) -> set[Commitment]:
        return set(session.scalars(listed(filters)))

    assert found(Filters()) == {mine, late}
    assert found(Filters(te_laat=True)) == {late}
    assert found(Filters(dienst=ours.slug)) == {mine}
    assert hidden not in found(Filters.from_arguments({"status": "toegezegd"}))
    with pytest.raises(RuleViolation, match="status"):
        Filters.from_arguments({"status": "vergeten"})


def test_days_late_are_counted_from_the_day_it_was_due(session: Session) -> None:
    late = overdue(session, unit(session))
    assert late.due_on == in_days(0) - timedelta(days=14)
