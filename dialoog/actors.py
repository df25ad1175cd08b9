"""Who asks: the Actor of a request, made from its log-in and where the person belongs: units and bodies."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from dialoog.accounts.cookies import current_login
from dialoog.accounts.models import LoginSession, Role
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Part, Unit, UnitMember
from dialoog.organisations.queries import is_member_now
from dialoog.permissions import ANONYMOUS, Actor


def load_actor(session: Session) -> Actor:
    """The actor of this request: three queries for an official, two for others, none without a log-in."""
    login = current_login()
    return ANONYMOUS if login is None else actor_of(session, login)


def actor_of(session: Session, login: LoginSession) -> Actor:
    """The actor that a log-in stands for. Powers of a unit or body follow from being a member today."""
    person = login.person
    memberships = _memberships(session, person.id) if Role.MINISTRY in person.roles else []
    seats = _seats(session, person.id)
    return Actor(
        person_id=person.id,
        name=person.name,
        job_title=person.job_title,
        roles=frozenset(role.value for role in person.roles),
        units=frozenset(unit.id for unit, _lead in memberships),
        leads=frozenset(unit.id for unit, lead in memberships if lead),
        unit_names={unit.id: unit.in_full for unit, _lead in memberships},
        bodies=frozenset((kind, key) for kind, key, _part, _meeting in seats),
        chairs=frozenset((kind, key) for kind, key, part, _meeting in seats if part is Part.CHAIR),
        meetings=frozenset(meeting for _kind, _key, _part, meeting in seats if meeting is not None),
        second_factor=login.second_factor_at is not None,
    )


def _memberships(session: Session, person_id: int) -> list[tuple[Unit, bool]]:
    query = select(Unit, UnitMember.is_lead).join(UnitMember, UnitMember.unit_id == Unit.id)
    query = query.where(UnitMember.person_id == person_id, is_member_now()).order_by(UnitMember.id)
    return [(unit, lead) for unit, lead in session.execute(query)]


def _seats(session: Session, person_id: int) -> list[tuple[str, int, Part, int | None]]:
    """Each body they sit in today, as what, and the id of each of its meetings: at least one row for each."""
    met = and_(Meeting.body_kind == Membership.body_kind, Meeting.body_id == Membership.body_id)
    query = select(Membership.body_kind, Membership.body_id, Membership.part, Meeting.id).outerjoin(Meeting, met)
    query = query.where(Membership.person_id == person_id, is_member_now(Membership))
    return [(kind, key, part, meeting) for kind, key, part, meeting in session.execute(query)]
