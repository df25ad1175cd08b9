"""The secretariat's pages of meetings.

| address | view |
|---|---|
| `/werk/bijeenkomsten` | meetings |
| `/werk/bijeenkomsten/nieuw` | new |
| `/werk/bijeenkomsten/<slug>` | edit |
| `/werk/bijeenkomsten/<slug>/bestanden/<key>` | download |
"""

import io
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, send_file
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import Conflict
from dialoog.meetings.access import table_named
from dialoog.meetings.calendar.shown import moment_of
from dialoog.meetings.forms import MeetingForm, differing
from dialoog.meetings.labels import KINDS, LEVELS
from dialoog.meetings.models import OPEN_KINDS, Level, Meeting, MeetingDocument
from dialoog.meetings.queries import broad_in, by_slug, document, documents_of, newest
from dialoog.meetings.rules import as_seen, call_meeting, change_meeting
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, files, session
from dialoog.web.paging import DEFAULT_SIZE, asked_page
from dialoog.web.rendering import long_date, short_date

blueprint = Blueprint("meetings", __name__)
LIST = "/werk/bijeenkomsten"


@blueprint.get(LIST)
@needs(Permission.MEETING_EDIT)
def meetings() -> str:
    """Every meeting, the last day first."""
    after, size = asked_page()
    page = newest(session(), after=after, size=size)
    shown = {"aantal": size} if size != DEFAULT_SIZE else {}
    year = clock.today().year
    return render_template(
        "meetings/list.html",
        broad=ngettext(
            "In %(year)s is er %(num)d brede bijeenkomst. Het zijn er twee per jaar.",
            "In %(year)s zijn er %(num)d brede bijeenkomsten. Het zijn er twee per jaar.",
            broad_in(session(), year),
            year=year,
        ),
        rows=[_row(meeting) for meeting in page.rows],
        next_href=f"{LIST}?{urlencode({**shown, 'na': page.next_key})}" if page.next_key else None,
        first_href=f"{LIST}?{urlencode(shown)}".rstrip("?") if after is not None else None,
    )


@blueprint.route(f"{LIST}/nieuw", methods=["GET", "POST"])
@needs(Permission.MEETING_EDIT)
def new() -> str | Response | tuple[str, int]:
    """Make a meeting."""
    form = MeetingForm(level=Level.PUBLIC.value)
    if form.validate_on_submit():
        with form.refusals():
            made = call_meeting(session(), form.details(), actor=actor())
            session().commit()
            flash(_("De bijeenkomst staat erin. U kunt er nu een verslag bij zetten."), "ok")
            return redirect(f"{LIST}/{made.slug}")
    return render_template("meetings/new.html", form=form), form.status


@blueprint.route(f"{LIST}/<slug>", methods=["GET", "POST"])
@needs(Permission.MEETING_EDIT)
def edit(slug: str) -> str | Response | tuple[str, int]:
    """What is said of a meeting, and what is kept with it."""
    meeting = by_slug(session(), slug)
    level = meeting.level
    form, theirs = MeetingForm.of(meeting), None
    if form.validate_on_submit():
        try:
            with form.refusals():
                change_meeting(session(), meeting, form.details(), seen=form.seen.data or None, actor=actor())
                session().commit()
                flash(_("Uw wijzigingen zijn bewaard."), "ok")
                return redirect(f"{LIST}/{meeting.slug}")
        except Conflict as conflict:
            theirs = {"message": conflict.message, "rows": differing(meeting, form)}
            form.seen.data = as_seen(meeting)
    documents = [_file(meeting, kept) for kept in documents_of(session(), meeting)]
    page = render_template(
        "meetings/edit.html",
        form=form,
        meeting=meeting,
        when=moment_of(meeting),
        body=table_named(session(), meeting),
        level=LEVELS[level],
        topics=meeting.topics,
        documents=documents,
        open_kind=meeting.kind in OPEN_KINDS,
        theirs=theirs,
    )
    return page, 409 if theirs else form.status


@blueprint.get(f"{LIST}/<slug>/bestanden/<int:key>")
@needs(Permission.MEETING_EDIT)
def download(slug: str, key: int) -> Response:
    """A kept file as it was given, for the secretariat only: it may hold names that are blacked out elsewhere (D1)."""
    meeting = by_slug(session(), slug)
    kept = document(session(), meeting, key)
    content = files().read(kept.sha256)
    audit.note_read(
        actor=actor(), action="document.read", subject_kind="bijeenkomst", subject_key=slug, detail={"document": key}
    )
    answer = send_file(io.BytesIO(content), kept.media_type, as_attachment=True, download_name=kept.file_name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _row(meeting: Meeting) -> dict[str, object]:
    when = long_date(meeting.held_on) if meeting.held_on else _("nog geen datum")
    level = None if meeting.level is Level.PUBLIC else str(LEVELS[meeting.level])
    off = _("gaat niet door") if meeting.cancelled_at else None
    return {
        "text": meeting.title,
        "plain": True,
        "href": f"{LIST}/{meeting.slug}",
        "meta": [part for part in (off, when, str(KINDS[meeting.kind]), meeting.place, level) if part],
    }


def _file(meeting: Meeting, kept: MeetingDocument) -> dict[str, object]:
    return {
        "text": kept.file_name,
        "href": f"{LIST}/{meeting.slug}/bestanden/{kept.id}",
        "when": short_date(kept.added_at),
        "size": max(1, round(kept.size / 1024)),
    }
