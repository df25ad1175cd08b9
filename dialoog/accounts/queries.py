"""Reading people and the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AuditEntry, Person, PersonRole, Role
from dialoog.errors import NotFound


def person_by_address(session: Session, address: str) -> Person | None:
    """Who has this address, active or not."""
    return session.scalar(select(Person).where(Person.email == normal(address)))


def person(session: Session, person_id: int | None) -> Person:
    """The person with this id. Raises NotFound."""
    found = session.get(Person, person_id) if person_id is not None else None
    if found is None:
        raise NotFound
    return found


def staff_and_others(words: str = "", role: Role | None = None) -> Select[Person]:
    """People by part of their name or address, and by role; to be paged by their id."""
    query = select(Person)
    if words:
        part = words.lower()
        query = query.where(
            or_(Person.name.icontains(part, autoescape=True), Person.email.contains(part, autoescape=True))
        )
    if role is not None:
        query = query.where(Person.role_rows.any(PersonRole.role == role))
    return query


def secretariat_addresses(session: Session) -> list[str]:
    """The addresses of the secretariat."""
    query = select(Person.email).join(PersonRole).where(PersonRole.role == Role.SECRETARIAT, Person.active)
    return list(session.scalars(query.order_by(Person.email)))


def active_admins(session: Session) -> list[int]:
    """The ids of the administrators who can log in, locked until the commit."""
    query = select(Person.id).join(PersonRole).where(PersonRole.role == Role.ADMIN, Person.active)
    return list(session.scalars(query.order_by(Person.id).with_for_update()))


@dataclass(frozen=True)
class AuditFilters:
    """Which rows of the audit log are asked for."""

    person: str = ""
    subject: str = ""
    action: str = ""


def audit_rows(
    session: Session, filters: AuditFilters, *, after: int | None, size: int
) -> tuple[Sequence[Row[AuditEntry, str | None]], int | None]:
    """Rows of the audit log with the person's name, newest first, and the key of the next page; one query.

    A person is found by part of name or address, a subject by kind, key or `kind/key`, an action by its beginning.
    """
    query = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    if filters.person:
        part = filters.person.lower()
        query = query.where(
            or_(Person.name.icontains(part, autoescape=True), Person.email.contains(part, autoescape=True))
        )
    if filters.subject:
        kind, slash, key = filters.subject.partition("/")
        both = (AuditEntry.subject_kind == kind) & (AuditEntry.subject_key == key)
        either = or_(AuditEntry.subject_kind == kind, AuditEntry.subject_key == kind)
        query = query.where(both if slash else either)
    if filters.action:
        query = query.where(AuditEntry.action.startswith(filters.action, autoescape=True))
    if after is not None:
        query = query.where(AuditEntry.id < after)
    rows = session.execute(query.order_by(AuditEntry.id.desc()).limit(size + 1)).all()
    return rows[:size], rows[size - 1][0].id if len(rows) > size else None
