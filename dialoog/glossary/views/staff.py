"""Words for the secretariat: proposals to decide on, and all words to better."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.errors import RuleViolation
from dialoog.glossary import queries, rules
from dialoog.glossary.forms import EntryForm, RefuseForm
from dialoog.glossary.labels import STATES
from dialoog.glossary.models import EntryState, GlossaryEntry
from dialoog.glossary.rules import EditConflict
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import short_date

Page = tuple[str, int] | Response


@needs(Permission.GLOSSARY_EDIT)
def entries() -> str:
    """Proposals first, the oldest on top; then all other words, the newest on top."""
    after, size = asked_page()
    asked = request.args.get("q", "").strip()[:200]
    page = page_by_key(session(), queries.decided(asked), GlossaryEntry.id, after=after, size=size)
    given: dict[str, Any] = {"q": asked} if asked else {}
    return render_template(
        "glossary/entries.html",
        proposals=[_cells(one)[:-1] for one in queries.proposals(session())],
        rows=[_cells(one) for one in page.rows],
        q=asked,
        next_href=url_for("glossary.entries", **given, na=page.next_key) if page.next_key else None,
        first_href=url_for("glossary.entries", **given) if after else None,
    )


def _cells(entry: GlossaryEntry) -> list[Any]:
    name = {"text": entry.word, "href": url_for("glossary.entry", entry_id=entry.id)}
    kind = _("betere uitleg") if entry.improves_id else _("begrip")
    return [name, kind, short_date(entry.proposed_at), STATES[entry.state]]


@needs(Permission.GLOSSARY_EDIT)
def add() -> Page:
    """A word of staff's own."""
    form = EntryForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.add(session(), form.words(), actor=actor())
            session().commit()
            return _done(_("Het begrip staat op de pagina."))
    return render_template("glossary/add.html", form=form), form.status


@needs(Permission.GLOSSARY_EDIT)
def entry(entry_id: int) -> Page:
    """One word: better it, or put it on the page."""
    found = queries.entry(session(), entry_id)
    form = EntryForm.of(found)
    theirs = None
    if form.validate_on_submit():
        try:
            return _carry_out(found, form)
        except RuleViolation as error:
            session().rollback()
            form.refuse(error)
            if isinstance(error, EditConflict):
                # Saving once more then counts as having read what the other wrote.
                theirs, form.edit.data = found, str(rules.edit_of(found))
    return _entry_page(found, form, theirs), form.status


def _entry_page(found: GlossaryEntry, form: EntryForm, theirs: GlossaryEntry | None) -> str:
    return render_template(
        "glossary/entry.html",
        entry=found,
        form=form,
        theirs=theirs,
        state=STATES[found.state],
        to_decide=found.state is EntryState.PROPOSED,
        changeable=found.improves_id is None or found.state is EntryState.PROPOSED,
        on_page=found.state is EntryState.APPROVED and found.improves_id is None,
    )


def _carry_out(found: GlossaryEntry, form: EntryForm) -> Response:
    edit = int(form.edit.data) if form.edit.data.isdecimal() and len(form.edit.data) < 9 else 0
    if request.form.get("doe") == "goedkeuren":
        rules.approve(session(), found, form.words(), edit=edit, actor=actor())
        told = _("Het begrip staat op de pagina.")
    else:
        rules.change(session(), found, form.words(), edit=edit, actor=actor())
        told = _("Het begrip is bewaard.")
    session().commit()
    return _done(told)


@needs(Permission.GLOSSARY_EDIT)
def refuse(entry_id: int) -> Page:
    """Say no, or take it from the page, with a reason."""
    found = queries.entry(session(), entry_id)
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.refuse(session(), found, reason=form.reason.data, actor=actor())
            session().commit()
            return _done(_("Het begrip staat niet (meer) op de pagina."))
    return render_template("glossary/refuse.html", form=form, entry=found), form.status


def _done(told: str) -> Response:
    flash(told, "ok")
    return redirect(url_for("glossary.entries"))
