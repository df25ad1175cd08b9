"""`register verify` sees a question to a giver that does not stand as it was recorded."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS
from tests.factories.clarifications import Question


@pytest.fixture
def asked(session: Session) -> Clarification:
    """Replied to after nobody did in time; before it one that was taken back, after it one that is open."""
    question = Question(session)
    rules.withdraw(session, question.ask(), actor=question.by)
    made = question.ask()
    with clock.at(clock.start_of(made.ends_on)):
        rules.expire(session, made)
        question.reply(made)
        question.ask()
    session.commit()
    return made


def problems(session: Session) -> list[str]:
    return verify_log(session, CHECKS).problems


def test_what_stands_as_it_was_recorded_is_well(session: Session, asked: Clarification) -> None:
    assert problems(session) == []


def test_another_state_is_seen(session: Session, asked: Clarification) -> None:
    number = asked.contribution.number
    session.execute(update(Clarification).where(Clarification.id == asked.id).values(state=ClarificationState.EXPIRED))
    assert problems(session) == [f"inbreng/{number}: een vraag aan de inbrenger staat niet zoals in het register"]


def test_one_that_is_gone_is_seen(session: Session, asked: Clarification) -> None:
    number = asked.contribution.number
    session.execute(delete(Clarification).where(Clarification.id == asked.id))
    assert problems(session) == [f"inbreng/{number}: een vraag aan de inbrenger uit het register ontbreekt"]
