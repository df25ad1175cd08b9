"""Calendars to subscribe to (T6): of all meetings, and somebody's own behind a secret address."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _

from dialoog import clock
from dialoog.meetings.calendar import ical, keys, queries
from dialoog.meetings.models import Meeting
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import session, settings


def feed(name: str, meetings: Sequence[Meeting]) -> Response:
    """These meetings as a calendar."""
    entries = [entry for one in meetings if (entry := ical.entry_of(one, settings().base_url))]
    organiser = ical.Organiser.of(settings().mail_from)
    return Response(ical.feed(name, organiser, entries, stamp=clock.now()), content_type=ical.CONTENT_TYPE)


@needs(Permission.PUBLIC_READ)
def public() -> Response:
    """Every meeting, from a year ago on."""
    return feed(_("Dialoog: bijeenkomsten"), queries.public(session()))


@needs(Permission.MEETING_REPLY)
def own(secret: str) -> Response:
    """The meetings of whoever has this secret address."""
    person = keys.owner(session(), secret, settings().secret_key)
    answer = feed(_("Dialoog: mijn bijeenkomsten"), queries.of_person(session(), person.id))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
