"""Meetings that people register for, and who does."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.meetings.models import Meeting, MeetingKind
from dialoog.meetings.registrations.models import Admission, Registration
from dialoog.meetings.registrations.rules.admitting import AdmissionDetails, open_admission
from dialoog.meetings.registrations.rules.registering import Given, ask, confirm
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM

NUMBERS = count(1)


def broad_meeting(session: Session, title: str = "Brede bijeenkomst", *, held_on: date | None = None) -> Meeting:
    """A broad meeting in eight weeks, or on a day."""
    day = held_on or clock.today() + timedelta(weeks=8)
    details = MeetingDetails(title=title, kind=MeetingKind.BROAD, held_on=day, place="Zaal Noord, Ergensveen")
    made = create_meeting(session, details)
    session.commit()
    return made


def admission(
    session: Session,
    meeting: Meeting | None = None,
    *,
    places: int = 3,
    kept: dict[Sector, int] | None = None,
) -> Admission:
    """Registration is open, until a week before the meeting."""
    meeting = meeting or broad_meeting(session)
    assert meeting.held_on is not None
    freezes_on = meeting.held_on - timedelta(days=7)
    opens_on = min(clock.today(), freezes_on - timedelta(days=1))
    details = AdmissionDetails(places, opens_on, freezes_on, kept or {})
    made = open_admission(session, meeting, details, actor=SYSTEM)
    session.commit()
    return made


def asked(
    session: Session,
    to: Admission,
    sector: Sector = Sector.RESIDENT,
    *,
    name: str = "",
    email: str = "",
    needs: str = "",
) -> Registration:
    """Somebody registered and did not confirm."""
    n = next(NUMBERS)
    given = Given(name or f"Gast {n}", sector, "Stichting Stille Straat", email or f"gast{n}@voorbeeld.nl", needs)
    made = ask(session, to, given)
    session.commit()
    return made


def registered(session: Session, to: Admission, sector: Sector = Sector.RESIDENT, **given: str) -> Registration:
    """Somebody registered and confirmed."""
    made = confirm(session, asked(session, to, sector, **given))
    session.commit()
    return made
