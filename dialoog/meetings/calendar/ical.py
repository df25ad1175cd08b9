"""Meetings as calendars read them (RFC 5545): invitations, changes and cancellations (RFC 5546), and feeds.

Pure: no database, no web. Times stand on a Dutch clock, with the rules of the Netherlands for summer time beside them,
so that a calendar that knows no zones shows them right; Outlook asks for exactly that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vUri

from dialoog import clock
from dialoog.meetings.calendar.models import Reply
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Part

CONTENT_TYPE = "text/calendar; charset=utf-8"
MAKER = "-//OFL//Dialoog//NL"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
ASKED_AGAIN_AFTER = timedelta(hours=6)
# The rules since 1996; from there on they hold for every year.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
ANSWERS = {None: "NEEDS-ACTION", Reply.YES: "ACCEPTED", Reply.NO: "DECLINED", Reply.MAYBE: "TENTATIVE"}
ROLES = {
    Part.CHAIR: "CHAIR",
    Part.MEMBER: "REQ-PARTICIPANT",
    Part.CONTACT: "REQ-PARTICIPANT",
    Part.STAND_IN: "OPT-PARTICIPANT",
}


@dataclass(frozen=True)
class Entry:
    """What a calendar knows of a meeting. `begins` is a day where no hour is known yet."""

    uid: str
    sequence: int
    title: str
    begins: datetime | date
    ends: datetime | None = None
    place: str = ""
    about: str = ""
    href: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class Organiser:
    """Who invites: the name and the address that our mails come from."""

    name: str
    email: str

    @classmethod
    def of(cls, mail_from: str, name: str = "") -> "Organiser":
        """Whoever our mails come from, by their own name unless another is given."""
        known, email = parseaddr(mail_from)
        return cls(name or known or "Dialoog", email)


@dataclass(frozen=True)
class Guest:
    """Who is invited, as what, and what they said last."""

    name: str
    email: str
    part: Part = Part.MEMBER
    reply: Reply | None = None


def entry_of(meeting: Meeting, base_url: str) -> Entry | None:
    """A meeting as an entry; None while it has no day. Its uid stays the same for good."""
    begins = meeting.begins_at or meeting.held_on
    if begins is None:
        return None
    return Entry(
        uid=f"bijeenkomst-{meeting.id}@{urlsplit(base_url).hostname}",
        sequence=meeting.sequence,
        title=meeting.title,
        begins=begins,
        ends=meeting.ends_at if meeting.begins_at else None,
        place=meeting.place,
        about=meeting.about,
        href=f"{base_url}/bijeenkomsten/{meeting.slug}",
        cancelled=meeting.cancelled_at is not None,
    )


def message(method: str, entry: Entry, organiser: Organiser, guest: Guest, *, stamp: datetime) -> str:
    """An invitation or change (REQUEST; a change has a higher sequence) or a cancellation (CANCEL) for one guest.

    Other guests are not named in it: who sits where is told on our pages, not in everybody's calendar.
    """
    event = _event(entry, stamp)
    event.add("organizer", _address(organiser.name, organiser.email))
    invited = _address(guest.name, guest.email)
    invited.params["CUTYPE"] = "INDIVIDUAL"
    invited.params["ROLE"] = ROLES[guest.part]
    invited.params["PARTSTAT"] = ANSWERS[guest.reply]
    invited.params["RSVP"] = "FALSE" if method == CANCEL else "TRUE"
    event.add("attendee", invited)
    if method == CANCEL:
        event["STATUS"] = "CANCELLED"
    calendar = _calendar(method)
    calendar.add_component(event)
    return _text(calendar)


def feed(name: str, organiser: Organiser, entries: Iterable[Entry], *, stamp: datetime) -> str:
    """A calendar to subscribe to. What was cancelled stays in it as such, so that subscribers see it."""
    calendar = _calendar(PUBLISH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", clock.AMSTERDAM.key)
    calendar.add("refresh-interval", vDuration(ASKED_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASKED_AGAIN_AFTER))
    for entry in entries:
        event = _event(entry, stamp)
        # What is published has an organiser (RFC 5546, 3.2.1), and no guests.
        event.add("organizer", _address(organiser.name, organiser.email))
        calendar.add_component(event)
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(Timezone.from_ical(ZONE))
    return made


def _text(calendar: Calendar) -> str:
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(entry: Entry, stamp: datetime) -> Event:
    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", stamp.replace(microsecond=0))
    made.add("sequence", entry.sequence)
    made.add("summary", entry.title)
    made.add("dtstart", _local(entry.begins))
    if entry.ends is not None:
        made.add("dtend", _local(entry.ends))
    if entry.place:
        made.add("location", entry.place)
    if told := "\n\n".join(part for part in (entry.about, entry.href) if part):
        made.add("description", told)
    if entry.href:
        made.add("url", vUri(entry.href))
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE" if isinstance(entry.begins, datetime) and not entry.cancelled else "TRANSPARENT")
    return made


def _local(moment: datetime | date) -> datetime | date:
    return clock.local(moment).replace(microsecond=0) if isinstance(moment, datetime) else moment


def _address(name: str, email: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{email}")
    # A parameter has no place for quotes and line ends (RFC 5545, 3.2).
    made.params["CN"] = " ".join(name.replace('"', "'").split()) or email
    return made
