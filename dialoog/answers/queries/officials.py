"""Whose mail it is when something waits: the official in charge, the unit's leads, the secretariat."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.accounts.queries import secretariat_addresses
from dialoog.organisations.models import UnitMember


def addresses_in_charge(session: Session, unit_id: int | None, assignee_id: int | None) -> list[str]:
    """The official it was given to, else the leads of the unit, else the secretariat."""
    if assignee_id is not None:
        assignee = session.get(Person, assignee_id)
        if assignee is not None and assignee.active:
            return [assignee.email]
    return lead_addresses(session).get(unit_id or 0) or secretariat_addresses(session)


def works_for(session: Session, unit_id: int | None, person_id: int | None) -> bool:
    """Whether somebody is of the unit now."""
    query = _members(Person.id).where(UnitMember.unit_id == unit_id, UnitMember.person_id == person_id)
    return session.scalar(query.limit(1)) is not None


def lead_addresses(session: Session) -> dict[int, list[str]]:
    """The addresses of the leads of every unit, by its id."""
    found: dict[int, list[str]] = defaultdict(list)
    for unit, address in session.execute(_members(UnitMember.unit_id, Person.email).where(UnitMember.is_lead)):
        found[unit].append(address)
    return found


def lead_names(session: Session, unit_id: int) -> list[str]:
    """Who may publish for a unit."""
    query = _members(Person.name).where(UnitMember.is_lead, UnitMember.unit_id == unit_id).order_by(Person.name)
    return list(session.scalars(query))


def _members(*columns: Any) -> Select[Any]:
    today = clock.today()
    return (
        select(*columns)
        .select_from(UnitMember)
        .join(Person, Person.id == UnitMember.person_id)
        .where(Person.active, UnitMember.since <= today, or_(UnitMember.until.is_(None), UnitMember.until > today))
    )
