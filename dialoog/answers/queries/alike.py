"""Points that seem to ask the same: beside a draft, as groups to answer at once, and answered earlier (D7).

Besloten points have no look-alikes (D11). What was withdrawn, hidden or not looked at yet since it was compared is
left out here.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, ScalarSelect, Select, Subquery, and_, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, Referral, ReferralState, VersionState
from dialoog.answers.rules.drafting import LAID_AWAY, being_answered, on_offer
from dialoog.contributions.alike.comparing import shared_words
from dialoog.contributions.models import ANSWERED_STATES, LOOKED_AT, OPEN_STATES, Alike, Contribution, ContributionState
from dialoog.meetings.models import Level

MOST_SHOWN = 8
MOST_ANSWERS = 4
# Pairs that are read at once: several points of a draft can be like the same other one.
MOST_PAIRS = 80
MOST_IN_GROUP = 20
MOST_GROUPS = 25
MOST_GROUPED = 1000


@dataclass(frozen=True)
class LookAlike:
    """A point that seems to ask the same, and the words it shares."""

    point: Contribution
    why: tuple[str, ...]


@dataclass
class Group:
    """Open points of one unit and one level that seem to ask the same, and the words they share."""

    points: list[Contribution] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    @property
    def why(self) -> list[str]:
        """The words that most of them share."""
        return [word for word, _times in self.words.most_common(6)]


class _Pair(NamedTuple):
    mine: str
    other: Contribution


@dataclass(frozen=True)
class LookAlikes:
    """Beside a draft: what could join it, and what was answered earlier to the same wish."""

    joining: list[LookAlike]
    earlier: list[LookAlike]


def look_alikes(session: Session, answer: Answer) -> LookAlikes:
    """What could join a draft, and what was answered earlier. One query.

    The first are open points of the same unit and level on which nobody is writing and that are offered to nobody; of
    the second, of any year and unit, one for each other answer.
    """
    joins = and_(
        Contribution.status.in_(OPEN_STATES),
        Contribution.unit_id == answer.unit_id,
        Contribution.level == answer.level,
        Contribution.id.not_in(_busy(answer.unit_id)),
    )
    answered = and_(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id != answer.id)
    joining: dict[int, LookAlike] = {}
    earlier: dict[int | None, LookAlike] = {}
    for mine, other in _beside(session, answer, or_(joins, answered)):
        alike = LookAlike(other, shared_words(mine, other.public_text))
        if other.status in OPEN_STATES:
            joining.setdefault(other.id, alike)
        else:
            earlier.setdefault(other.answer_id, alike)
    return LookAlikes(list(joining.values())[:MOST_SHOWN], list(earlier.values())[:MOST_ANSWERS])


def _busy(unit_id: int) -> Select[int]:
    """The points on which somebody of a unit is writing, and those that are offered to another body."""
    return (
        select(AnswerContribution.contribution_id)
        .join(Answer, Answer.id == AnswerContribution.answer_id)
        .join(AnswerVersion, AnswerVersion.answer_id == Answer.id)
        .outerjoin(Referral, Referral.version_id == AnswerVersion.id)
        .where(Answer.unit_id == unit_id, Answer.status != LAID_AWAY, AnswerContribution.left_at.is_(None))
        .where(or_(AnswerVersion.state == VersionState.DRAFT, Referral.state == ReferralState.OFFERED))
    )


def _beside(session: Session, answer: Answer, *conditions: Any) -> list[_Pair]:
    """The likest first: what a point of the answer says, and the point beside it."""
    if answer.level is Level.CLOSED:
        return []
    own = select(AnswerContribution.contribution_id).where(
        AnswerContribution.answer_id == answer.id, AnswerContribution.left_at.is_(None)
    )
    mine = aliased(Contribution)
    pairs = both_ways(own.scalar_subquery())
    query = (
        select(mine.public_text, Contribution)
        .select_from(pairs)
        .join(mine, mine.id == pairs.c.mine)
        .join(Contribution, Contribution.id == pairs.c.other)
        .where(Contribution.id.not_in(own), *readable(Contribution), *readable(mine), *conditions)
        .order_by(pairs.c.score.desc(), Contribution.id)
        .options(joinedload(Contribution.meeting))
        .limit(MOST_PAIRS)
    )
    return [_Pair(text, other) for text, other in session.execute(query)]


def both_ways(points: ScalarSelect[Any] | Any) -> Subquery:
    """The pairs these points are in, as columns `mine`, `other` and `score`."""
    arms: CompoundSelect[Any] = union_all(
        select(Alike.one_id.label("mine"), Alike.two_id.label("other"), Alike.score).where(Alike.one_id.in_(points)),
        select(Alike.two_id, Alike.one_id, Alike.score).where(Alike.two_id.in_(points)),
    )
    return arms.subquery()


def readable(point: Any) -> tuple[Any, ...]:
    """A row filter: points whose words everyone may read now."""
    return (
        point.level != Level.CLOSED,
        point.look.in_(LOOKED_AT),
        point.status != ContributionState.WITHDRAWN,
    )


def groups(session: Session, units: Collection[int]) -> list[Group]:
    """Groups of open points of these units (or of all, without any), the largest first. Three queries."""
    pairs = session.execute(_open_pairs(units)).all()
    ids = [point.id for pair in pairs for point in pair]
    taken = {*being_answered(session, ids), *on_offer(session, ids)} if pairs else set()
    made = _grouped((one, two) for one, two in pairs if one.id not in taken and two.id not in taken)
    return sorted(made, key=lambda group: -len(group.points))[:MOST_GROUPS]


def _open_pairs(units: Collection[int]) -> Select[Contribution, Contribution]:
    one, two = aliased(Contribution), aliased(Contribution)
    query = (
        select(one, two)
        .select_from(one)
        .join(Alike, Alike.one_id == one.id)
        .join(two, two.id == Alike.two_id)
        .where(one.status.in_(OPEN_STATES), two.status.in_(OPEN_STATES), *readable(one), *readable(two))
        .where(two.level == one.level, two.unit_id == one.unit_id)
        .order_by(Alike.score.desc(), one.id, two.id)
        .limit(MOST_GROUPED)
    )
    return query.where(one.unit_id.in_(units)) if units else query


def _grouped(pairs: Iterable[tuple[Contribution, Contribution]]) -> list[Group]:
    """Join pairs, the likest first, as long as a group does not become too large to look through."""
    of: dict[int, Group] = {}
    for one, two in pairs:
        left, right = (of.get(point.id) or Group([point]) for point in (one, two))
        if left is not right:
            if len(left.points) + len(right.points) > MOST_IN_GROUP:
                continue
            left.points += right.points
            left.words.update(right.words)
        left.words.update(shared_words(one.public_text, two.public_text))
        of.update((point.id, left) for point in left.points)
    return list({id(group): group for group in of.values()}.values())
