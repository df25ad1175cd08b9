"""When an answered contribution is finished, and when it is open again (D5, D10)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import Closed, OpenedAgain
from dialoog.answers.models import Answer, AnswerContribution
from dialoog.answers.rules.drafting import PUBLISHED
from dialoog.answers.rules.judging import current_version
from dialoog.answers.rules.referring import CLOSES_AFTER
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.contributions.models import Contribution, ContributionState, Outcome
from dialoog.permissions import SYSTEM
from dialoog.register.rules import Entry, record_many


def close_if_ready(session: Session, answer: Answer, *, commitments_closed: bool = False) -> list[Contribution]:
    """Finish the answered contributions under an answer when nothing it promised is open.

    At once when the last commitment closed, else four weeks after the version in force was published (D5).
    Returns what was finished.
    """
    version = current_version(session, answer.id)
    if answer.status != PUBLISHED or version is None or version.published_at is None or _promised(session, answer):
        return []
    # What was put off is never finished: it opens again on its day (D5).
    if version.outcome is Outcome.LATER:
        return []
    if not commitments_closed and clock.now() < version.published_at + CLOSES_AFTER:
        return []
    finished = _covered(session, answer, ContributionState.ANSWERED)
    entries = [Entry(c, Closed(answer=answer.id), state=ContributionState.CLOSED) for c in finished]
    record_many(session, entries, actor=SYSTEM)
    return finished


def open_again(session: Session, answer: Answer) -> list[Contribution]:
    """A commitment that was closed is being carried out again: its contributions are not finished."""
    opened = _covered(session, answer, ContributionState.CLOSED)
    entries = [Entry(c, OpenedAgain(answer=answer.id), state=ContributionState.ANSWERED) for c in opened]
    record_many(session, entries, actor=SYSTEM)
    return opened


def _promised(session: Session, answer: Answer) -> bool:
    query = select(Commitment.id).where(
        Commitment.source_kind == Answer.subject_kind,
        Commitment.source_id == answer.id,
        Commitment.status.in_(OPEN_STATES),
    )
    return session.scalar(query.limit(1)) is not None


def _covered(session: Session, answer: Answer, state: ContributionState) -> list[Contribution]:
    query = (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == answer.id, AnswerContribution.left_at.is_(None))
        .where(Contribution.status == state)
        .order_by(Contribution.id)
    )
    return list(session.scalars(query))
