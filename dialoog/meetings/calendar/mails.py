"""The mails that bring a meeting into a calendar, change it there and take it out; each is made when it is sent."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.config import Settings
from dialoog.mail.content import Attachment, MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.calendar import ical
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.meetings.calendar.rules import CANCELLED, CHANGED, INVITED, MAIL
from dialoog.meetings.calendar.shown import moment_of
from dialoog.meetings.models import Meeting
from dialoog.web.rendering import long_date

FILES = {ical.REQUEST: "uitnodiging.ics", ical.CANCEL: "afgelast.ics"}
PATH = "/bijeenkomst/aanwezig"


def calendar(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """An invitation, a change or a cancellation; None once there is something newer to say, or nothing at all."""
    found = session.get(MeetingInvitation, message.params["invitation"])
    if found is None or found.sequence > message.params["sequence"] or not found.person.active:
        return None
    meeting, what = found.meeting, message.params["what"]
    if meeting.begins_at is None or (what != CANCELLED and meeting.begins_at <= clock.now()):
        return None
    subject = _SUBJECTS[what](meeting)
    return MailContent(
        subject,
        "meetings/calendar",
        {"happened": subject, **_context(found, message, settings)},
        attachments=_parts(found, what, settings),
    )


_SUBJECTS = {
    INVITED: lambda meeting: _("Uitnodiging: %(title)s, %(day)s", title=meeting.title, day=_day(meeting)),
    CHANGED: lambda meeting: _("Gewijzigd: %(title)s, %(day)s", title=meeting.title, day=_day(meeting)),
    CANCELLED: lambda meeting: _not_for_you(meeting),
}


def _not_for_you(meeting: Meeting) -> str:
    told = {"title": meeting.title, "day": _day(meeting)}
    if meeting.cancelled_at is not None:
        return _("Afgelast: %(title)s, %(day)s", **told)
    return _("U bent niet meer uitgenodigd: %(title)s, %(day)s", **told)


def _day(meeting: Meeting) -> str:
    return long_date(meeting.begins_at) if meeting.begins_at else ""


def _context(found: MeetingInvitation, message: OutboxMessage, settings: Settings) -> dict[str, object]:
    meeting, was = found.meeting, message.params["was"]
    asks = message.params["what"] != CANCELLED and found.link is not None
    link = f"{settings.base_url}{PATH}/{token(found.link, settings.secret_key)}" if asks and found.link else None
    return {
        "meeting": meeting,
        "when": moment_of(meeting),
        "was": long_date(clock.local(datetime.fromisoformat(was))) if was else None,
        "changed": message.params["what"] == CHANGED,
        "cancelled": message.params["what"] == CANCELLED,
        "called_off": meeting.cancelled_at is not None,
        "asked": found.reply is None,
        "reply": link,
        "meeting_page": f"{settings.base_url}/bijeenkomsten/{meeting.slug}",
    }


def _parts(found: MeetingInvitation, what: str, settings: Settings) -> list[Attachment]:
    """The same for every kind of calendar: beside the text, as Outlook and Google read it, and as a file to open."""
    entry = ical.entry_of(found.meeting, settings.base_url)
    if entry is None:
        return []
    method = ical.CANCEL if what == CANCELLED else ical.REQUEST
    organiser = ical.Organiser.of(settings.mail_from, found.meeting.organiser)
    guest = ical.Guest(found.person.name, found.person.email, found.part, found.reply)
    text = ical.message(method, entry, organiser, guest, stamp=clock.now())
    return [
        Attachment("", text, "text/calendar", {"method": method}, alternative=True),
        Attachment(FILES[method], text, "application/ics"),
    ]


RENDERERS: dict[str, Renderer] = {MAIL: calendar}
