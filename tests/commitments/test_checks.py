"""What `register verify` compares of commitments with the record (D10)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog.commitments.checks import promises
from dialoog.commitments.models import Commitment
from dialoog.commitments.rules import change_due
from tests.factories.answers import answered, in_days, official, points, unit


@pytest.fixture
def commitments(session: Session) -> list[Commitment]:
    """Two commitments; the day of the second was moved, as it may be."""
    ours = unit(session)
    by = official(session, ours, lead=True)
    for _ in range(2):
        answered(session, points(session, ours), by)
    made = list(session.scalars(select(Commitment).order_by(Commitment.id)))
    change_due(session, made[1], due_on=in_days(200), reason="De lijst is langer dan gedacht.", actor=by)
    return made


def test_what_was_promised_and_moved_by_the_rules_is_as_recorded(
    session: Session, commitments: list[Commitment]
) -> None:
    assert list(promises(session)) == []


@pytest.mark.parametrize("which", [0, 1])
def test_d10_words_or_a_day_changed_behind_the_record_are_named(
    session: Session, commitments: list[Commitment], which: int
) -> None:
    one = commitments[which]
    later = one.due_on + timedelta(days=1)
    for changed, word in (({"text": "Iets kleiners"}, "tekst"), ({"due_on": later}, "einddatum")):
        change = update(Commitment).where(Commitment.id == one.id).values(changed)
        session.execute(change.execution_options(synchronize_session=False))
        found = list(promises(session))
        assert any(f"toezegging/{one.id}" in problem and word in problem for problem in found)
