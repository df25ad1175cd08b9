"""Meetings as calendars read them: read back by a parser, and against what RFC 5545 and 5546 ask (T6)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar, Event

from dialoog.meetings.calendar import ical
from dialoog.meetings.calendar.ical import CANCEL, REQUEST, Entry, Guest, Organiser
from dialoog.meetings.calendar.models import Reply
from dialoog.organisations.models import Part

STAMP = datetime(2027, 1, 4, 9, 0, 0, 123000, tzinfo=UTC)
ORGANISER = Organiser("OFL, secretariaat", "post@dialoog.example.org")
GUEST = Guest("Jip Vos", "jip@voorbeeld.nl")
# Without what no line of text can hold; our forms take it out (web.forms.clean).
WORDS = some.text(some.characters(exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), max_size=200)


def entry(**given: object) -> Entry:
    known: dict[str, object] = {
        "uid": "bijeenkomst-7@dialoog.example.org",
        "sequence": 0,
        "title": "Tafeloverleg",
        "begins": datetime(2027, 3, 9, 12, 0, tzinfo=UTC),
        "ends": datetime(2027, 3, 9, 15, 0, tzinfo=UTC),
        **given,
    }
    return Entry(**known)  # type: ignore[arg-type]


def read(text: str) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def invitation(method: str = REQUEST, guest: Guest = GUEST, **given: object) -> str:
    return ical.message(method, entry(**given), ORGANISER, guest, stamp=STAMP)


def test_t6_an_invitation_has_all_that_rfc_5546_asks_of_a_request() -> None:
    calendar, event = read(invitation(place="Utrecht, zaal 3", href="https://dialoog.example.org/bijeenkomsten/x"))
    assert (calendar["METHOD"], calendar["VERSION"], calendar["PRODID"]) == ("REQUEST", "2.0", ical.MAKER)
    assert event["UID"] == "bijeenkomst-7@dialoog.example.org"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event.decoded("DTSTAMP") == STAMP.replace(microsecond=0)
    assert event["ORGANIZER"] == "mailto:post@dialoog.example.org"
    assert event["ORGANIZER"].params["CN"] == "OFL, secretariaat"
    attendee = event["ATTENDEE"]
    assert attendee == "mailto:jip@voorbeeld.nl"
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")
    assert (event["LOCATION"], event["SUMMARY"]) == ("Utrecht, zaal 3", "Tafeloverleg")


def test_t6_a_cancellation_has_the_same_uid_a_higher_sequence_and_says_so_twice() -> None:
    _calendar, first = read(invitation())
    calendar, last = read(invitation(CANCEL, sequence=2, cancelled=True))
    assert (calendar["METHOD"], last["STATUS"]) == ("CANCEL", "CANCELLED")
    assert last["UID"] == first["UID"]
    assert last["SEQUENCE"] > first["SEQUENCE"]
    assert last["ATTENDEE"].params["RSVP"] == "FALSE"


def test_who_is_not_invited_any_more_gets_a_cancellation_of_a_meeting_that_goes_on() -> None:
    calendar, event = read(invitation(CANCEL, sequence=1))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize(
    ("reply", "told"),
    [(None, "NEEDS-ACTION"), (Reply.YES, "ACCEPTED"), (Reply.NO, "DECLINED"), (Reply.MAYBE, "TENTATIVE")],
)
def test_what_somebody_said_stands_in_a_later_message(reply: Reply | None, told: str) -> None:
    _calendar, event = read(invitation(guest=Guest("Jip", "jip@voorbeeld.nl", Part.CHAIR, reply)))
    assert (event["ATTENDEE"].params["PARTSTAT"], event["ATTENDEE"].params["ROLE"]) == (told, "CHAIR")


@pytest.mark.parametrize(
    ("begins", "shown", "offset"),
    [
        (datetime(2027, 3, 26, 12, 0, tzinfo=UTC), "20270326T130000", 1),
        (datetime(2027, 3, 29, 11, 0, tzinfo=UTC), "20270329T130000", 2),
        (datetime(2027, 10, 29, 11, 0, tzinfo=UTC), "20271029T130000", 2),
        (datetime(2027, 11, 1, 12, 0, tzinfo=UTC), "20271101T130000", 1),
    ],
)
def test_t6_summer_time_is_right(begins: datetime, shown: str, offset: int) -> None:
    text = invitation(begins=begins, ends=begins + timedelta(hours=2))
    assert f"DTSTART;TZID=Europe/Amsterdam:{shown}\r\n" in text
    moment = read(text)[1].decoded("DTSTART")
    assert moment.astimezone(UTC) == begins
    assert moment.utcoffset() == timedelta(hours=offset)


def test_the_zone_that_goes_along_is_that_of_the_netherlands_in_every_year() -> None:
    [zone] = Calendar.from_ical(invitation()).walk("VTIMEZONE")
    told, known = zone.to_tz(lookup_tzid=False), ZoneInfo("Europe/Amsterdam")
    hour = datetime(2025, 1, 1)  # noqa: DTZ001 - on every clock
    while hour.year < 2036:
        assert hour.replace(tzinfo=told).utcoffset() == hour.replace(tzinfo=known).utcoffset(), hour
        hour += timedelta(hours=61)


@given(title=WORDS, place=WORDS, about=WORDS, name=WORDS, minutes=some.integers(0, 60 * 24 * 365 * 10))
def test_t6_whatever_is_in_it_comes_back_as_it_was(title: str, place: str, about: str, name: str, minutes: int) -> None:
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    guest = Guest(name, "jip@voorbeeld.nl")
    text = invitation(guest=guest, title=title, place=place, about=about, begins=begins, ends=begins)
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    calendar, event = read(text)
    assert (event["SUMMARY"], event.get("LOCATION", ""), event.get("DESCRIPTION", "")) == (title, place, about)
    assert event.decoded("DTSTART").astimezone(UTC) == begins
    assert len(event["ATTENDEE"].params["CN"]) > 0
    assert Calendar.from_ical(calendar.to_ical()).to_ical() == text.encode()


def test_nothing_typed_adds_a_line_of_its_own() -> None:
    nasty = "Overleg\r\nATTENDEE:mailto:ander@voorbeeld.nl\nX"
    _calendar, event = read(invitation(title=nasty, place=nasty, about=nasty, guest=Guest(nasty, "jip@voorbeeld.nl")))
    assert event["ATTENDEE"] == "mailto:jip@voorbeeld.nl"


def test_t6_a_feed_holds_days_without_an_hour_and_what_was_cancelled() -> None:
    day = entry(uid="a@x", begins=date(2027, 1, 5), ends=None)
    gone = entry(uid="b@x", sequence=3, cancelled=True)
    calendar = Calendar.from_ical(ical.feed("Dialoog", ORGANISER, [day, gone], stamp=STAMP))
    first, second = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Dialoog")
    assert first.decoded("DTSTART") == date(2027, 1, 5)
    assert (second["STATUS"], second["SEQUENCE"]) == ("CANCELLED", 3)
    assert (first["ORGANIZER"], "ATTENDEE" in first) == ("mailto:post@dialoog.example.org", False)


def test_an_empty_feed_is_a_calendar_too() -> None:
    assert Calendar.from_ical(ical.feed("Dialoog", ORGANISER, [], stamp=STAMP)).walk("VEVENT") == []
