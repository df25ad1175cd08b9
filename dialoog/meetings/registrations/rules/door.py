"""At the door: who came, who walks in, and who did not come (T5)."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.meetings.registrations.allotting import Spot, free
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules.places import (
    held,
    hold,
    hold_one,
    on_the_day,
    put,
    room_of,
    take_turn,
)
from dialoog.meetings.registrations.rules.registering import Given, new, note, right
from dialoog.permissions import Actor
from dialoog.web.rendering import long_date


def check_in(session: Session, registration: Registration, *, actor: Actor) -> None:
    """Somebody came. Who had no place, or lost it, comes in while one is free.

    Once more changes nothing. Raises RuleViolation before the day of the meeting and when it is full.
    """
    admission = hold_one(session, registration, *RegistrationState, refused="")
    if registration.state is RegistrationState.PRESENT:
        return
    _on_the_day(admission)
    placed = registration.state is RegistrationState.PLACED
    spot = Spot(registration.spot) if placed else _free_spot(session, admission)
    if not registration.turn:
        take_turn(session, registration)
    put(registration, RegistrationState.PRESENT, spot)
    session.flush()
    note(session, registration, "registration.checked-in", actor)


def undo_check_in(session: Session, registration: Registration, *, actor: Actor) -> None:
    """It was a slip: they have their place still; who walked in is taken off.

    Raises RuleViolation for who is not in.
    """
    hold_one(session, registration, RegistrationState.PRESENT, refused=_("Deze persoon is niet ingecheckt."))
    note(session, registration, "registration.check-in-undone", actor)
    if registration.walked_in:
        session.delete(registration)
    else:
        put(registration, RegistrationState.PLACED, Spot(registration.spot))
    session.flush()


def note_absent(session: Session, registration: Registration, *, actor: Actor) -> None:
    """Somebody with a place does not come: the place is free for who stands at the door.

    Raises RuleViolation before the day of the meeting, and for who has no place.
    """
    refused = _("Deze persoon heeft geen plek (meer), of is al binnen.")
    admission = hold_one(session, registration, RegistrationState.PLACED, refused=refused)
    _on_the_day(admission)
    put(registration, RegistrationState.NO_SHOW)
    session.flush()
    note(session, registration, "registration.absent", actor)


def walk_in(session: Session, admission: Admission, given: Given, *, actor: Actor) -> Registration:
    """Somebody who did not register comes in.

    Raises RuleViolation before the day of the meeting and when it is full.
    """
    hold(session, admission)
    _on_the_day(admission)
    spot = _free_spot(session, admission)
    made = new(session, admission, right(given), actor=actor)
    made.walked_in = True
    take_turn(session, made)
    put(made, RegistrationState.PRESENT, spot)
    session.flush()
    note(session, made, "registration.walked-in", actor)
    return made


def close(session: Session, admission: Admission, *, actor: Actor) -> int:
    """Whoever had a place and was not checked in did not come; how many.

    Raises RuleViolation before the day of the meeting.
    """
    hold(session, admission)
    _on_the_day(admission)
    admission.closed_at = clock.now()
    session.flush()
    away = _move(admission, RegistrationState.PLACED, RegistrationState.NO_SHOW, admission.closed_at)
    return _counted(session, admission, away, "registrations.closed", actor)


def reopen(session: Session, admission: Admission, *, actor: Actor) -> int:
    """Undo `close`, for whoever was not noted as absent by hand; how many.

    Raises RuleViolation when it was not closed, and when their places went to others meanwhile.
    """
    hold(session, admission)
    if admission.closed_at is None:
        raise RuleViolation(_("De lijst is niet afgesloten."))
    back = _move(admission, RegistrationState.NO_SHOW, RegistrationState.PLACED, clock.now())
    back = back.where(Registration.changed_at == admission.closed_at)
    admission.closed_at = None
    number = _counted(session, admission, back, "registrations.reopened", actor)
    if held(session, admission).total() > admission.places:
        raise RuleViolation(_("Na het afsluiten kreeg iemand anders een plek. Check mensen nu één voor één in."))
    return number


def _move(admission: Admission, of: RegistrationState, to: RegistrationState, at: datetime) -> Update:
    moved = update(Registration).where(Registration.meeting_id == admission.meeting_id, Registration.state == of)
    return moved.values(state=to, changed_at=at)


def _counted(session: Session, admission: Admission, move: Update, action: str, actor: Actor) -> int:
    number = len(session.execute(move.returning(Registration.id)).all())
    audit.note(
        session,
        actor=actor,
        action=action,
        subject_kind="bijeenkomst",
        subject_key=admission.meeting.slug,
        detail={"registrations": number},
    )
    return number


def _on_the_day(admission: Admission) -> None:
    if admission.meeting.cancelled_at is not None:
        raise RuleViolation(_("Deze bijeenkomst gaat niet door."))
    if not on_the_day(admission):
        day = admission.meeting.held_on
        raise RuleViolation(_("Dit kan vanaf de dag zelf: %(day)s.", day=long_date(day) if day else ""))


def _free_spot(session: Session, admission: Admission) -> Spot:
    left = free(room_of(admission), held(session, admission))
    spot = next((Spot(of) for of in (None, *left) if left[of] > 0), None)
    if spot is None:
        message = _("Alle plekken zijn vergeven. Komt iemand niet? Zet die eerst op ‘niet verschenen’.")
        raise RuleViolation(message)
    return spot
