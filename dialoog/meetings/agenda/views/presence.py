"""Who was there, and how often members come (R84): by name, for secretariat and chair alone."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.errors import RuleViolation
from dialoog.meetings.agenda import keeping, queries
from dialoog.meetings.agenda.forms import OneButton
from dialoog.meetings.agenda.models import PresenceKind
from dialoog.meetings.agenda.shown import attendance_over_time, presence_rows
from dialoog.meetings.agenda.views.of_meeting import STAFF, run_by_actor
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | Response | tuple[str, int]
FIELD, WAS = "lid-", "was-"


@needs(Permission.MEETING_RUN)
def presence(slug: str) -> Page:
    """Each member of the day, and the meetings before."""
    meeting = run_by_actor(slug)
    form = OneButton()
    if form.validate_on_submit():
        with form.refusals():
            keeping.note_presence(session(), meeting, _said(), actor=actor())
            session().commit()
            flash(_("De aanwezigheid is bewaard."), "ok")
            return redirect(f"{STAFF}/{slug}/aanwezig")
    seated = queries.seated(session(), meeting)
    before = queries.earlier(session(), meeting)
    noted = queries.presence(session(), [meeting.id, *(one.id for one in before)])
    page = render_template(
        "meetings/agenda/presence.html",
        form=form,
        meeting=meeting,
        rows=presence_rows(meeting, seated, noted),
        over_time=attendance_over_time([meeting, *before], seated, noted),
    )
    return page, form.status


def _said() -> dict[int, PresenceKind | None]:
    """What was changed on the page, by membership. Raises RuleViolation for what no page of ours sends."""
    said: dict[int, PresenceKind | None] = {}
    try:
        for name, value in request.form.items():
            key = name.removeprefix(FIELD)
            if name.startswith(FIELD) and value != request.form.get(f"{WAS}{key}"):
                if len(key) > 9:
                    raise ValueError(key)
                said[int(key)] = PresenceKind(value) if value else None
    except ValueError as error:
        raise RuleViolation(_("Dit formulier klopt niet. Laad de pagina opnieuw.")) from error
    return said
