"""What `register verify` compares of contributions with the record (D1, D2, D3)."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from dialoog.contributions.checks import facts, numbers, shown_texts
from dialoog.contributions.models import Channel, Contribution, ContributionCounter, PointKind
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.meetings.models import Level
from tests.factories import contributions as make


def test_d1_a_text_changed_behind_the_record_is_named(session: Session) -> None:
    points = [make.contribution(session) for _ in range(3)]
    assert list(shown_texts(session)) == []
    change = update(Contribution).where(Contribution.id == points[1].id).values(public_text="Mooier gezegd")
    session.execute(change.execution_options(synchronize_session=False))
    [problem] = shown_texts(session)
    assert points[1].number in problem


@pytest.mark.parametrize(
    ("column", "value"), [("kind", PointKind.SIGNAL), ("level", Level.NO_SOURCE), ("channel", Channel.IMPORT)]
)
def test_d0_d11_what_was_received_and_changed_behind_the_record_is_named(
    session: Session, column: str, value: str
) -> None:
    points = [make.contribution(session) for _ in range(3)]
    assert list(facts(session)) == []
    change = update(Contribution).where(Contribution.id == points[1].id).values({column: value})
    session.execute(change.execution_options(synchronize_session=False))
    [problem] = facts(session)
    assert problem.startswith(f"inbreng/{points[1].number}")


def test_d2_a_withdrawn_text_that_shows_is_named(session: Session) -> None:
    wrong, right = make.contribution(session), make.contribution(session)
    withdraw_wrong_entry(session, wrong, reason="Dubbel ingevoerd", instead=right, actor=make.SECRETARIAT)
    assert list(shown_texts(session)) == []
    session.execute(text("UPDATE contribution SET public_text = 'terug' WHERE id = :id"), {"id": wrong.id})
    [problem] = shown_texts(session)
    assert wrong.number in problem


def test_d3_a_missing_number_is_named(session: Session) -> None:
    points = [make.contribution(session) for _ in range(3)]
    assert list(numbers(session)) == []
    year = int(points[0].number[4:8])
    session.execute(
        text("UPDATE contribution SET number = :number WHERE id = :id"),
        {"number": f"INB-{year}-00099", "id": points[1].id},
    )
    counted, missing = numbers(session)
    assert "teller" in counted
    assert "ontbreken" in missing


def test_d3_a_counter_that_ran_ahead_is_named(session: Session) -> None:
    made = make.contribution(session)
    session.execute(update(ContributionCounter).values(last=ContributionCounter.last + 1))
    [problem] = numbers(session)
    assert made.number[4:8] in problem
