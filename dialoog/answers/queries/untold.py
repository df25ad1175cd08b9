"""Who should have heard and has not: the list "nog niet bericht" (D9a), which must be empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, GiverNotice, VersionState
from dialoog.contributions.models import Contribution, ContributionGiver, ContributionState, Giver
from dialoog.mail.models import MailState, OutboxMessage


@dataclass(frozen=True)
class Untold:
    """A giver with a usable address who was not told of the version in force of an answer to their point."""

    giver: Giver
    contribution: Contribution
    version: AnswerVersion


def untold(session: Session, *, contribution_ids: Sequence[int] | None = None, most: int | None = None) -> list[Untold]:
    """Who was not told, by answer. With `contribution_ids`: only of these contributions."""
    query = _missing(select(Giver, Contribution, AnswerVersion)).order_by(AnswerVersion.id, Contribution.id, Giver.id)
    if contribution_ids is not None:
        query = query.where(Contribution.id.in_(contribution_ids))
    if most is not None:
        query = query.limit(most)
    return [Untold(giver, contribution, version) for giver, contribution, version in session.execute(query)]


def count_untold(session: Session) -> int:
    """How many givers, each for one point, are not told."""
    return session.scalar(_missing(select(func.count()))) or 0


def _missing(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    # Whoever stopped the mail before it went, and goes on, was not told.
    not_sent = exists().where(OutboxMessage.id == GiverNotice.outbox_id, OutboxMessage.state == MailState.SKIPPED)
    notice = exists().where(
        ~not_sent,
        GiverNotice.giver_id == Giver.id,
        GiverNotice.subject_kind == Answer.subject_kind,
        GiverNotice.subject_id == AnswerVersion.answer_id,
        GiverNotice.step == AnswerVersion.n,
    )
    return (
        _answered(query)
        .join(ContributionGiver, ContributionGiver.contribution_id == Contribution.id)
        .join(Giver, Giver.id == ContributionGiver.giver_id)
        .where(_usable(), ~notice)
    )


def _answered(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(AnswerVersion)
        .join(AnswerContribution, AnswerContribution.answer_id == AnswerVersion.answer_id)
        .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
        .where(AnswerVersion.state == VersionState.PUBLISHED, AnswerContribution.left_at.is_(None))
        .where(Contribution.status != ContributionState.WITHDRAWN)
    )


def _usable() -> ColumnElement[bool]:
    return and_(_has_address(), ContributionGiver.stopped_at.is_(None))


def _has_address() -> ColumnElement[bool]:
    return and_(
        ContributionGiver.denied_at.is_(None),
        Giver.email.is_not(None),
        Giver.email != "",
        Giver.bounced_at.is_(None),
    )


def count_stopped(session: Session) -> int:
    """How many answered points have a giver who wants no mail about them."""
    stopped = exists().where(
        ContributionGiver.contribution_id == Contribution.id,
        ContributionGiver.giver_id == Giver.id,
        ContributionGiver.stopped_at.is_not(None),
        _has_address(),
    )
    return session.scalar(_answered(select(func.count())).where(stopped)) or 0


def count_without_address(session: Session) -> int:
    """How many answered points have nobody with a usable address, whether or not they want mail."""
    someone = (
        exists()
        .where(ContributionGiver.contribution_id == Contribution.id, ContributionGiver.giver_id == Giver.id)
        .where(_has_address())
    )
    return session.scalar(_answered(select(func.count())).where(~someone)) or 0
