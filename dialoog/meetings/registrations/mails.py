"""The mails to who registers; each is made when it is sent, as things stand then."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.db import Json
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import HEARING, OFF, Registration, RegistrationState
from dialoog.meetings.registrations.queries import number_on_list
from dialoog.meetings.registrations.rules import telling
from dialoog.meetings.registrations.rules.places import frozen
from dialoog.meetings.registrations.shown import last_day, when
from dialoog.web.rendering import long_date

PLACED = (RegistrationState.PLACED,)


def confirm(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to confirm; no words of whoever typed this address in (D3a). None when it was done or forgotten."""
    link = session.get(AccessLink, message.params["link"])
    found = telling.of_link(session, link, "confirm") if link is not None else None
    if link is None or found is None or found.state is not RegistrationState.ASKED:
        return None
    context = _about(found, settings)
    context["confirm"] = f"{settings.base_url}/aanmelding/bevestigen/{token(link, settings.secret_key)}"
    subject = _("Bevestig uw aanmelding: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/confirm", context)


def again(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Somebody registered who had done so before."""
    found = _standing(session, message, (*HEARING, RegistrationState.PRESENT))
    if found is None:
        return None
    subject = _("U bent al aangemeld: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/again", _own(session, found, settings))


def place(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """They have a place."""
    found = _standing(session, message, PLACED)
    if found is None:
        return None
    subject = _("U hebt een plek: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/place", _own(session, found, settings))


def waiting(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """They wait, with the number they have now."""
    found = _standing(session, message, (RegistrationState.WAITING,))
    if found is None:
        return None
    context = _own(session, found, settings) | {"number": number_on_list(session, found)}
    subject = _("U staat op de wachtlijst: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/waiting", context)


def moved_up(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """A place came free, and is theirs."""
    found = _standing(session, message, PLACED)
    if found is None:
        return None
    subject = _("Er is een plek voor u: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/moved_up", _own(session, found, settings))


def cancelled(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """They do not come."""
    found = _standing(session, message, OFF)
    if found is None:
        return None
    context = _about(found, settings) | {"late": found.state is RegistrationState.CANCELLED_LATE}
    subject = _("U bent afgemeld: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/cancelled", context)


def reminder(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """It is in a week."""
    found = _standing(session, message, PLACED)
    if found is None or found.admission.meeting.cancelled_at is not None:
        return None
    subject = _("Tot over een week: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/reminder", _own(session, found, settings))


def changed(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Day, time or place are not what they were; nothing where they are so again."""
    found = _standing(session, message, HEARING)
    if found is None or message.params["was"] == telling.known(found.admission.meeting):
        return None
    context = _own(session, found, settings) | {"was": _earlier(message.params["was"])}
    subject = _("Gewijzigd: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/changed", context)


def called_off(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """It will not be held; nothing where that was taken back."""
    found = _standing(session, message, HEARING)
    if found is None or found.admission.meeting.cancelled_at is None:
        return None
    subject = _("Gaat niet door: %(title)s", title=found.admission.meeting.title)
    return MailContent(subject, "registrations/called_off", _about(found, settings))


def _standing(session: Session, message: OutboxMessage, states: Collection[RegistrationState]) -> Registration | None:
    found = session.get(Registration, message.params["registration"])
    return found if found is not None and found.state in states and found.email else None


def _about(found: Registration, settings: Settings) -> dict[str, Any]:
    meeting = found.admission.meeting
    return {
        "meeting": meeting,
        "when": when(meeting),
        "public_page": f"{settings.base_url}/bijeenkomsten/{meeting.slug}",
        "register_page": f"{settings.base_url}/bijeenkomsten/{meeting.slug}/aanmelden",
        "last_day": long_date(last_day(found.admission)),
        "frozen": frozen(found.admission),
    }


def _own(session: Session, found: Registration, settings: Settings) -> dict[str, Any]:
    link = session.get_one(AccessLink, found.link_id)
    return {**_about(found, settings), "own_page": f"{settings.base_url}/aanmelding/{token(link, settings.secret_key)}"}


def _earlier(was: Json) -> dict[str, str]:
    """When and where it was to be."""

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(was[name]) if was[name] else None

    day = date.fromisoformat(was["held_on"]) if was["held_on"] else None
    earlier = Meeting(held_on=day, begins_at=moment("begins_at"), ends_at=moment("ends_at"))
    return {"when": when(earlier), "place": was["place"]}


RENDERERS: dict[str, Renderer] = {
    telling.CONFIRM_MAIL: confirm,
    telling.AGAIN_MAIL: again,
    telling.PLACE_MAIL: place,
    telling.WAITING_MAIL: waiting,
    telling.MOVED_UP_MAIL: moved_up,
    telling.CANCELLED_MAIL: cancelled,
    telling.REMINDER_MAIL: reminder,
    telling.CHANGED_MAIL: changed,
    telling.CALLED_OFF_MAIL: called_off,
}
