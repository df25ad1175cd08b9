"""What a published version does to the contributions it answers (D5, D8)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import AnswerChanged, Answered
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.contributions.clarifications.rules import lapse
from dialoog.contributions.models import ANSWERED_STATES, Contribution, ContributionState
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, record_many
from dialoog.terms.models import Promise
from dialoog.terms.rules import meet_many


def answer_all(
    session: Session, answer: Answer, version: AnswerVersion, done: Sequence[Contribution], *, actor: Actor
) -> None:
    """Make these contributions answered by a version, and their terms met."""
    newly = [c for c in done if c.status not in ANSWERED_STATES]
    lapse(session, newly)
    told = (answer.id, version.n, told_outcome(answer, version))
    entries = []
    for contribution in done:
        contribution.outcome = version.outcome
        contribution.answer_id = answer.id
        if contribution.status in ANSWERED_STATES:
            # What was finished waits again for its commitments, or for four weeks (D5).
            again = ContributionState.ANSWERED if contribution.status == ContributionState.CLOSED else None
            entries.append(Entry(contribution, AnswerChanged(*told), state=again))
        else:
            contribution.answered_at = clock.now()
            entries.append(Entry(contribution, Answered(*told), state=ContributionState.ANSWERED))
    record_many(session, entries, actor=actor)
    meet_many(session, Contribution.subject_kind, [c.id for c in newly], Promise.ANSWER)


def told_outcome(answer: Answer, version: AnswerVersion) -> str | None:
    """The outcome as it may stand in a leaf, which everyone can read (D11)."""
    return None if answer.level is Level.CLOSED else version.outcome
