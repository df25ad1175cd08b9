"""Who comes to a meeting, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.organisations.models import Sector
from dialoog.web.paging import Page, page_by_day

MOST_AT_DOOR = 100
# Whoever can be let in at the door, in this order.
AT_DOOR = (RegistrationState.PLACED, RegistrationState.WAITING, RegistrationState.PRESENT, RegistrationState.NO_SHOW)
Counts = dict[tuple[Sector, RegistrationState], int]


@dataclass(frozen=True)
class Filters:
    """What a list of registrations is narrowed to; None and empty: everybody who confirmed."""

    q: str = ""
    state: RegistrationState | None = None
    sector: Sector | None = None
    needs: bool = False


def admission_of(session: Session, meeting_id: int) -> Admission | None:
    """How many may come to a meeting; None where registering was not set up. Two queries."""
    query = select(Admission).where(Admission.meeting_id == meeting_id)
    return session.scalar(query.options(selectinload(Admission.sectors), joinedload(Admission.meeting)))


def admission_at(session: Session, slug: str) -> Admission:
    """As `admission_of`, by the address of the meeting. Raises NotFound."""
    query = select(Admission).join(Meeting).where(Meeting.slug == slug)
    found = session.scalar(query.options(selectinload(Admission.sectors), joinedload(Admission.meeting)))
    if found is None:
        raise NotFound(_("Voor deze bijeenkomst kunt u zich niet aanmelden."))
    return found


def registration_of(session: Session, admission: Admission, key: int) -> Registration:
    """One registration for a meeting. Raises NotFound."""
    found = session.get(Registration, key)
    if found is None or found.meeting_id != admission.meeting_id:
        raise NotFound(_("Deze aanmelding hoort niet bij deze bijeenkomst."))
    return found


def with_code(session: Session, admission: Admission, code: str) -> Registration:
    """The registration of a QR code, at its own meeting. Raises NotFound."""
    query = select(Registration).where(
        Registration.code == code.lower(), Registration.meeting_id == admission.meeting_id
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("Deze code hoort niet bij deze bijeenkomst. Zoek de naam op in de lijst."))
    return found


def counts(session: Session, admission: Admission) -> Counts:
    """How many registrations there are of each sector and state. One query."""
    query = (
        select(Registration.sector, Registration.state, func.count())
        .where(Registration.meeting_id == admission.meeting_id)
        .group_by(Registration.sector, Registration.state)
    )
    return {(sector, state): number for sector, state, number in session.execute(query)}


def waiting(session: Session, admission: Admission) -> int:
    """How many wait. One query."""
    query = select(func.count()).where(
        Registration.meeting_id == admission.meeting_id, Registration.state == RegistrationState.WAITING
    )
    return session.scalar(query) or 0


def number_on_list(session: Session, registration: Registration) -> int:
    """Which number somebody has on the waiting list. One query."""
    before = select(func.count()).where(
        Registration.meeting_id == registration.meeting_id,
        Registration.state == RegistrationState.WAITING,
        Registration.turn < registration.turn,
    )
    return (session.scalar(before) or 0) + 1


def found(
    session: Session, admission: Admission, filters: Filters, *, after: int | None, size: int
) -> Page[Registration]:
    """A page of registrations in the order of confirmation. Two queries."""
    query = _narrowed(admission, filters)
    return page_by_day(session, query, Registration.turn, Registration.id, after=after, size=size)


def everybody(session: Session, admission: Admission, filters: Filters) -> Sequence[Registration]:
    """All of them, in the order of confirmation. One query."""
    return session.scalars(_narrowed(admission, filters).order_by(Registration.turn, Registration.id)).all()


def at_door(session: Session, admission: Admission, q: str) -> Sequence[Registration]:
    """Who may be let in, and then who is, by name: the first hundred. One query."""
    query = select(Registration).where(Registration.meeting_id == admission.meeting_id, Registration.state.in_(AT_DOOR))
    if q:
        query = query.where(_named(q))
    came = Registration.state == RegistrationState.PRESENT
    query = query.order_by(came, func.lower(Registration.name), Registration.id)
    return session.scalars(query.limit(MOST_AT_DOOR)).all()


def _narrowed(admission: Admission, filters: Filters) -> Select[Registration]:
    query = select(Registration).where(Registration.meeting_id == admission.meeting_id)
    if filters.state is None:
        query = query.where(Registration.state != RegistrationState.ASKED)
    else:
        query = query.where(Registration.state == filters.state)
    if filters.sector is not None:
        query = query.where(Registration.sector == filters.sector)
    if filters.needs:
        query = query.where(Registration.needs != "")
    return query.where(_named(filters.q)) if filters.q else query


def _named(q: str) -> ColumnElement[bool]:
    wanted = " ".join(q.split())
    fields = (Registration.name, Registration.party, Registration.email)
    return or_(*(column.icontains(wanted, autoescape=True) for column in fields))
