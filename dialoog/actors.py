"""Who asks: the Actor of a request, made from its log-in and where the person belongs: units and bodies."""

from datetime import date

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.cookies import current_login
from dialoog.accounts.models import LoginSession, Role
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Part, Unit, UnitMember
from dialoog.permissions import ANONYMOUS, Actor


def load_actor(session: Session) -> Actor:
    """The actor of this request: two queries, none without a log-in."""
    login = current_login()
    return ANONYMOUS if login is None else actor_of(session, login)


def actor_of(session: Session, login: LoginSession) -> Actor:
    """The actor that a log-in stands for. Powers of a unit or body follow from being a member today.

    Of staff a seat counts after the second step alone, as a role does (P1): a stolen password opens no table.
    """
    person = login.person
    places = session.execute(_PLACES, {"person": person.id, "today": clock.today()}).all()
    official = Role.MINISTRY in person.roles
    units = [place for place in places if place.kind == UNIT and official]
    proved = login.second_factor_at is not None
    seats = [place for place in places if place.kind != UNIT and (proved or not person.roles)]
    return Actor(
        person_id=person.id,
        name=person.name,
        job_title=person.job_title,
        roles=frozenset(role.value for role in person.roles),
        units=frozenset(unit.key for unit in units),
        leads=frozenset(unit.key for unit in units if unit.leads),
        unit_names={unit.key: Unit(name=unit.name, ministry=unit.ministry).in_full for unit in units},
        bodies=frozenset((seat.kind, seat.key) for seat in seats),
        chairs=frozenset((seat.kind, seat.key) for seat in seats if seat.leads),
        meetings=frozenset(seat.meeting for seat in seats if seat.meeting is not None),
        second_factor=proved,
    )


UNIT = "dienst"


def _now(of: type[UnitMember | Membership]) -> ColumnElement[bool]:
    today: ColumnElement[date] = bindparam("today", type_=Date)
    return and_(of.person_id == bindparam("person"), of.since <= today, or_(of.until.is_(None), of.until > today))


# Where somebody belongs today, in one question: the units, and the bodies with a row for each of their meetings.
_PLACES = union_all(
    select(
        literal(UNIT).label("kind"),
        Unit.id.label("key"),
        UnitMember.is_lead.label("leads"),
        Unit.name.label("name"),
        Unit.ministry.label("ministry"),
        cast(null(), Integer).label("meeting"),
        UnitMember.id.label("since"),
    )
    .join(UnitMember, UnitMember.unit_id == Unit.id)
    .where(_now(UnitMember)),
    select(
        Membership.body_kind,
        Membership.body_id,
        Membership.part == Part.CHAIR,
        literal(""),
        literal(""),
        Meeting.id,
        Membership.id,
    )
    .outerjoin(Meeting, and_(Meeting.body_kind == Membership.body_kind, Meeting.body_id == Membership.body_id))
    .where(_now(Membership)),
).order_by("since")
