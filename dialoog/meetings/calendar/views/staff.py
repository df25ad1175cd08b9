"""The secretariat's pages of a meeting in time: who is invited and comes, moving it, calling it off (T6)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.forms import ConfirmForm
from dialoog.errors import Conflict
from dialoog.meetings.calendar import queries, rules
from dialoog.meetings.calendar.forms import MoveForm, seen
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.calendar.shown import PARTS, REPLIES, SHAPES, moment_of
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import short_date

Page = str | tuple[str, int] | Response


@needs(Permission.MEETING_EDIT)
def invitations(slug: str) -> Page:
    """Who is invited and whether they come; POST invites who sits in the body and is not yet."""
    meeting = by_slug(session(), slug)
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            count = rules.invite(session(), meeting, actor=actor())
            session().commit()
            one, more = "%(num)d persoon krijgt een uitnodiging.", "%(num)d mensen krijgen een uitnodiging."
            flash(ngettext(one, more, count) if count else _("Iedereen was al uitgenodigd."), "ok")
            return redirect(_back(meeting))
    invited = rules.standing(session(), meeting)
    audit.note_read(
        actor=actor(), action="meeting.invitations-read", subject_kind=rules.SUBJECT, subject_key=meeting.slug
    )
    page = render_template(
        "meetings/calendar/invitations.html",
        form=form,
        meeting=meeting,
        when=moment_of(meeting),
        invited=[_row(one) for one in sorted(invited, key=lambda one: one.person.name.casefold())],
        figures=_figures(invited),
        ahead=meeting.begins_at is not None and meeting.begins_at > clock.now() and meeting.cancelled_at is None,
        has_body=meeting.body_id is not None,
    )
    return page, form.status


def _row(one: MeetingInvitation) -> dict[str, Any]:
    return {
        "name": one.person.name,
        "part": PARTS[one.part],
        "shape": SHAPES[one.reply],
        "reply": REPLIES[one.reply] if one.reply else _("nog niet geantwoord"),
        "when": short_date(one.replied_at) if one.replied_at else "",
    }


def _figures(invited: list[MeetingInvitation]) -> list[dict[str, Any]]:
    counts = queries.counted(invited)
    words = {
        Reply.YES: _("ja"),
        Reply.NO: _("nee"),
        Reply.MAYBE: _("misschien"),
        None: _("geen antwoord"),
    }
    return [{"number": str(counts[reply]), "text": text} for reply, text in words.items()]


@needs(Permission.MEETING_EDIT)
def move(slug: str) -> Page:
    """Another time or place. Who comes second sees what the first changed, with what they typed kept."""
    meeting = by_slug(session(), slug)
    form = MoveForm() if request.method == "POST" else MoveForm.of(meeting)
    theirs = None
    if form.validate_on_submit():
        try:
            with form.refusals():
                told = rules.move(session(), meeting, form.when(), sequence=seen(form.sequence.data), actor=actor())
                session().commit()
                flash(_told(_("De bijeenkomst is verzet."), told), "ok")
                return redirect(_back(meeting))
        except Conflict as conflict:
            session().rollback()
            form.form_errors.append(conflict.message)
            form.sequence.data = str(meeting.sequence)
            theirs = ", ".join(filter(None, (moment_of(meeting), meeting.place)))
    page = render_template("meetings/calendar/move.html", form=form, meeting=meeting, theirs=theirs)
    return page, 409 if theirs else form.status


@needs(Permission.MEETING_EDIT)
def cancel(slug: str) -> Page:
    """Ask, and then call it off."""
    meeting = by_slug(session(), slug)
    rules.check_ahead(meeting)
    form = ConfirmForm()
    if form.validate_on_submit():
        told = rules.cancel(session(), meeting, sequence=seen(request.form.get("sequence")), actor=actor())
        session().commit()
        flash(_told(_("De bijeenkomst is afgelast."), told), "ok")
        return redirect(_back(meeting))
    invited = rules.standing(session(), meeting)
    return render_template(
        "meetings/calendar/cancel.html", meeting=meeting, when=moment_of(meeting), count=len(invited)
    )


def _told(what: str, count: int) -> str:
    one, more = "%(num)d persoon krijgt bericht voor de agenda.", "%(num)d mensen krijgen bericht voor hun agenda."
    return f"{what} {ngettext(one, more, count)}" if count else what


def _back(meeting: Meeting) -> str:
    return url_for("calendar.invitations", slug=meeting.slug)
