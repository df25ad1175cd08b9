"""The secretariat's pages of tables: setting one up, changing it, and what its seats should be (T1, T3)."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.errors import Conflict
from dialoog.organisations.queries import themes
from dialoog.permissions import Permission
from dialoog.tables import queries
from dialoog.tables.forms import TableForm, WishesForm
from dialoog.tables.labels import ASPECTS
from dialoog.tables.models import DialogueTable
from dialoog.tables.rules.setting_up import change_table, create_table
from dialoog.tables.rules.wishing import set_wishes
from dialoog.tables.shown import aspects_of, every_group, occupied, period, warned
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page

Page = str | tuple[str, int] | Response
LIST = "/werk/tafels"


@needs(Permission.TABLE_EDIT)
def tables() -> str:
    """Every table, the last to begin first."""
    after, size = asked_page()
    page = queries.newest(session(), after=after, size=size)
    filled = queries.filled(session(), [table.id for table in page.rows])
    return render_template(
        "tables/staff_list.html",
        rows=[_row(table, filled.get(table.id, 0)) for table in page.rows],
        next_href=address(LIST, na=page.next_key) if page.next_key else None,
        first_href=address(LIST) if after is not None else None,
    )


@needs(Permission.TABLE_EDIT)
def new() -> Page:
    """Set up a table."""
    form = TableForm()
    form.offer(themes(session()))
    if form.validate_on_submit():
        with form.refusals():
            made = create_table(session(), form.details(), actor=actor())
            session().commit()
            flash(_("De tafel staat erin. Zeg nu welke samenstelling u zoekt."), "ok")
            return redirect(url_for("tables.wishes", slug=made.slug))
    return render_template("tables/new.html", form=form), form.status


@needs(Permission.TABLE_EDIT)
def edit(slug: str) -> Page:
    """What is said of a table; two people who change it at once each see what the other did."""
    table = queries.by_slug(session(), slug)
    form = TableForm.of(table)
    form.offer(themes(session()))
    if form.validate_on_submit():
        try:
            with form.refusals():
                change_table(session(), table, form.details(), version=form.seen_version(), actor=actor())
                session().commit()
                flash(_("Uw wijzigingen zijn bewaard."), "ok")
                return redirect(url_for("tables.edit", slug=slug))
        except Conflict as conflict:
            session().rollback()
            return _edit_page(queries.by_slug(session(), slug), form, conflict.message), 409
    return _edit_page(queries.by_slug(session(), slug), form), form.status


def _edit_page(table: DialogueTable, form: TableForm, conflict: str | None = None) -> str:
    theirs = []
    if conflict:
        theirs = form.differences(table)
        # Who saves after reading this, saves on purpose.
        form.version.data = str(table.version)
    return render_template(
        "tables/edit.html",
        form=form,
        table=table,
        conflict=conflict,
        theirs=theirs,
        filled=queries.filled(session(), [table.id]).get(table.id, 0),
        open_needs=queries.open_needs(session(), table),
    )


@needs(Permission.TABLE_EDIT)
def wishes(slug: str) -> Page:
    """How many seats are wanted for whom, beside how many are filled."""
    table = queries.by_slug(session(), slug)
    wanted = queries.wishes_of(session(), table)
    every = every_group(themes(session()))
    form = WishesForm(every, wanted)
    if form.validate_on_submit():
        with form.refusals():
            set_wishes(session(), table, form.wishes(), actor=actor())
            session().commit()
            flash(_("De gewenste samenstelling is bewaard."), "ok")
            return redirect(url_for("tables.wishes", slug=slug))
    seated = queries.seated(queries.sitting(queries.seats_of(session(), table)))
    page = render_template(
        "tables/wishes.html",
        form=form,
        table=table,
        parts=[
            (words, [name for name, group in form.groups.items() if group[0] is aspect])
            for aspect, words in ASPECTS.items()
        ],
        warnings=warned(wanted, seated),
        aspects=aspects_of(wanted, seated, every),
    )
    return page, form.status


def _row(table: DialogueTable, filled: int) -> dict[str, Any]:
    return {
        "text": table.name,
        "plain": True,
        "href": url_for("tables.edit", slug=table.slug),
        "meta": [period(table), occupied(table, filled)],
    }
