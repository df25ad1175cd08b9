"""For how many there is room at a meeting, and until when people arrange their own registration (T5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.meetings.models import OPEN_KINDS, Meeting
from dialoog.meetings.registrations.allotting import Spot, fit
from dialoog.meetings.registrations.models import HOLDING, Admission, Registration, SectorPlaces
from dialoog.meetings.registrations.rules.places import fill, hold, room_of
from dialoog.meetings.registrations.rules.telling import known
from dialoog.organisations.models import Sector
from dialoog.permissions import Actor

MOST_PLACES = 5000


@dataclass(frozen=True)
class AdmissionDetails:
    """What the secretariat says of it; `kept`: how many of the places are for one sector until the freeze date."""

    places: int
    opens_on: date
    freezes_on: date
    kept: Mapping[Sector, int] = field(default_factory=dict)


def open_admission(session: Session, meeting: Meeting, details: AdmissionDetails, *, actor: Actor) -> Admission:
    """Let people register for a meeting. Raises RuleViolation for a meeting without a day or by invitation."""
    if meeting.kind not in OPEN_KINDS:
        raise RuleViolation(_("Voor dit soort bijeenkomst nodigt u mensen uit. Aanmelden kan niet."))
    if session.get(Admission, meeting.id) is not None:
        raise RuleViolation(_("Aanmelden is al ingesteld. Laad de pagina opnieuw."))
    _check(meeting, details)
    made = Admission(
        meeting=meeting,
        places=details.places,
        opens_on=details.opens_on,
        freezes_on=details.freezes_on,
        told=known(meeting),
        sectors=_sectors(details),
        version=1,
    )
    session.add(made)
    session.flush()
    _note(session, made, "registrations.opened", actor)
    return made


def change_admission(
    session: Session, admission: Admission, details: AdmissionDetails, *, version: int, actor: Actor
) -> None:
    """Change it; who waits moves up when there is more room. Nobody loses a place.

    Raises RuleViolation where those who have a place would not fit, and when somebody else changed it since `version`.
    """
    hold(session, admission)
    if admission.version != version:
        raise RuleViolation(_("Iemand anders heeft dit net gewijzigd. Kijk wat er nu staat en bewaar opnieuw."))
    _check(admission.meeting, details)
    admission.places, admission.opens_on, admission.freezes_on = details.places, details.opens_on, details.freezes_on
    if admission.joined_at is None:
        wanted = {sector: number for sector, number in details.kept.items() if number}
        for part in list(admission.sectors):
            if part.sector in wanted:
                part.places = wanted.pop(part.sector)
            else:
                admission.sectors.remove(part)
        admission.sectors.extend(SectorPlaces(sector=sector, places=number) for sector, number in wanted.items())
    _refit(session, admission)
    admission.version += 1
    fill(session, admission)
    _note(session, admission, "registrations.changed", actor)


def join_due(session: Session) -> int:
    """Let the free places of sectors join the common ones at every meeting whose freeze date has come; at how many."""
    due = select(Admission).where(Admission.joined_at.is_(None), Admission.freezes_on <= clock.today())
    found = session.scalars(due.order_by(Admission.meeting_id)).all()
    for admission in found:
        hold(session, admission)
    return len(found)


def _check(meeting: Meeting, details: AdmissionDetails) -> None:
    if meeting.held_on is None:
        raise RuleViolation(_("Zet eerst een datum bij de bijeenkomst."))
    if not 1 <= details.places <= MOST_PLACES:
        message = _("Vul een aantal plekken in van 1 tot en met %(most)s.", most=MOST_PLACES)
        raise RuleViolation(message, field="places")
    if sum(details.kept.values()) > details.places:
        raise RuleViolation(_("Voor de sectoren samen houdt u meer plekken vrij dan er zijn."), field="places")
    if details.opens_on >= details.freezes_on:
        raise RuleViolation(_("De lijst kan pas vast na de dag waarop aanmelden begint."), field="freezes_on")
    if details.freezes_on >= meeting.held_on:
        raise RuleViolation(_("Zet de lijst vast voor de dag van de bijeenkomst."), field="freezes_on")


def _sectors(details: AdmissionDetails) -> list[SectorPlaces]:
    return [SectorPlaces(sector=sector, places=number) for sector, number in details.kept.items() if number]


def _refit(session: Session, admission: Admission) -> None:
    query = select(Registration).where(Registration.meeting_id == admission.meeting_id, Registration.state.in_(HOLDING))
    holders = {one.id: one for one in session.scalars(query.order_by(Registration.turn))}
    spots = fit(room_of(admission), [(one.id, one.sector, Spot(one.spot)) for one in holders.values()])
    if spots is None:
        message = _(
            "%(number)s mensen hebben al een plek. Zo passen zij niet. Kies meer plekken, of minder voor de sectoren.",
            number=len(holders),
        )
        raise RuleViolation(message, field="places")
    for key, spot in spots.items():
        holders[key].spot = spot.of


def _note(session: Session, admission: Admission, action: str, actor: Actor) -> None:
    detail = {"places": admission.places, "kept": {part.sector.value: part.places for part in admission.sectors}}
    audit.note(
        session,
        actor=actor,
        action=action,
        subject_kind="bijeenkomst",
        subject_key=admission.meeting.slug,
        detail=detail,
    )
