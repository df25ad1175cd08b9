"""The points an answer is about, as staff see them beside it, and who hears of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from dialoog.answers.models import Answer, AnswerContribution
from dialoog.answers.queries.public import points_of
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import WITH_WORDS
from dialoog.contributions.models import Contribution, ContributionGiver, Giver
from dialoog.contributions.queries import shown_text, with_names
from dialoog.permissions import Actor

SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """A point as whoever reads it may see it; no text where it went to another circle meanwhile, or was withdrawn.

    `asked`: the last question about it, beside a draft.
    """

    point: Contribution
    text: str | None
    asked: Clarification | None = None


@dataclass(frozen=True)
class Beside:
    """The first points beside an answer, how many there are, and how many addresses hear of it."""

    rows: Sequence[Shown]
    total: int
    addresses: int


def shown(actor: Actor, contributions: Iterable[Contribution]) -> list[Shown]:
    """Points of an answer for one reader (D11): who may read the answer need not be in the circle of each point."""
    return [Shown(one, shown_text(actor, one)) for one in contributions]


def beside(session: Session, answer: Answer, actor: Actor) -> Beside:
    """What stands beside a draft, as this reader may see it. One query."""
    addresses = (
        select(func.count(func.distinct(func.lower(Giver.email))))
        .join(ContributionGiver, ContributionGiver.giver_id == Giver.id)
        .join(AnswerContribution, AnswerContribution.contribution_id == ContributionGiver.contribution_id)
        .where(AnswerContribution.answer_id == answer.id, AnswerContribution.left_at.is_(None))
        .where(ContributionGiver.denied_at.is_(None), ContributionGiver.stopped_at.is_(None))
        .where(Giver.email.is_not(None), Giver.bounced_at.is_(None))
        .scalar_subquery()
    )
    newest = aliased(Clarification)
    last = select(func.max(newest.id)).where(newest.contribution_id == Contribution.id).scalar_subquery()
    query = with_names(points_of(answer.id)).outerjoin(Clarification, Clarification.id == last)
    whole: Select[*tuple[Any, ...]] = query.add_columns(func.count().over(), addresses, Clarification)
    found = session.execute(whole.options(*WITH_WORDS).order_by(Contribution.id).limit(SHOWN)).all()
    total, told = (found[0][1], found[0][2]) if found else (0, 0)
    seen = shown(actor, [row[0] for row in found])
    rows = [replace(one, asked=row[3] if one.text is not None else None) for one, row in zip(seen, found, strict=True)]
    return Beside(rows, total, told)
