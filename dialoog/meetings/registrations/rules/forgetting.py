"""Forgetting who registered; that somebody of a sector did stays, for the count (P2, P3)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import OFF, Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules.places import over
from dialoog.meetings.registrations.rules.registering import STANDING, UNCONFIRMED_KEPT, cancel
from dialoog.meetings.registrations.rules.telling import stop_telling
from dialoog.permissions import SYSTEM

# What somebody needs may say something of their health: it goes as soon as it helps nobody any more.
NEEDS_KEPT = timedelta(days=14)
# Who cancelled needs no more mail; who came gets the terugkoppeling, and answers take a while.
CANCELLED_KEPT = timedelta(days=30)
PEOPLE_KEPT = timedelta(days=365)


def of_address(session: Session, email: str) -> Sequence[Registration]:
    """All registrations from an address, by meeting. One query."""
    query = select(Registration).where(Registration.email == email, Registration.email != "")
    known = joinedload(Registration.admission).joinedload(Admission.meeting)
    return session.scalars(query.options(known).order_by(Registration.meeting_id, Registration.id)).all()


def forget_address(session: Session, email: str) -> int:
    """P2: forget whoever registered from an address; a place they still had comes free. Of how many registrations."""
    found = of_address(session, email)
    for one in found:
        forget(session, one)
    return len(found)


def forget(session: Session, registration: Registration) -> None:
    """P2: forget one of them; what was never confirmed goes altogether."""
    if registration.state in STANDING and not over(registration.admission):
        cancel(session, registration)
    erase(session, [registration])


def forget_old(session: Session) -> int:
    """P3: forget what was kept long enough: unconfirmed, cancelled, needs, people. Of how many registrations."""
    unconfirmed = and_(
        Registration.state == RegistrationState.ASKED, Registration.asked_at <= clock.now() - UNCONFIRMED_KEPT
    )
    gone = _all(session, unconfirmed)
    for one in gone:
        stop_telling(session, one)
        session.delete(one)
    helped = _all(session, and_(_held_before(NEEDS_KEPT), Registration.needs != ""))
    for one in helped:
        one.needs = ""
    kept = Registration.forgotten_at.is_(None)
    never_came = Registration.state.in_((*OFF, RegistrationState.ASKED, RegistrationState.WAITING))
    left = or_(_held_before(PEOPLE_KEPT), and_(_held_before(CANCELLED_KEPT), never_came))
    old = _all(session, and_(kept, left))
    erase(session, old)
    number = len({one.id for one in (*gone, *helped, *old)})
    if number:
        detail = {"unconfirmed": len(gone), "needs": len(helped), "people": len(old)}
        audit.note(session, actor=SYSTEM, action="registrations.forgotten", detail=detail)
    session.flush()
    return number


def erase(session: Session, registrations: Iterable[Registration]) -> None:
    """Take out everything that says who it is, with the links and the mail that waits."""
    for one in registrations:
        stop_telling(session, one)
        one.name = one.party = one.needs = ""
        one.email, one.forgotten_at = None, clock.now()
    session.flush()


def _all(session: Session, condition: ColumnElement[bool]) -> Sequence[Registration]:
    query = select(Registration).join(Admission).join(Meeting).where(condition)
    return session.scalars(query.order_by(Registration.id)).all()


def _held_before(kept: timedelta) -> ColumnElement[bool]:
    return Meeting.held_on < clock.today() - kept
