"""An answered contribution that waits for an answer again: a new term, and everyone concerned told (D5, D9a)."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.happenings import DecisionDue
from dialoog.answers.models import Answer, AnswerContribution
from dialoog.answers.rules.drafting import PUBLISHED
from dialoog.answers.rules.notices import tell_of_decision, tell_unit
from dialoog.answers.rules.versions import in_force
from dialoog.contributions.models import ANSWERED_STATES, Contribution, ContributionState, Outcome
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.kinds import Happening
from dialoog.register.rules import Words, record
from dialoog.terms.models import Promise
from dialoog.terms.rules import LENGTH, start


def reopen(
    session: Session,
    contribution: Contribution,
    happening: Callable[[str], Happening],
    *,
    actor: Actor,
    texts: Mapping[str, Words] | None = None,
) -> None:
    """Open an answered contribution again: its term runs anew, the unit in charge and the givers get mail.

    `happening` makes the event out of the new last day (ISO).
    """
    running = start(session, contribution, Promise.ANSWER, working_days=LENGTH.answer)
    contribution.answer_due = running.due_on
    event = record(
        session,
        contribution,
        happening(running.due_on.isoformat()),
        actor=actor,
        texts=texts,
        state=ContributionState.REOPENED,
    )
    tell_unit(session, contribution, event)
    tell_of_decision(session, contribution, event)


def decide(session: Session, answer: Answer, *, version: int) -> list[Contribution]:
    """D6: the day that a *later* named has come. Its contributions open by themselves; returns which.

    Nothing happens when that version is no longer in force, so doing it twice opens nothing twice.
    """
    current = in_force(answer)
    if answer.status != PUBLISHED or current is None or current.n != version or current.outcome is not Outcome.LATER:
        return []
    query = (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == answer.id, AnswerContribution.left_at.is_(None))
        .where(Contribution.status.in_(ANSWERED_STATES))
        .order_by(Contribution.id)
    )
    waiting = list(session.scalars(query))
    for contribution in waiting:
        reopen(session, contribution, lambda due: DecisionDue(answer=answer.id, due=due), actor=SYSTEM)
    return waiting
