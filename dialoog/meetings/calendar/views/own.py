"""Somebody's own calendar: what they are invited to, what they said, and the secret address to subscribe to."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts.cookies import the_login
from dialoog.accounts.forms import ConfirmForm
from dialoog.errors import RuleViolation
from dialoog.meetings.calendar import keys, queries, rules
from dialoog.meetings.calendar.forms import ReplyForm
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.calendar.shown import BUTTONS, REPLIES, SHAPES, moment_of
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings


@needs(Permission.ACCOUNT_OWN)
def calendar() -> str:
    """What somebody is invited to, and their secret address."""
    person = the_login().person
    key = keys.key_of(session(), person.id)
    return render_template(
        "meetings/calendar/own.html",
        invited=[
            {"invitation": one, "meeting": one.meeting, "when": moment_of(one.meeting), "shape": SHAPES[one.reply]}
            for one in queries.invitations_of(session(), person.id)
        ],
        earlier=[_earlier(one) for one in queries.earlier_invitations_of(session(), person.id)],
        replies=REPLIES,
        buttons=BUTTONS,
        address=keys.address(key, settings()) if key else None,
        made_at=key.made_at if key else None,
    )


def _earlier(one: MeetingInvitation) -> dict[str, Any]:
    said = _("u zei: %(reply)s", reply=str(REPLIES[one.reply]).lower()) if one.reply else _("u zei niets")
    return {
        "text": one.meeting.title,
        "plain": True,
        "href": f"/bijeenkomsten/{one.meeting.slug}",
        "state": "afgelast" if one.meeting.cancelled_at else None,
        "meta": [moment_of(one.meeting), said],
    }


@needs(Permission.ACCOUNT_OWN)
def renew() -> Response:
    """A secret address, the first or a new one."""
    form = ConfirmForm()
    if form.validate_on_submit():
        first = keys.key_of(session(), the_login().person_id) is None
        keys.renew(session(), the_login().person, actor=actor())
        session().commit()
        told = _("Uw kalender heeft een geheim adres.")
        flash(told if first else _("Uw kalender heeft een nieuw adres. Het oude werkt niet meer."), "ok")
    return redirect(url_for("calendar.own"))


@needs(Permission.ACCOUNT_OWN)
def reply(key: int) -> Response:
    """Whether they come to one of their meetings."""
    found = queries.invitation(session(), key, the_login().person_id)
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            rules.reply(session(), found, Reply(form.reply.data), sequence=form.seen())
            session().commit()
            said = str(REPLIES[Reply(form.reply.data)])
            flash(_("Uw antwoord voor ‘%(title)s’ is bewaard: %(reply)s.", title=found.meeting.title, reply=said), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(url_for("calendar.own"))
