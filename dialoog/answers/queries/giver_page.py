"""What a giver's own page shows: their points with answer and commitments, and what is asked of them now (D9, D9a)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.answers.models import (
    AnswerContribution,
    AnswerVersion,
    EffectQuestion,
    PlannedCommitment,
    Verdict,
    VersionState,
)
from dialoog.commitments.models import Commitment
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import WITH_WORDS
from dialoog.contributions.models import ANSWERED_STATES, Contribution, ContributionGiver
from dialoog.contributions.queries import with_names
from dialoog.contributions.rules.givers import theirs
from dialoog.contributions.rules.own_page import mails_to
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.web.paging import Page, page_by_key


def points_of(session: Session, giver_ids: Collection[int], *, after: int | None, size: int) -> Page[Contribution]:
    """The points of these givers, newest first. Two queries."""
    query = with_names(select(Contribution)).where(Contribution.id.in_(theirs(giver_ids)))
    return page_by_key(session, query, Contribution.id, after=after, size=size)


def versions_of(session: Session, points: Sequence[Contribution]) -> dict[int, AnswerVersion]:
    """By point: the version in force of its answer, with landing places and commitments loaded. Three queries."""
    plans = selectinload(AnswerVersion.planned).joinedload(PlannedCommitment.commitment)
    query = (
        select(AnswerContribution.contribution_id, AnswerVersion)
        .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
        .where(AnswerContribution.contribution_id.in_([point.id for point in points]))
        .where(AnswerContribution.left_at.is_(None), AnswerVersion.state == VersionState.PUBLISHED)
        # Of several answers, one after another, the last one stays.
        .order_by(AnswerVersion.published_at, AnswerVersion.id)
        .options(selectinload(AnswerVersion.landing_places))
        .options(plans.options(joinedload(Commitment.owner_unit), joinedload(Commitment.owner_organisation)))
    )
    return dict(session.execute(query).all())


@dataclass(frozen=True)
class ToJudge:
    """An answer of which the giver has not said yet whether it is one, and to which of their points."""

    answer_id: int
    points: list[Contribution]


def to_judge(session: Session, giver_ids: Collection[int]) -> list[ToJudge]:
    """What the giver may give a verdict on now, oldest answer first. One query."""
    query = (
        select(AnswerContribution.answer_id, Contribution)
        .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
        .join(ContributionGiver, ContributionGiver.contribution_id == Contribution.id)
        .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
        .outerjoin(
            Verdict,
            (Verdict.contribution_id == Contribution.id)
            & (Verdict.giver_id == ContributionGiver.giver_id)
            & (Verdict.version_id == AnswerVersion.id),
        )
        .where(ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None), Verdict.id.is_(None))
        .where(AnswerContribution.left_at.is_(None), AnswerVersion.state == VersionState.PUBLISHED)
        .where(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id == AnswerContribution.answer_id)
        .order_by(AnswerContribution.answer_id, Contribution.id)
    )
    found: dict[int, dict[int, Contribution]] = defaultdict(dict)
    for answer_id, contribution in session.execute(query):
        found[answer_id][contribution.id] = contribution
    return [ToJudge(answer_id, list(points.values())) for answer_id, points in found.items()]


def mail_stopped(session: Session, giver_ids: Collection[int]) -> int:
    """How many of their points they want no mail about."""
    query = select(func.count(ContributionGiver.contribution_id.distinct())).where(
        ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.stopped_at.is_not(None)
    )
    return session.scalar(query) or 0


def may_judge(session: Session, giver_ids: Collection[int], answer_id: int) -> AnswerVersion | None:
    """The version in force of an answer that a point of these givers has; None for any other answer."""
    covered = (
        select(AnswerContribution.answer_id)
        .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
        .where(AnswerContribution.contribution_id.in_(theirs(giver_ids)), AnswerContribution.left_at.is_(None))
        .where(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id == AnswerContribution.answer_id)
    )
    query = (
        select(AnswerVersion)
        .where(AnswerVersion.answer_id == answer_id, AnswerVersion.answer_id.in_(covered))
        .where(AnswerVersion.state == VersionState.PUBLISHED)
        .options(joinedload(AnswerVersion.answer), selectinload(AnswerVersion.landing_places))
    )
    return session.scalar(query)


def ties_of(session: Session, giver_ids: Collection[int]) -> list[ContributionGiver]:
    """Their points, oldest first, those they said are not theirs left out."""
    query = (
        select(ContributionGiver)
        .where(ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None))
        .options(joinedload(ContributionGiver.contribution))
        .order_by(ContributionGiver.contribution_id)
    )
    return list(session.scalars(query))


def said_by(session: Session, giver_ids: Collection[int]) -> list[dict[str, str]]:
    """What these givers said of answers and of commitments: of what, what, and when."""
    verdicts = (
        select(Contribution.number, Verdict.value, Verdict.at)
        .join(Contribution, Contribution.id == Verdict.contribution_id)
        .where(Verdict.giver_id.in_(giver_ids))
    )
    effects = select(EffectQuestion.commitment_id, EffectQuestion.value, EffectQuestion.answered_at).where(
        EffectQuestion.giver_id.in_(giver_ids), EffectQuestion.value.is_not(None)
    )
    said = [
        (f"inbreng/{number}", value, at) for number, value, at in session.execute(verdicts.order_by(Verdict.id))
    ] + [
        (f"toezegging/{number}", value, at)
        for number, value, at in session.execute(effects.order_by(EffectQuestion.id))
    ]
    return [{"over": about, "oordeel": str(value), "op": at.isoformat() if at else ""} for about, value, at in said]


def replied_by(session: Session, giver_ids: Collection[int]) -> Sequence[Clarification]:
    """The questions about a point that these givers replied to, oldest first, with the words. One query."""
    query = select(Clarification).where(Clarification.replied_by_id.in_(giver_ids))
    whole = query.options(joinedload(Clarification.contribution), *WITH_WORDS)
    return session.scalars(whole.order_by(Clarification.id)).all()


def not_answered(session: Session, giver_ids: Collection[int]) -> Sequence[EffectQuestion]:
    """What these givers were asked about a commitment and did not answer, oldest first."""
    query = select(EffectQuestion).where(EffectQuestion.giver_id.in_(giver_ids), EffectQuestion.value.is_(None))
    return session.scalars(query.order_by(EffectQuestion.id)).all()


def mails_sent(session: Session, email: str) -> list[tuple[str, datetime]]:
    """The kinds of mail that went to a giver's address, and when."""
    sent = select(OutboxMessage.kind, OutboxMessage.sent_at).where(*mails_to(email, states=(MailState.SENT,)))
    return [(kind, at) for kind, at in session.execute(sent.order_by(OutboxMessage.id)) if at is not None]
