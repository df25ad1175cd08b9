"""Commitments: to be kept, or past their day."""

from datetime import timedelta

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.commitments.models import Commitment
from dialoog.commitments.rules import Promise, promise_many
from dialoog.contributions.models import Outcome
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM
from tests.factories.answers import answered, draft, in_days, official, points


def promised(
    session: Session, owner: Unit, *, public: bool = True, text: str = "Wij maken de lijst openbaar"
) -> Commitment:
    """One commitment of a unit, made in an answer of it, due in sixty days."""
    by = official(session, owner, lead=True)
    answer = answered(session, points(session, owner), by, draft(owner, Outcome.NOT_ADOPTED))
    return promise_many(session, [Promise(text, in_days(60), owner)], source=answer, public=public, actor=SYSTEM)[0]


def overdue(session: Session, owner: Unit) -> Commitment:
    """One commitment whose day was two weeks ago."""
    with clock.at(clock.now() - timedelta(days=90)):
        made = promised(session, owner)
    made.due_on = clock.today() - timedelta(days=14)
    session.flush()
    return made
