"""Finding questions to givers: of a point, of a reader's link, and the replies that wait for a look."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from dialoog.accounts.models import Person
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.models import Contribution, ContributionGiver, ContributionState, Giver, Look
from dialoog.errors import NotFound

# What nobody looked at yet (D3a).
UNSEEN = (
    Clarification.look == Look.WAITING,
    Clarification.contribution.has(Contribution.status != ContributionState.WITHDRAWN),
)


def clarification(session: Session, key: int) -> Clarification:
    """A question with its point. Raises NotFound."""
    found = session.scalar(_whole().where(Clarification.id == key))
    if found is None:
        raise NotFound
    return found


def of_point(session: Session, contribution: Contribution) -> Sequence[Clarification]:
    """Everything that was asked about a point, the newest first, with who asked. One query."""
    query = select(Clarification).where(Clarification.contribution_id == contribution.id)
    # Who asked, without their roles.
    who = joinedload(Clarification.asked_by).lazyload(Person.role_rows)
    return session.scalars(query.options(who).order_by(Clarification.id.desc())).all()


def latest_of(session: Session, contribution_ids: Collection[int]) -> dict[int, Clarification]:
    """The last question about each of these points, by the id of the point. One query."""
    newest = (
        select(func.max(Clarification.id))
        .where(Clarification.contribution_id.in_(list(contribution_ids)))
        .group_by(Clarification.contribution_id)
    )
    found = session.scalars(select(Clarification).where(Clarification.id.in_(newest)))
    return {one.contribution_id: one for one in found}


def waiting_for_a_look(session: Session, most: int) -> Sequence[Clarification]:
    """The replies that nobody looked at yet, the longest waiting first, with their points. One query."""
    return session.scalars(_whole().where(*UNSEEN).order_by(Clarification.look_due, Clarification.id).limit(most)).all()


def chosen(session: Session, keys: Collection[str]) -> list[Clarification]:
    """The questions with these numbers, as far as they are there, with their points."""
    known = [int(key) for key in keys if key.isdecimal() and len(key) < 10]
    return list(session.scalars(_whole().where(Clarification.id.in_(known)).order_by(Clarification.id)))


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


def _whole() -> Select[Clarification]:
    return select(Clarification).options(joinedload(Clarification.contribution))
