"""The link in an invitation: GET shows the buttons, POST keeps the answer, which can be changed until it begins."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import LinkPurpose
from dialoog.errors import RuleViolation
from dialoog.meetings.calendar import rules
from dialoog.meetings.calendar.forms import ReplyForm
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.calendar.shown import BUTTONS, REPLIES, moment_of
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page


@needs(Permission.MEETING_REPLY)
@limits.log_in
def attendance(token: str) -> Response:
    """Whether somebody comes."""
    found = _invited(token)
    form = ReplyForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.reply(session(), found, Reply(form.reply.data), sequence=form.seen())
            session().commit()
            flash(_("Dank u wel. Uw antwoord is bewaard: %(reply)s.", reply=str(REPLIES[Reply(form.reply.data)])), "ok")
            return redirect(url_for("calendar.attendance", token=token))
    return token_page(
        "meetings/calendar/attendance.html",
        form.status,
        wrong=[("antwoord", text) for text in (*form.reply.errors, *form.form_errors)],
        meeting=found.meeting,
        when=moment_of(found.meeting),
        reply=found.reply,
        sequence=found.sequence,
        replies=REPLIES,
        buttons=BUTTONS,
    )


def _invited(token: str) -> MeetingInvitation:
    link = links.find(session(), token, LinkPurpose.ATTENDANCE, settings().secret_key, of=rules.INVITATION)
    found = rules.of_link(session(), link)
    if found is None:
        raise LinkGone(_("U bent voor deze bijeenkomst niet meer uitgenodigd."))
    try:
        rules.check_ahead(found.meeting)
    except RuleViolation as over:
        raise LinkGone(over.message) from over
    return found
