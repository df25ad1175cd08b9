"""Writing minutes, with what was brought in beside them; two people at the same time lose nothing (T7)."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.dossiers.minutes import rules, shown
from dialoog.dossiers.minutes.drafting import first_text
from dialoog.dossiers.minutes.forms import BeginForm, MinutesForm, small_number
from dialoog.dossiers.minutes.models import Minutes
from dialoog.dossiers.minutes.queries import minutes_of, open_comments_of, points_at_hand, revision, revisions
from dialoog.dossiers.minutes.rules import WRITABLE, MinutesConflict
from dialoog.errors import RuleViolation
from dialoog.meetings.access import body_of
from dialoog.meetings.agenda.queries import attendance, decisions, earlier, items
from dialoog.meetings.agenda.shown import attended
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | Response | tuple[str, int]
NEWEST = 5


@needs(Permission.MEETING_RUN)
def editor(slug: str) -> Page:
    """The text, to begin, to write on, or to read once it is adopted."""
    meeting = by_slug(session(), slug)
    require(actor(), Permission.MEETING_RUN, body=body_of(meeting))
    minutes = minutes_of(session(), meeting)
    if minutes is None:
        return _begin(meeting)
    form = MinutesForm()
    if request.method == "POST":
        return _save(minutes, form)
    _fill(minutes, form)
    return _page(minutes, form)


def _begin(meeting: Meeting) -> Page:
    form = BeginForm()
    if form.validate_on_submit():
        with form.refusals():
            listed, decided = items(session(), meeting), decisions(session(), meeting)
            text = first_text(listed, decided, feedback=bool(earlier(session(), meeting, 1)))
            rules.start(session(), meeting, text, actor=actor())
            session().commit()
            return redirect(f"/werk/bijeenkomsten/{meeting.slug}/notulen")
    page = render_template(
        "dossiers/minutes/begin.html",
        form=form,
        meeting=meeting,
        attended=attended(attendance(session(), meeting)),
        points=len(points_at_hand(session(), meeting, actor())),
        items=len(items(session(), meeting)),
    )
    return page, form.status


def _fill(minutes: Minutes, form: MinutesForm) -> None:
    """The newest text, or an older one to go on from; whoever saves it makes a new version."""
    older = request.args.get("vanaf", type=int)
    current = revision(session(), minutes, minutes.revision)
    form.text.data = current.text if older is None else revision(session(), minutes, older).text
    form.based_on.data = str(current.n)


def _save(minutes: Minutes, form: MinutesForm) -> Page:
    if not form.validate():
        return _page(minutes, form), 400
    try:
        based_on = small_number(form.based_on.data)
        saved = rules.save(session(), minutes, form.text.data, based_on=based_on, actor=actor())
    except MinutesConflict as conflict:
        return _conflict(minutes, form, conflict)
    except RuleViolation as refusal:
        session().rollback()
        form.refuse(refusal)
        return _page(minutes, form), 400
    slug = minutes.meeting.slug
    session().commit()
    if saved.merged:
        flash(_("Iemand anders bewaarde intussen ook. Beide teksten zijn samengevoegd. Lees ze na."), "warning")
    else:
        flash(_("De notulen zijn bewaard als versie %(n)s.", n=saved.revision.n), "ok")
    return redirect(f"/werk/bijeenkomsten/{slug}/notulen")


def _conflict(minutes: Minutes, form: MinutesForm, conflict: MinutesConflict) -> Page:
    """Both texts in the editor, and beside each other; saving then counts as merged."""
    theirs, mine = conflict.theirs, conflict.mine
    session().rollback()
    form.text.data, form.based_on.data = conflict.merged.text, str(theirs.n)
    told = {
        "who": theirs.by.name if theirs.by else _("Iemand anders"),
        "message": conflict.message,
        "theirs": theirs.text,
        "mine": mine,
        "changes": shown.differences(theirs.text, mine),
    }
    return _page(minutes, form, told), 409


def _page(minutes: Minutes, form: MinutesForm, conflict: dict[str, Any] | None = None) -> str:
    meeting = minutes.meeting
    return render_template(
        "dossiers/minutes/editor.html",
        form=form,
        meeting=meeting,
        minutes=minutes,
        conflict=conflict,
        writable=minutes.state in WRITABLE,
        points=shown.points(points_at_hand(session(), meeting, actor()), actor()),
        text=shown.text_of(form.text.data or ""),
        comments=open_comments_of(session(), minutes),
        versions=shown.versions(
            revisions(session(), minutes)[:NEWEST], f"/bijeenkomsten/{meeting.slug}/notulen/versies"
        ),
    )
