"""Meetings that people register for, in words: when and where, how many places are free, how the list works."""

from collections import Counter
from datetime import date, timedelta
from email.utils import parseaddr
from typing import Any

import segno
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.meetings.models import OPEN_KINDS, Meeting
from dialoog.meetings.registrations.models import HEARING, Admission, Registration, RegistrationState
from dialoog.meetings.registrations.queries import Counts, admission_of, counts, waiting
from dialoog.meetings.registrations.rules.places import free_places, frozen, over
from dialoog.meetings.registrations.rules.registering import takes_registrations
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.web.rendering import long_date, number

# Groups that are smaller are not told apart in public (D13).
SMALLEST_GROUP = 5


def hours(meeting: Meeting) -> str:
    """'van 13.00 tot 17.00 uur'; empty where it is not known."""
    begins, ends = (f"{clock.local(at):%H.%M}" if at else "" for at in (meeting.begins_at, meeting.ends_at))
    if begins and ends:
        return _("van %(begins)s tot %(ends)s uur", begins=begins, ends=ends)
    return _("vanaf %(begins)s uur", begins=begins) if begins else ""


def when(meeting: Meeting) -> str:
    """'dinsdag 3 maart 2026, van 13.00 tot 17.00 uur'."""
    day = long_date(meeting.held_on) if meeting.held_on else _("nog geen datum")
    return ", ".join(part for part in (day, hours(meeting)) if part)


def places_words(left: Counter[Sector | None], waits: int) -> str:
    """How many places are free, in one or two sentences."""
    total, common = left.total(), left[None]
    if not total:
        words = _("Alle plekken zijn bezet.")
        if waits:
            words += " " + _waits(waits)
        return words
    free = ngettext("Er is nog %(num)d plek vrij", "Er zijn nog %(num)d plekken vrij", total)
    if total == common:
        return f"{free}."
    parts = [_("%(n)s voor iedereen", n=number(common))] if common else []
    parts += [
        _("%(n)s voor %(sector)s", n=number(n), sector=str(SECTORS[of]).lower()) for of, n in left.items() if of and n
    ]
    words = f"{free}: {', '.join(parts)}."
    if not common:
        words += " " + _("Voor anderen is er een wachtlijst.")
        words += " " + _waits(waits) if waits else ""
    return words


def _waits(number: int) -> str:
    return ngettext("Er wacht %(num)d persoon.", "Er wachten %(num)d mensen.", number)


def about(session: Session, admission: Admission) -> dict[str, Any]:
    """How registering stands, for everybody. Two queries.

    `open`: whether people can register now; `why_not`: if not, why; `words`: how many places are free.
    """
    left, waits = free_places(session, admission), waiting(session, admission)
    return {
        "open": takes_registrations(admission),
        "full": not left.total(),
        "why_not": _why_not(admission),
        "ask_desk": frozen(admission) and not over(admission),
        "words": places_words(left, waits),
        "places": admission.places,
        "last_day": long_date(last_day(admission)),
        "kept": [(str(SECTORS[part.sector]), part.places) for part in admission.sectors],
        "joined": admission.joined_at is not None,
    }


def last_day(admission: Admission) -> date:
    """The last day on which people arrange their own registration."""
    return admission.freezes_on - timedelta(days=1)


def of_meeting(session: Session, meeting: Meeting) -> dict[str, Any] | None:
    """As `about`, for the public page of a meeting; afterwards `came`: who did. None where there is nothing to tell."""
    admission = admission_of(session, meeting.id) if meeting.kind in OPEN_KINDS else None
    if admission is None or meeting.cancelled_at is not None:
        return None
    if over(admission):
        return {"came": attendance(counts(session, admission))} if admission.closed_at else None
    return about(session, admission)


def attendance(number_of: Counts) -> str:
    """How many came, and of which sectors; groups under five are not told apart (D13). Empty for so few in all."""
    came = {sector: n for (sector, state), n in number_of.items() if state is RegistrationState.PRESENT}
    total = sum(came.values())
    if total < SMALLEST_GROUP:
        return ""
    large = {sector: came[sector] for sector in Sector if came.get(sector, 0) >= SMALLEST_GROUP}
    words = _("Er waren %(n)s mensen.", n=number(total))
    if not large:
        return words
    parts = [f"{str(SECTORS[sector]).lower()} {number(n)}" for sector, n in large.items()]
    if total > sum(large.values()):
        parts.append(_("de andere sectoren samen de rest"))
    return f"{words} " + _("Per sector: %(parts)s.", parts=", ".join(parts))


def _why_not(admission: Admission) -> str:
    if admission.meeting.cancelled_at is not None:
        return _("Deze bijeenkomst gaat niet door.")
    if over(admission):
        return _("Deze bijeenkomst is voorbij.")
    if frozen(admission):
        return _("Aanmelden kan niet meer: de lijst staat vast.")
    if admission.opens_on > clock.today():
        return _("Aanmelden kan vanaf %(day)s.", day=long_date(admission.opens_on))
    return ""


def desk(settings: Settings) -> str:
    """The address of the secretariat, which our mail comes from."""
    return parseaddr(settings.mail_from)[1]


def who(registration: Registration) -> str:
    """The name of somebody, or that it was removed (P3)."""
    return registration.name or _("Naam verwijderd")


def code_picture(registration: Registration, base_url: str, slug: str) -> str:
    """The QR code for the door, as the address of a picture: what staff open when they scan it."""
    address = f"{base_url}/werk/bijeenkomsten/{slug}/inchecken/{registration.code}"
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def shows_code(registration: Registration) -> bool:
    """Whether the code opens a door now."""
    return registration.state is RegistrationState.PLACED and not over(registration.admission)


def ahead_of(registration: Registration) -> bool:
    """Whether somebody comes to, or waits for, a meeting that is still to be held."""
    return registration.state in HEARING and not over(registration.admission)


def told(found: Registration) -> dict[str, str]:
    """Everything we keep of a registration, in plain values."""
    return {
        "bijeenkomst": found.admission.meeting.slug,
        "naam": found.name,
        "organisatie": found.party,
        "sector": found.sector.value,
        "nodig": found.needs,
        "eMail": found.email or "",
        "stand": found.state.value,
        "aangemeldOp": found.asked_at.isoformat(),
        "bevestigdOp": found.confirmed_at.isoformat() if found.confirmed_at else "",
    }
