"""Meetings for everybody: when they were, what came in there, and how far the answers are."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog import clock
from dialoog.dossiers.meeting_table import table_of
from dialoog.dossiers.queries import Count, Heard, counts_per_meeting, counts_per_topic, heard_at
from dialoog.meetings.access import table_named
from dialoog.meetings.agenda.queries import earlier
from dialoog.meetings.calendar.shown import moment_of
from dialoog.meetings.labels import KINDS, LEVELS, LEVELS_EXPLAINED
from dialoog.meetings.models import Level, Meeting
from dialoog.meetings.queries import by_slug, newest
from dialoog.meetings.registrations.shown import of_meeting
from dialoog.permissions import Permission, may
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import DEFAULT_SIZE, asked_page
from dialoog.web.rendering import calm, number

LIST = "/bijeenkomsten"


@needs(Permission.PUBLIC_READ)
def meetings() -> str:
    """Every meeting with how its points stand, the last one first."""
    after, size = asked_page()
    page = newest(session(), after=after, size=size)
    counts = counts_per_meeting(session(), [meeting.id for meeting in page.rows])
    shown = {"aantal": size} if size != DEFAULT_SIZE else {}
    return render_template(
        "dossiers/meetings.html",
        rows=[_row(meeting, counts[meeting.id]) for meeting in page.rows],
        total=page.total,
        next_href=f"{LIST}?{urlencode({**shown, 'na': page.next_key})}" if page.next_key else None,
        first_href=(f"{LIST}?{urlencode(shown)}" if shown else LIST) if after is not None else None,
    )


@needs(Permission.PUBLIC_READ)
def meeting(slug: str) -> str:
    """One meeting: what it was, its topics, and its count (M6)."""
    found = by_slug(session(), slug)
    before = next(iter(earlier(session(), found, 1)), None)
    counts = counts_per_meeting(session(), [one.id for one in (found, before) if one])
    count = counts[found.id]
    closed = found.level is Level.CLOSED
    return render_template(
        "dossiers/meeting.html",
        meeting=found,
        kind=str(KINDS[found.kind]),
        when=moment_of(found),
        ahead=found.held_on is None or found.held_on > clock.today(),
        body=table_named(session(), found),
        level=None if found.level is Level.PUBLIC else (LEVELS[found.level], LEVELS_EXPLAINED[found.level]),
        closed=closed,
        count=count,
        figures=_figures(found, count),
        registering=of_meeting(session(), found),
        differs=None if closed else _differs(heard_at(session(), found.id)),
        # What was said at a closed meeting shows in its topics too.
        topics=[] if closed else _topics(found, counts_per_topic(session(), found.id)),
        list_href=None if closed or not count.points else f"/inbreng?bijeenkomst={found.slug}",
        table=table_of(session(), found, actor(), before, counts),
        edit_href=f"/werk{LIST}/{found.slug}" if may(actor(), Permission.MEETING_EDIT) else None,
    )


def _row(found: Meeting, count: Count) -> dict[str, Any]:
    return {
        "text": found.title,
        "plain": True,
        "href": f"{LIST}/{found.slug}",
        "late": _("%(n)s te laat", n=number(count.late)) if count.late else None,
        "meta": [part for part in (_when(found), str(KINDS[found.kind]), found.place, *_stand(count)) if part],
    }


def _when(found: Meeting) -> str:
    return _("afgelast: %(when)s", when=moment_of(found)) if found.cancelled_at else moment_of(found)


def _stand(count: Count) -> list[str]:
    if not count.points:
        return [_("nog geen punten")]
    parts = [ngettext("%(num)d punt", "%(num)d punten", count.points)]
    parts.append(_("%(n)s beantwoord", n=number(count.answered)))
    if count.open:
        parts.append(_("%(n)s open", n=number(count.open)))
    return parts


def _figures(found: Meeting, count: Count) -> list[dict[str, Any]]:
    """Heard = answered + open + withdrawn, and how much of it is late."""
    late_href = f"/inbreng?bijeenkomst={found.slug}&te_laat=1" if found.level is not Level.CLOSED else None
    figures: list[dict[str, Any]] = [
        {"number": number(count.points), "text": _("punten gehoord, elk met een nummer")},
        {"number": number(count.answered), "text": _("beantwoord")},
        {"number": number(count.open), "text": _("nog open")},
        {"number": number(count.withdrawn), "text": _("ingetrokken")},
    ]
    if count.late:
        text = _("van de open punten te laat")
        figures.append({"number": number(count.late), "text": text, "late": True, "href": late_href})
    return figures


def _differs(heard: Heard) -> Heard | None:
    return None if heard.heard == heard.registered else heard


def _topics(found: Meeting, counts: dict[int, Count]) -> list[dict[str, Any]]:
    rows = []
    for topic in found.topics:
        count = counts.get(topic.id, Count())
        rows.append(
            {
                "text": f"{topic.number}. {calm(topic.title)}",
                "plain": True,
                "href": f"/inbreng?bijeenkomst={found.slug}&onderwerp={topic.number}",
                "late": _("%(n)s te laat", n=number(count.late)) if count.late else None,
                "meta": [part for part in (topic.reference, *_stand(count)) if part],
            }
        )
    return rows
