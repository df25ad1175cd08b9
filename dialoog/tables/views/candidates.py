"""The secretariat's pages of candidates and draws (T3, R81). Reading names is noted (P4)."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.tables import candidate_files as lists
from dialoog.tables import queries
from dialoog.tables.candidate_forms import DrawForm, ListForm, StoreForm
from dialoog.tables.composition import YES, counted
from dialoog.tables.labels import SEATED
from dialoog.tables.models import Aspect, DialogueTable, HoldingState, TableCandidate
from dialoog.tables.rules import raffling as rules
from dialoog.tables.shown import draw_rows, words_of_member
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page, page_by_key

Page = str | tuple[str, int] | Response
SHOWN = 200


@needs(Permission.TABLE_EDIT)
def candidates(slug: str) -> Page:
    """The list of candidates; POST looks at a file, and stores nothing yet."""
    table = queries.by_slug(session(), slug)
    form = ListForm()
    if form.validate_on_submit():
        try:
            given = lists.read(*form.upload())
            return _looked_at(table, given)
        except RuleViolation as refusal:
            form.refuse(RuleViolation(refusal.message, field="file"))
    after, size = asked_page()
    page = page_by_key(session(), queries.candidates_of(table), TableCandidate.id, after=after, size=size)
    audit.note_read(actor=actor(), action="candidates.read", subject_kind="tafel", subject_key=slug)
    here = url_for("tables.candidates", slug=slug)
    waits = rules.waiting(session(), table)
    shown = render_template(
        "tables/candidates.html",
        form=form,
        table=table,
        rows=[_row(one) for one in page.rows],
        waits=len(waits),
        counts=_counts(waits),
        draws=draw_rows(queries.draws_of(session(), table)),
        next_href=address(here, na=page.next_key) if page.next_key else None,
        first_href=address(here) if after is not None else None,
    )
    return shown, form.status


def _looked_at(table: DialogueTable, given: lists.List) -> str:
    """What was found of every row, with a button that stores the good ones."""
    found = lists.judge(given.rows, rules.addresses(session(), table))
    new = [one for one in found if one.given is not None and not one.known]
    wrong = [[_("Rij %(n)s", n=one.row.n), one.row.cells.get("name", ""), " ".join(one.problems)] for one in found]
    wrong = [line for line in wrong if line[2]]
    return render_template(
        "tables/candidates_check.html",
        form=StoreForm(formdata=None, data={"rows": lists.packed(one.row for one in new)}),
        table=table,
        new=len(new),
        known=sum(one.known for one in found),
        wrong=wrong[:SHOWN],
        hidden=max(0, len(wrong) - SHOWN),
        unused=given.unused,
        names=[one.given.name for one in new if one.given][:SHOWN],
    )


@needs(Permission.TABLE_EDIT)
def store(slug: str) -> Response:
    """Store the rows that were looked at; they are judged once more."""
    table = queries.by_slug(session(), slug)
    form = StoreForm()
    if form.validate_on_submit():
        try:
            found = lists.judge(lists.unpacked(form.rows.data or ""), ())
            given = [one.given for one in found if one.given is not None]
            new = rules.add_candidates(session(), table, given, actor=actor())
            session().commit()
            one, more = "%(num)d kandidaat staat op de lijst.", "%(num)d kandidaten staan op de lijst."
            flash(ngettext(one, more, new), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(url_for("tables.candidates", slug=slug))


@needs(Permission.TABLE_EDIT)
def remove(slug: str, key: int) -> Response:
    """Take somebody from the list."""
    table = queries.by_slug(session(), slug)
    rules.remove_candidate(session(), rules.candidate_of(session(), table, key), table, actor=actor())
    session().commit()
    flash(_("Deze persoon staat niet meer op de lijst."), "ok")
    return redirect(url_for("tables.candidates", slug=slug))


@needs(Permission.TABLE_EDIT)
def draw(slug: str) -> Page:
    """Draw seats from the candidates."""
    table = queries.by_slug(session(), slug)
    waits, free = rules.waiting(session(), table), rules.room(session(), table)
    known, young = _still_wanted(table)
    form = DrawForm(known, data={"seats": free or None, "young": young})
    if form.validate_on_submit():
        with form.refusals():
            made = rules.hold_draw(session(), table, form.given(), seed=form.seed.data, actor=actor())
            session().commit()
            flash(_("De loting is gedaan en staat op de openbare pagina, zonder namen."), "ok")
            return redirect(url_for("tables.drawn", slug=slug, key=made.id))
    page = render_template(
        "tables/draw.html", form=form, table=table, waits=len(waits), counts=_counts(waits), free=free
    )
    return page, form.status


def _still_wanted(table: DialogueTable) -> tuple[dict[Any, int], int | None]:
    """What is wanted of each sector and of young people, without who sits or is asked."""
    wanted = queries.wishes_of(session(), table)
    seats = queries.seats_of(session(), table)
    taken = queries.sitting(seats)
    taken += [one for seat in seats for one in seat.holdings if one.state is HoldingState.INVITED]
    seated = queries.seated(taken)
    sectors = {one: wanted[Aspect.SECTOR, one.value] for one in SEATED if (Aspect.SECTOR, one.value) in wanted}
    young = wanted.get((Aspect.YOUTH, YES))
    left = None if young is None else max(0, young - counted(seated)[Aspect.YOUTH, YES])
    return rules.quotas_left(sectors, seated), left


@needs(Permission.TABLE_EDIT)
def drawn(slug: str, key: int) -> Page:
    """Who was drawn; POST asks them for the free seats."""
    table = queries.by_slug(session(), slug)
    found = queries.draw_of(session(), table, key)
    form = StoreForm()
    if form.validate_on_submit():
        asked = rules.invite_drawn(session(), table, found, actor=actor())
        session().commit()
        one, more = "%(num)d uitnodiging is verstuurd.", "%(num)d uitnodigingen zijn verstuurd."
        flash(ngettext(one, more, asked.done), "ok")
        for name, why in asked.refused:
            flash(f"{name}: {why}", "warning")
        return redirect(url_for("tables.drawn", slug=slug, key=key))
    people = rules.drawn_of(session(), found)
    audit.note_read(actor=actor(), action="draw.read", subject_kind="tafel", subject_key=slug, detail={"draw": key})
    return render_template(
        "tables/drawn.html",
        form=form,
        table=table,
        draw=draw_rows([found])[0],
        rows=[_cells(one) for one in people],
        left=sum(one.holding_id is None for one in people),
    )


def _row(one: TableCandidate) -> dict[str, Any]:
    told = [one.party, str(SECTORS[one.sector]), *words_of_member(one.region, one.young, rules.grounds_of(one))]
    state = _("geloot") if one.draw_id is not None else ""
    return {"key": one.id, "name": one.name, "told": [part for part in (*told, state) if part]}


def _cells(one: TableCandidate) -> list[str]:
    also = ", ".join(words_of_member(one.region, one.young, ()))
    asked = _("uitgenodigd") if one.holding_id is not None else _("nog niet uitgenodigd")
    return [one.name, one.party, str(SECTORS[one.sector]), also, asked]


def _counts(waits: Any) -> list[list[str]]:
    """Candidates who can be drawn, by sector: how many, and how many of them are young."""
    every, young = Counter(one.sector for one in waits), Counter(one.sector for one in waits if one.young)
    return [[str(SECTORS[sector]), str(every[sector]), str(young[sector])] for sector in SEATED]
