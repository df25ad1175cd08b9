"""Reading parties, units with their people, and themes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts.models import AccessLink, LinkPurpose, Person
from dialoog.errors import NotFound
from dialoog.organisations.models import Membership, Organisation, Sector, Theme, Unit, UnitMember

Found = TypeVar("Found")


def is_member_now(of: type[UnitMember | Membership] = UnitMember) -> ColumnElement[bool]:
    """A membership that holds today; `until` is the first day it no longer does."""
    today = clock.today()
    return (of.since <= today) & or_(of.until.is_(None), of.until > today)


def parties(words: str = "", sector: Sector | None = None) -> Select[Organisation]:
    """Parties by part of their name and by sector; to be paged by their id."""
    query = select(Organisation)
    if words:
        query = query.where(Organisation.name.icontains(words, autoescape=True))
    return query if sector is None else query.where(Organisation.sector == sector)


def party(session: Session, slug: str) -> Organisation:
    """The party with this slug. Raises NotFound."""
    return _one(session.scalar(select(Organisation).where(Organisation.slug == slug)))


def unit(session: Session, slug: str) -> Unit:
    """The unit with this slug. Raises NotFound."""
    return _one(session.scalar(select(Unit).where(Unit.slug == slug)))


def theme(session: Session, slug: str) -> Theme:
    """The theme with this slug. Raises NotFound."""
    return _one(session.scalar(select(Theme).where(Theme.slug == slug)))


def units(session: Session, *, active: bool = False) -> Sequence[Unit]:
    """All units, or those in use, by name."""
    query = select(Unit).order_by(Unit.name, Unit.id)
    return session.scalars(query.where(Unit.active) if active else query).all()


def themes(session: Session) -> Sequence[Theme]:
    """All themes with their unit, by name."""
    return session.scalars(select(Theme).options(joinedload(Theme.unit)).order_by(Theme.name, Theme.id)).all()


def members_by_unit(session: Session) -> dict[int, list[UnitMember]]:
    """Today's members of every unit with their person, leads first; one query."""
    query = (
        select(UnitMember)
        .join(UnitMember.person)
        .where(is_member_now())
        .options(joinedload(UnitMember.person))
        .order_by(UnitMember.is_lead.desc(), Person.name, UnitMember.id)
    )
    found: dict[int, list[UnitMember]] = defaultdict(list)
    for member in session.scalars(query):
        found[member.unit_id].append(member)
    return found


def memberships(session: Session, person_ids: Iterable[int]) -> dict[int, list[UnitMember]]:
    """Today's memberships of these people with their unit; one query."""
    query = (
        select(UnitMember)
        .where(UnitMember.person_id.in_(list(person_ids)), is_member_now())
        .options(joinedload(UnitMember.unit))
        .order_by(UnitMember.id)
    )
    found: dict[int, list[UnitMember]] = defaultdict(list)
    for member in session.scalars(query):
        found[member.person_id].append(member)
    return found


def member(session: Session, unit: Unit, person_id: int) -> UnitMember | None:
    """Today's membership of a person in a unit."""
    query = select(UnitMember).where(UnitMember.unit_id == unit.id, UnitMember.person_id == person_id, is_member_now())
    return session.scalar(query.limit(1))


def open_invitations(session: Session) -> Sequence[AccessLink]:
    """Invitations that can still be accepted, newest first."""
    query = select(AccessLink).where(
        AccessLink.purpose == LinkPurpose.INVITATION,
        AccessLink.used_at.is_(None),
        AccessLink.expires_at > clock.now(),
    )
    return session.scalars(query.order_by(AccessLink.id.desc())).all()


def invitation(session: Session, link_id: int) -> AccessLink:
    """One open invitation. Raises NotFound."""
    found = next((link for link in open_invitations(session) if link.id == link_id), None)
    if found is None:
        raise NotFound
    return found


def _one(found: Found | None) -> Found:
    if found is None:
        raise NotFound
    return found
