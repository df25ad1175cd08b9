"""Who may be asked to read a draft, who was, and what waits for a reader (D7b, D11)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from dialoog.accounts.models import Person, PersonRole, Role
from dialoog.answers.models import Answer, AnswerVersion, VersionState
from dialoog.answers.prepared import Review, ReviewState
from dialoog.answers.queries.access import may_read
from dialoog.errors import NotFound
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit, UnitMember
from dialoog.organisations.queries import is_member_now
from dialoog.permissions import Actor


def readers(session: Session, answer: Answer, actor: Actor) -> list[tuple[str, list[Person]]]:
    """The officials who may read the draft, by unit, the answer's own first. Of a closed one: those of its unit."""
    rows = session.execute(_readers(answer, actor).order_by(Unit.name, Person.name, Person.id)).all()
    by_unit: dict[int, tuple[str, list[Person]]] = {}
    for person, unit in rows:
        by_unit.setdefault(unit.id, (unit.name, []))[1].append(person)
    own = by_unit.pop(answer.unit_id, None)
    return ([own] if own else []) + list(by_unit.values())


def may_be_asked(session: Session, answer: Answer, person_id: int, actor: Actor) -> bool:
    """Whether somebody is an official who may read the draft, and not who asks."""
    return session.execute(_readers(answer, actor).where(Person.id == person_id).limit(1)).first() is not None


def _readers(answer: Answer, actor: Actor) -> Select[Person, Unit]:
    query = (
        select(Person, Unit)
        .join(UnitMember, UnitMember.person_id == Person.id)
        .join(Unit, Unit.id == UnitMember.unit_id)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.active, PersonRole.role == Role.MINISTRY, is_member_now(), Person.id != actor.person_id)
    )
    return query.where(Unit.id == answer.unit_id) if answer.level is Level.CLOSED else query


def reviews_of(session: Session, version: AnswerVersion) -> Sequence[Review]:
    """Who was asked to read a draft, the last one first, with what they said. One query."""
    query = with_people(select(Review).where(Review.version_id == version.id))
    return session.scalars(query.order_by(Review.id.desc())).all()


def with_people(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query of reviews, with who reads and who asked, and nothing more of them."""
    return query.options(
        joinedload(Review.reader).lazyload(Person.role_rows), joinedload(Review.asked_by).lazyload(Person.role_rows)
    )


def asked_of(session: Session, actor: Actor) -> list[Review]:
    """The drafts this reader was asked to read and still may, the longest waiting first. One query."""
    query = (
        select(Review)
        .join(Review.version)
        .join(Review.answer)
        .where(Review.reader_id == actor.person_id, Review.state == ReviewState.ASKED)
        .where(AnswerVersion.state == VersionState.DRAFT, Answer.status != "weggelegd")
        .options(contains_eager(Review.version), contains_eager(Review.answer))
        .order_by(Review.id)
    )
    return [review for review in session.scalars(with_people(query)) if may_read(actor, review.answer)]


def review_of(session: Session, answer: Answer, review_id: int) -> Review:
    """One request to read this answer. Raises NotFound."""
    found = session.get(Review, review_id)
    if found is None or found.answer_id != answer.id:
        raise NotFound
    return found
