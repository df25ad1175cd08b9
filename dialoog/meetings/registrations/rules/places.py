"""The places of a meeting: held under a lock, given in turn (T5)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.allotting import Room, Spot, Waiting, free, move_up
from dialoog.meetings.registrations.models import HOLDING, Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules.telling import MOVED_UP_MAIL, tell
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM


def hold(session: Session, admission: Admission) -> Admission:
    """Let nobody else give or leave a place of this meeting until this transaction ends, and read it anew.

    The free places of sectors join the common ones here if their day has come and the nightly job has not been by.
    """
    session.execute(select(Meeting.id).where(Meeting.id == admission.meeting_id).with_for_update())
    session.refresh(admission)
    session.expire(admission, ["sectors"])
    if admission.joined_at is None and frozen(admission):
        _join(session, admission)
    return admission


def hold_one(session: Session, registration: Registration, *states: RegistrationState, refused: str) -> Admission:
    """As `hold`, for one registration, read anew. Raises RuleViolation (`refused`) when it is in none of the states."""
    admission = hold(session, registration.admission)
    session.refresh(registration)
    if registration.state not in states:
        raise RuleViolation(refused)
    return admission


def frozen(admission: Admission) -> bool:
    """Whether changes need the secretariat now: from the freeze date on, and at the latest on the day itself."""
    return admission.freezes_on <= clock.today() or on_the_day(admission)


def over(admission: Admission) -> bool:
    """Whether the day of the meeting is past, or it will not be held."""
    held_on = admission.meeting.held_on
    return admission.meeting.cancelled_at is not None or (held_on is not None and held_on < clock.today())


def on_the_day(admission: Admission) -> bool:
    """Whether the meeting's day has come: then who comes in is decided at the door."""
    held_on = admission.meeting.held_on
    return held_on is not None and held_on <= clock.today()


def room_of(admission: Admission) -> Room:
    """The places of a meeting as they are given now."""
    kept = {part.sector: part.places for part in admission.sectors}
    return Room(admission.places, kept, joined=admission.joined_at is not None)


def held(session: Session, admission: Admission) -> Counter[Sector | None]:
    """How many places are held, by whose they are. One query."""
    query = (
        select(Registration.spot, func.count())
        .where(Registration.meeting_id == admission.meeting_id, Registration.state.in_(HOLDING))
        .group_by(Registration.spot)
    )
    return Counter(dict(list(session.execute(query))))


def free_places(session: Session, admission: Admission) -> Counter[Sector | None]:
    """How many places are free, by whose they are. One query."""
    return free(room_of(admission), held(session, admission))


def take_turn(session: Session, registration: Registration) -> None:
    """Give the next turn: the order is that of confirmation."""
    last = select(func.max(Registration.turn)).where(Registration.meeting_id == registration.meeting_id)
    registration.turn = (session.scalar(last) or 0) + 1
    registration.confirmed_at = clock.now()


def put(registration: Registration, state: RegistrationState, spot: Spot | None = None) -> None:
    """Let a registration be in a state, with the place that goes with it."""
    registration.state, registration.spot = state, spot.of if spot else None
    registration.changed_at = clock.now()


def fill(session: Session, admission: Admission, freed: Iterable[Spot] = ()) -> Sequence[Registration]:
    """Give the places that are free to who waits, in turn, and tell them; those who moved up.

    On the day itself nobody moves up by mail: whoever is at the door comes in.
    """
    session.flush()
    if over(admission) or on_the_day(admission):
        return []
    waits = {one.id: one for one in _waiting(session, admission)}
    line = [Waiting(one.id, one.sector) for one in waits.values()]
    moved = []
    for who, spot in move_up(room_of(admission), held(session, admission), line, freed):
        one = waits[who.key]
        put(one, RegistrationState.PLACED, spot)
        tell(session, one, MOVED_UP_MAIL)
        moved.append(one)
    session.flush()
    return moved


def _waiting(session: Session, admission: Admission) -> Sequence[Registration]:
    query = select(Registration).where(
        Registration.meeting_id == admission.meeting_id, Registration.state == RegistrationState.WAITING
    )
    return session.scalars(query.order_by(Registration.turn).execution_options(populate_existing=True)).all()


def _join(session: Session, admission: Admission) -> None:
    admission.joined_at = clock.now()
    moved = fill(session, admission)
    audit.note(
        session,
        actor=SYSTEM,
        action="registrations.joined",
        subject_kind="bijeenkomst",
        subject_key=admission.meeting.slug,
        detail={"moved_up": len(moved)},
    )
