"""Decisions, as records of their own (R108)."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.meetings.agenda import keeping, queries
from dialoog.meetings.agenda.forms import DecisionForm
from dialoog.meetings.agenda.models import Decision
from dialoog.meetings.agenda.rules import Outdated
from dialoog.meetings.agenda.shown import decided
from dialoog.meetings.agenda.views.of_meeting import STAFF, run_by_actor, small_number
from dialoog.meetings.models import Meeting
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | Response | tuple[str, int]


@needs(Permission.MEETING_RUN)
def decisions(slug: str) -> Page:
    """What was decided, and a new one."""
    meeting = run_by_actor(slug)
    form = DecisionForm(decided_on=meeting.held_on or clock.today())
    form.offer(queries.items(session(), meeting))
    if form.validate_on_submit():
        with form.refusals():
            keeping.decide(session(), meeting, form.details(), actor=actor())
            session().commit()
            flash(_("Het besluit staat erin."), "ok")
            return redirect(f"{STAFF}/{slug}/besluiten")
    page = render_template(
        "meetings/agenda/decisions.html",
        form=form,
        meeting=meeting,
        decisions=decided(queries.decisions(session(), meeting)),
    )
    return page, form.status


@needs(Permission.MEETING_RUN)
def decision(slug: str, key: int) -> Page:
    """Better a decision, or note that its follow-up is done."""
    meeting = run_by_actor(slug)
    found = queries.decision(session(), meeting, key)
    form = DecisionForm.of(found) if request.method == "GET" else DecisionForm()
    form.offer(queries.items(session(), meeting))
    theirs = None
    if form.validate_on_submit():
        refusal = _change(meeting, found, form)
        if refusal is None:
            return redirect(f"{STAFF}/{slug}/besluiten")
        session().rollback()
        form.refuse(refusal)
        if isinstance(refusal, Outdated):
            found = queries.decision(session(), meeting, key)
            theirs, form.seen.data = decided([found])[0], str(found.edit)
    page = render_template("meetings/agenda/decision.html", form=form, meeting=meeting, theirs=theirs)
    return page, 409 if theirs else form.status


def _change(meeting: Meeting, found: Decision, form: DecisionForm) -> RuleViolation | None:
    """Store what was filled in; what a rule has against it, if anything."""
    seen, details = small_number(form.seen.data), form.details()
    try:
        keeping.change_decision(session(), meeting, found, details, edit=seen, actor=actor())
    except RuleViolation as refusal:
        return refusal
    session().commit()
    flash(_("Het besluit is bewaard."), "ok")
    return None
