"""Tables for everybody: what each is for, who sits there, and what it does (T1, T2, T3)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from dialoog import clock
from dialoog.meetings.labels import LEVELS
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.queries import themes
from dialoog.permissions import Permission, may
from dialoog.tables import queries
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning.queries import current_cycle, goals_of
from dialoog.tables.planning.shown import phases_of
from dialoog.tables.shown import (
    aspects_of,
    continuity,
    draw_rows,
    every_group,
    is_used,
    occupied,
    period,
    seat_rows,
    warned,
)
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page
from dialoog.web.rendering import long_date

LIST = "/tafels"
MOST_MEETINGS = 40


@needs(Permission.PUBLIC_READ)
def tables() -> str:
    """Every table, the last to begin first."""
    after, size = asked_page()
    page = queries.newest(session(), after=after, size=size)
    filled = queries.filled(session(), [table.id for table in page.rows])
    return render_template(
        "tables/list.html",
        rows=[_row(table, filled.get(table.id, 0)) for table in page.rows],
        total=page.total,
        next_href=address(LIST, na=page.next_key) if page.next_key else None,
        first_href=address(LIST) if after is not None else None,
    )


@needs(Permission.PUBLIC_READ)
def table(slug: str) -> str:
    """One table."""
    found = queries.by_slug(session(), slug)
    seats = queries.seats_of(session(), found)
    used, sitting = [seat for seat in seats if is_used(seat)], queries.sitting(seats)
    wishes, seated = queries.wishes_of(session(), found), queries.seated(sitting)
    every = every_group(themes(session()))
    meetings = queries.meetings_of(session(), found, most=MOST_MEETINGS)
    goals, cycle = goals_of(session(), found), current_cycle(session(), found)
    return render_template(
        "tables/table.html",
        table=found,
        period=period(found),
        occupied=occupied(found, len(sitting)),
        continuity=continuity(sitting),
        seats=seat_rows(used),
        free=len(seats) - len(used),
        warnings=warned(wishes, seated),
        aspects=aspects_of(wishes, seated, every),
        draws=draw_rows(queries.draws_of(session(), found)),
        coming=[_meeting(meeting) for meeting in reversed(meetings) if _ahead(meeting)],
        earlier=[_meeting(meeting) for meeting in meetings if not _ahead(meeting)],
        goal=goals[0] if goals else None,
        phases=phases_of(cycle) if cycle else None,
        this_year=_this_year(found, meetings),
        edit_href=f"/werk/tafels/{found.slug}" if may(actor(), Permission.TABLE_EDIT) else None,
    )


def _row(table: DialogueTable, filled: int) -> dict[str, Any]:
    theme = table.theme.name if table.theme else None
    return {
        "text": table.name,
        "plain": True,
        "href": f"{LIST}/{table.slug}",
        "meta": [part for part in (theme, period(table), occupied(table, filled)) if part],
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    told = [
        long_date(meeting.held_on) if meeting.held_on else _("nog geen datum"),
        meeting.place,
        None if meeting.level is Level.PUBLIC else str(LEVELS[meeting.level]),
        _("gaat niet door") if meeting.cancelled_at else None,
    ]
    return {
        "text": meeting.title,
        "plain": True,
        "href": f"/bijeenkomsten/{meeting.slug}",
        "meta": [part for part in told if part],
    }


def _ahead(meeting: Meeting) -> bool:
    return meeting.held_on is None or meeting.held_on >= clock.today()


def _this_year(table: DialogueTable, meetings: Sequence[Meeting]) -> str:
    """How often it meets this year, beside what was agreed (R79)."""
    years = Counter(meeting.held_on.year for meeting in meetings if meeting.held_on and not meeting.cancelled_at)
    year = clock.today().year
    return _(
        "In %(year)s: %(count)s van de %(agreed)s afgesproken bijeenkomsten staan vast.",
        year=year,
        count=years[year],
        agreed=table.meetings_a_year,
    )
