"""The verbs of the script about who comes to a broad meeting: places, the waiting list, the door (T5)."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import admitting, door, forgetting, registering
from dialoog.organisations.models import Sector
from dialoog.slugs import slug


def open_registration(session: Session, stage: Stage, given: Given) -> None:
    """People can register from today until so many days before the meeting."""
    meeting = stage.meeting(session, given["meeting"])
    assert meeting.held_on is not None  # noqa: S101 # the script gives every meeting a day
    details = admitting.AdmissionDetails(
        places=given["places"],
        opens_on=stage.day(given["opens"]),
        freezes_on=meeting.held_on - timedelta(days=given["frozen_before"]),
        kept={Sector(sector): number for sector, number in given.get("kept", {}).items()},
    )
    admitting.open_admission(session, meeting, details, actor=stage.actors[given["by"]])


def register(session: Session, stage: Stage, given: Given) -> None:
    """People register: a name, a party, a sector, what they need; and confirm, unless told otherwise."""
    admission = _admission(session, stage, given)
    for name, party, sector, *needs in given["people"]:
        asked = registering.Given(name, Sector(sector), party, _address(name), "".join(needs))
        made = registering.ask(session, admission, asked)
        if given.get("confirmed", True):
            registering.confirm(session, made)


def cancel_registration(session: Session, stage: Stage, given: Given) -> None:
    """People let us know that they do not come."""
    for one in _named(session, stage, given):
        registering.cancel(session, one)


def check_in(session: Session, stage: Stage, given: Given) -> None:
    """Everybody with a place comes, but for some; and somebody walks in."""
    admission = _admission(session, stage, given)
    actor = stage.actors[given["by"]]
    expected = select(Registration).where(
        Registration.meeting_id == admission.meeting_id, Registration.state == RegistrationState.PLACED
    )
    for one in session.scalars(expected.order_by(Registration.turn)):
        if one.name not in given["not"]:
            door.check_in(session, one, actor=actor)
    for name, party, sector in given.get("walk_in", []):
        door.walk_in(session, admission, registering.Given(name, Sector(sector), party), actor=actor)


def close_list(session: Session, stage: Stage, given: Given) -> None:
    """Who was not checked in did not come."""
    door.close(session, _admission(session, stage, given), actor=stage.actors[given["by"]])


def forget_registrations(session: Session, _stage: Stage, _given: Given) -> None:
    """The nightly job has been by."""
    forgetting.forget_old(session)


def _admission(session: Session, stage: Stage, given: Given) -> Admission:
    return session.get_one(Admission, stage.meeting(session, given["meeting"]).id)


def _named(session: Session, stage: Stage, given: Given) -> Iterable[Registration]:
    admission = _admission(session, stage, given)
    addresses = [_address(name) for name in given["names"]]
    query = select(Registration).where(
        Registration.meeting_id == admission.meeting_id, Registration.email.in_(addresses)
    )
    return session.scalars(query.order_by(Registration.turn)).all()


def _address(name: str) -> str:
    return f"{slug(name)}@post.example.nl"


VERBS: dict[str, Verb] = {
    "open_registration": open_registration,
    "register": register,
    "cancel_registration": cancel_registration,
    "check_in": check_in,
    "close_list": close_list,
    "forget_registrations": forget_registrations,
}
