"""Who asks: the Actor of a request, made from its log-in and the person's place in the ministry."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.cookies import current_login
from dialoog.accounts.models import LoginSession, Role
from dialoog.organisations.models import Unit, UnitMember
from dialoog.organisations.queries import is_member_now
from dialoog.permissions import ANONYMOUS, Actor


def load_actor(session: Session) -> Actor:
    """The actor of this request: two queries for an official, one for others, none without a log-in."""
    login = current_login()
    return ANONYMOUS if login is None else actor_of(session, login)


def actor_of(session: Session, login: LoginSession) -> Actor:
    """The actor that a log-in stands for. Unit powers follow from being a member today."""
    person = login.person
    memberships = _memberships(session, person.id) if Role.MINISTRY in person.roles else []
    return Actor(
        person_id=person.id,
        name=person.name,
        job_title=person.job_title,
        roles=frozenset(role.value for role in person.roles),
        units=frozenset(unit.id for unit, _lead in memberships),
        leads=frozenset(unit.id for unit, lead in memberships if lead),
        unit_names={unit.id: unit.in_full for unit, _lead in memberships},
        second_factor=login.second_factor_at is not None,
    )


def _memberships(session: Session, person_id: int) -> list[tuple[Unit, bool]]:
    query = select(Unit, UnitMember.is_lead).join(UnitMember, UnitMember.unit_id == Unit.id)
    query = query.where(UnitMember.person_id == person_id, is_member_now()).order_by(UnitMember.id)
    return [(unit, lead) for unit, lead in session.execute(query)]
