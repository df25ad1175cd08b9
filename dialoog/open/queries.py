"""What the front page tells in one glance: how much came in, what became of it, and what is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.commitments.models import Commitment, CommitmentState
from dialoog.contributions.listing import COLUMNS, Listed
from dialoog.contributions.models import ANSWERED_STATES, LOOKED_AT, Contribution, ContributionCounter
from dialoog.contributions.queries import is_late
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Unit


@dataclass(frozen=True)
class Figures:
    """The four numbers of the front page."""

    received_this_year: int
    answered_this_year: int
    commitments: int
    commitments_done: int
    late: int


def figures(session: Session) -> Figures:
    """Counted now. Three queries."""
    year = clock.today().year
    new_year = clock.start_of(clock.today().replace(month=1, day=1))
    # Numbers have no gaps, so the counter is the count (D3).
    received = select(ContributionCounter.last).where(ContributionCounter.year == year).scalar_subquery()
    answered = select(func.count()).where(Contribution.answered_at >= new_year).scalar_subquery()
    late = select(func.count()).where(is_late()).scalar_subquery()
    counted = session.execute(select(received, answered, late)).one()
    states = dict(
        session.execute(
            select(Commitment.status, func.count())
            .where(Commitment.public, Commitment.status != CommitmentState.DROPPED)
            .group_by(Commitment.status)
        ).all()
    )
    return Figures(
        received_this_year=counted[0] or 0,
        answered_this_year=counted[1],
        commitments=sum(states.values()),
        commitments_done=states.get(CommitmentState.DONE, 0),
        late=counted[2],
    )


def lately_answered(session: Session, most: int) -> list[Listed]:
    """The newest answers, one contribution of each answer, closed ones left out."""
    newest = (
        select(Contribution.answer_id, func.max(Contribution.id).label("id"))
        .where(Contribution.answered_at.is_not(None), Contribution.level != Level.CLOSED)
        .where(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id.is_not(None))
        .where(Contribution.look.in_(LOOKED_AT))
        .where(Contribution.answer_id > _recent_answers(session))
        .group_by(Contribution.answer_id)
        .subquery()
    )
    query = COLUMNS.join(newest, newest.c.id == Contribution.id)
    return _listed(session, query.order_by(Contribution.answered_at.desc(), Contribution.id.desc()).limit(most))


def handled(session: Session, contribution_id: int) -> tuple[str | None, datetime | None]:
    """Which unit had it in hand, and when it was answered."""
    query = select(Unit.name, Contribution.answered_at).select_from(Contribution).outerjoin(Contribution.unit)
    unit, answered_at = session.execute(query.where(Contribution.id == contribution_id)).one()
    return unit, answered_at


def _recent_answers(session: Session) -> int:
    """An answer id below which the front page need not look: keeps the grouping small however many there are."""
    newest = session.scalar(select(func.max(Contribution.answer_id))) or 0
    return max(0, newest - 50)


def longest_late(session: Session, most: int) -> list[Listed]:
    """Open contributions whose answer is overdue, the longest first."""
    query = COLUMNS.where(is_late(), Contribution.level != Level.CLOSED)
    return _listed(session, query.order_by(Contribution.answer_due, Contribution.id).limit(most))


def _listed(session: Session, query: Select[Any]) -> list[Listed]:
    return [Listed(*row) for row in session.execute(query)]


def newest_meetings(session: Session, most: int) -> list[Meeting]:
    """The meetings last held or soon to come."""
    return list(session.scalars(select(Meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(most)))
