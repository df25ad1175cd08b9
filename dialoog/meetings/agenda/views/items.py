"""The agenda: kept by secretariat and chair, members put items forward (R112)."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.errors import RuleViolation
from dialoog.meetings.access import body_of
from dialoog.meetings.agenda import rules
from dialoog.meetings.agenda.forms import ItemForm, OneButton, ProposalForm, RefuseForm
from dialoog.meetings.agenda.models import AgendaItem, ItemState
from dialoog.meetings.agenda.queries import earlier, item, items, same_item_before
from dialoog.meetings.agenda.rules import Outdated
from dialoog.meetings.agenda.shown import answers_before, facts, item_rows
from dialoog.meetings.agenda.views.of_meeting import STAFF, run_by_actor, small_number
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | Response | tuple[str, int]


@needs(Permission.MEETING_RUN)
def agenda(slug: str) -> Page:
    """The items in their order, to move, and what members put forward."""
    meeting = run_by_actor(slug)
    form = OneButton()
    if form.validate_on_submit():
        with form.refusals():
            _act(meeting, request.form.get("doe", ""))
            session().commit()
            return redirect(f"{STAFF}/{slug}/agenda")
    listed = items(session(), meeting)
    before = earlier(session(), meeting, 1)
    page = render_template(
        "meetings/agenda/agenda.html",
        form=form,
        meeting=meeting,
        rows=item_rows(meeting, listed, first=2 if before else 1),
        before=before[0] if before else None,
        proposed=items(session(), meeting, state=ItemState.PROPOSED),
        minutes=sum(one.minutes for one in listed),
    )
    return page, form.status


def _act(meeting: Meeting, asked: str) -> None:
    """Raises RuleViolation for what no page of ours asks."""
    act, _colon, key = asked.partition(":")
    if act == "vaste-punten":
        number = rules.copy_standing(session(), meeting, actor=actor())
        flash(_("Er kwamen %(n)s vaste punten bij.", n=number), "ok")
        return
    if act not in ("omhoog", "omlaag", "overnemen") or not small_number(key):
        raise RuleViolation(_("Laad de pagina opnieuw en probeer het nog eens."))
    found = item(session(), meeting, small_number(key))
    if act == "overnemen":
        rules.take(session(), meeting, found, actor=actor())
    else:
        rules.move(session(), meeting, found, up=act == "omhoog", actor=actor())


@needs(Permission.MEETING_RUN)
def new(slug: str) -> Page:
    """Add an item."""
    meeting = run_by_actor(slug)
    form = ItemForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.add_item(session(), meeting, form.details(), actor=actor())
            session().commit()
            flash(_("Het punt staat op de agenda."), "ok")
            return redirect(f"{STAFF}/{slug}/agenda")
    page = render_template("meetings/agenda/item.html", form=form, meeting=meeting, item=None, before=[], theirs=None)
    return page, form.status


@needs(Permission.MEETING_RUN)
def edit(slug: str, key: int) -> Page:
    """Change an item, answer its fixed questions, or take it off."""
    meeting = run_by_actor(slug)
    found = item(session(), meeting, key)
    form = ItemForm.of(found) if request.method == "GET" else ItemForm()
    if request.form.get("doe") == "weg":
        return _remove(meeting, found, form)
    theirs = None
    if form.validate_on_submit():
        refusal = _change(meeting, found, form)
        if refusal is None:
            return redirect(f"{STAFF}/{slug}/agenda")
        session().rollback()
        form.refuse(refusal)
        if isinstance(refusal, Outdated):
            found = item(session(), meeting, key)
            theirs, form.seen.data = facts(found), str(found.edit)
    before = same_item_before(session(), meeting, found.standing) if found.standing else []
    page = render_template(
        "meetings/agenda/item.html",
        form=form,
        meeting=meeting,
        item=found,
        before=answers_before(before),
        theirs=theirs,
    )
    return page, 409 if theirs else form.status


def _change(meeting: Meeting, found: AgendaItem, form: ItemForm) -> RuleViolation | None:
    """Store what was filled in; what a rule has against it, if anything."""
    seen, details = small_number(form.seen.data), form.details()
    try:
        rules.change_item(session(), meeting, found, details, form.answers(), edit=seen, actor=actor())
    except RuleViolation as refusal:
        return refusal
    session().commit()
    flash(_("Het agendapunt is bewaard."), "ok")
    return None


def _remove(meeting: Meeting, found: AgendaItem, form: ItemForm) -> Page:
    gone = OneButton()
    if gone.validate_on_submit():
        with gone.refusals():
            rules.remove(session(), meeting, found, actor=actor())
            session().commit()
            flash(_("Het punt is van de agenda."), "ok")
            return redirect(f"{STAFF}/{meeting.slug}/agenda")
    form.form_errors.extend(gone.form_errors)
    page = render_template("meetings/agenda/item.html", form=form, meeting=meeting, item=found, before=[], theirs=None)
    return page, 400


@needs(Permission.MEETING_RUN)
def refuse(slug: str, key: int) -> Page:
    """Do not take what a member put forward, and say why."""
    meeting = run_by_actor(slug)
    found = item(session(), meeting, key)
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.refuse(session(), meeting, found, form.reason.data, actor=actor())
            session().commit()
            return redirect(f"{STAFF}/{slug}/agenda")
    return render_template("meetings/agenda/refuse.html", form=form, meeting=meeting, item=found), form.status


@needs(Permission.MEETING_TAKE_PART)
def propose(slug: str) -> Page:
    """A member puts something forward."""
    meeting = by_slug(session(), slug)
    require(actor(), Permission.MEETING_TAKE_PART, body=body_of(meeting))
    form = ProposalForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.propose(session(), meeting, form.details(), actor=actor())
            session().commit()
            flash(_("Uw voorstel is bij de voorzitter en het secretariaat. U ziet hier wat zij besluiten."), "ok")
            return redirect(f"/bijeenkomsten/{slug}#agenda")
    return render_template("meetings/agenda/propose.html", form=form, meeting=meeting), form.status
