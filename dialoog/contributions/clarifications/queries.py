"""Finding questions to givers: of a point, of a reader's link."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dialoog.accounts.models import Person
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Contribution, ContributionGiver, ContributionState, Giver, TextLook
from dialoog.contributions.rules.givers import theirs
from dialoog.errors import NotFound
from dialoog.terms.rules import still_since

# With the words themselves, in the same query.
WITH_WORDS = (
    joinedload(Clarification.question_text).joinedload(TextLook.text),
    joinedload(Clarification.reply_text).joinedload(TextLook.text),
)


def clarification(session: Session, key: int) -> Clarification:
    """A question with its point. Raises NotFound."""
    whole = select(Clarification).options(joinedload(Clarification.contribution), *WITH_WORDS)
    found = session.scalar(whole.where(Clarification.id == key))
    if found is None:
        raise NotFound
    return found


def of_point(session: Session, contribution: Contribution) -> Sequence[Clarification]:
    """Everything that was asked about a point, the newest first, with who asked. One query."""
    query = select(Clarification).where(Clarification.contribution_id == contribution.id)
    # Who asked, without their roles.
    who = joinedload(Clarification.asked_by).lazyload(Person.role_rows)
    return session.scalars(query.options(who, *WITH_WORDS).order_by(Clarification.id.desc())).all()


def latest_of(session: Session, contribution_ids: Collection[int]) -> dict[int, Clarification]:
    """The last question about each of these points, by the id of the point. One query."""
    newest = (
        select(func.max(Clarification.id))
        .where(Clarification.contribution_id.in_(list(contribution_ids)))
        .group_by(Clarification.contribution_id)
    )
    found = session.scalars(select(Clarification).where(Clarification.id.in_(newest)))
    return {one.contribution_id: one for one in found}


def open_to(session: Session, giver_ids: Collection[int]) -> Sequence[Clarification]:
    """What these givers are asked now, what we wait for least long first, with words and points. One query."""
    return [one for one, _since in open_with_still(session, giver_ids)]


def open_with_still(session: Session, giver_ids: Collection[int]) -> list[tuple[Clarification, date | None]]:
    """As `open_to`, each with the day since when the term stands still for it, if it does."""
    query = (
        select(Clarification, still_since(Contribution.subject_kind, Clarification.contribution_id))
        .where(Clarification.state == ClarificationState.OPEN, Clarification.contribution_id.in_(theirs(giver_ids)))
        .options(joinedload(Clarification.contribution), *WITH_WORDS)
        .order_by(Clarification.ends_on, Clarification.id)
    )
    return [(one, since) for one, since in session.execute(query)]


def still_theirs(session: Session, clarification: Clarification, giver_ids: Sequence[int]) -> Giver | None:
    """The first of these givers whose point it is; nobody once it was withdrawn, or they said it was not theirs."""
    if clarification.contribution.status == ContributionState.WITHDRAWN:
        return None
    query = (
        select(Giver)
        .join(ContributionGiver, ContributionGiver.giver_id == Giver.id)
        .where(ContributionGiver.contribution_id == clarification.contribution_id)
        .where(ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None))
        .order_by(Giver.id)
    )
    return session.scalars(query.limit(1)).first()
