"""The queue as a spreadsheet: taken along, given back, judged row by row, stored in parts (D7a)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.answers.forms import SheetForm
from dialoog.answers.models import AnswerSheet, SheetRowState
from dialoog.answers.prepared import Release
from dialoog.answers.prepared_forms import WhenForm
from dialoog.answers.prepared_shown import moment_of
from dialoog.answers.queries import queue
from dialoog.answers.queries import sheets as queries
from dialoog.answers.queries.queue import Filters
from dialoog.answers.queries.releases import ahead
from dialoog.answers.rules import sheets as rules
from dialoog.answers.spreadsheet import writing
from dialoog.answers.spreadsheet.columns import MOST_ROWS
from dialoog.answers.spreadsheet.reading import Table, read_table
from dialoog.answers.views.publishing import chosen_release
from dialoog.answers.views.workbench import ALL_UNITS, PATH, own_unit, title_of
from dialoog.contributions.models import Contribution
from dialoog.errors import NotFound, RuleViolation
from dialoog.organisations.queries import units
from dialoog.permissions import Permission, may
from dialoog.web.access import needs
from dialoog.web.context import actor, files, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import short_date

Page = str | tuple[str, int] | Response
# More is not read at once; who mends these sees the rest.
SHOWN = 300


def _filters() -> tuple[Filters, str]:
    """The queue that was asked for, and what it is called."""
    every = list(units(session()))
    filters = Filters.from_arguments(request.args, own_unit=own_unit(every))
    return filters, title_of(every, filters)


@needs(Permission.ANSWER_DRAFT)
def sheets() -> Page:
    """Take the queue along as a file, give one back, and see those that were given before."""
    form = SheetForm()
    if form.validate_on_submit():
        taken = _take_in(form)
        if taken is not None:
            return redirect(url_for("answers.sheet", sheet_id=taken.id))
    filters, title = _filters()
    waiting = queue.waiting(actor(), filters).with_only_columns(Contribution.id).order_by(None)
    count = session().scalar(select(func.count()).select_from(waiting.limit(MOST_ROWS + 1).subquery())) or 0
    after, size = asked_page()
    page = page_by_key(session(), queries.sheets_of(actor()), AnswerSheet.id, after=after, size=size)
    counts = queries.counts(session(), [row.id for row in page.rows])
    path = f"{PATH}/tabel"
    return render_template(
        "answers/sheets.html",
        form=form,
        queue=title,
        count=min(count, MOST_ROWS),
        more=count > MOST_ROWS,
        open_href=address(f"{path}.xlsx", keep_empty=ALL_UNITS),
        all_href=_with_answered(address(f"{path}.xlsx", keep_empty=ALL_UNITS)),
        back_href=address(PATH, keep_empty=ALL_UNITS),
        earlier=[_line(row, counts[row.id]) for row in page.rows],
        next_href=address(path, na=page.next_key, keep_empty=ALL_UNITS) if page.next_key else None,
        first_href=address(path, keep_empty=ALL_UNITS) if after is not None else None,
    ), form.status


def _with_answered(href: str) -> str:
    return f"{href}{'&' if '?' in href else '?'}alles=1"


def _take_in(form: SheetForm) -> AnswerSheet | None:
    """The spreadsheet, kept or found; None if the file is refused, which the form then says."""
    name, content = form.upload()
    session().commit()  # nothing was changed yet: no writer should wait while a file is read
    try:
        table = read_table(name, content)
        known = rules.known_sheet(session(), table.sha256, actor=actor())
        if known is not None:
            flash(_("Dit bestand had u al teruggegeven. Er is niets dubbel opgeslagen."), "info")
            return known
        taken = rules.take_in(session(), table, files=files(), actor=actor())
    except RuleViolation as refusal:
        session().rollback()
        form.refuse(RuleViolation(refusal.message, field="file"))
        return None
    _note("answer.sheet-given", taken, rows=len(table.rows))
    session().commit()
    return taken


def _note(action: str, sheet: AnswerSheet, **detail: int) -> None:
    audit.note(session(), actor=actor(), action=action, subject_kind="tabel", subject_key=sheet.id, detail=dict(detail))


@needs(Permission.ANSWER_DRAFT)
def sheet_file() -> Response:
    """The queue as .xlsx; with `alles=1` also what was answered."""
    filters, _title = _filters()
    query = queue.waiting(actor(), filters, answered=request.args.get("alles") == "1")
    rows, owners = queries.table(session(), query, actor())
    audit.note_read(actor=actor(), action="answer.sheet-taken", subject_kind="tabel", detail={"rows": len(rows)})
    name = f"beantwoorden-{clock.today().isoformat()}.xlsx"
    return Response(
        writing.written(rows, owners.offered),
        content_type=writing.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Permission.ANSWER_DRAFT)
def sheet(sheet_id: int) -> Page:
    """What was found of a spreadsheet; POST stores what is ready, or judges it again."""
    found = queries.sheet_of(session(), sheet_id, actor())
    form = WhenForm()
    form.offer(ahead(session(), moments=True) if _publishes() else [])
    if request.method == "POST":
        done = _post(found, form)
        if done is not None:
            return done
    counts = queries.counts(session(), [found.id])[found.id]
    refused = queries.rows_in(session(), found, SheetRowState.REFUSED)
    problems = [_problem(row.n, row.number, one) for row in refused for one in row.problems]
    return render_template(
        "answers/sheet.html",
        sheet=found,
        figures=_figures(counts),
        ready=counts[SheetRowState.READY],
        same=counts[SheetRowState.SAME],
        empty=counts[SheetRowState.EMPTY],
        refused=problems[:SHOWN],
        hidden=max(0, len(problems) - SHOWN),
        made=[_made(*one) for one in queries.answers_made(session(), found)[:SHOWN]],
        publishes=bool(_publishes()),
        form=form,
    ), form.status


def _publishes() -> frozenset[int]:
    return frozenset(unit for unit in actor().units if may(actor(), Permission.ANSWER_PUBLISH, unit=unit))


def _post(found: AnswerSheet, form: WhenForm) -> Response | None:
    """Do what was asked; nothing when the form says what is wrong with it."""
    session().commit()  # nothing was changed yet: no writer should wait while a file is read
    try:
        table = rules.table_of(found, files())
    except NotFound:
        flash(
            _("Dit bestand is vernietigd, omdat er in een tekst iets is weggelakt. Haal de tabel opnieuw op."),
            "warning",
        )
        return redirect(url_for("answers.sheet", sheet_id=found.id))
    act = request.form.get("doe")
    if act == "publiceer":
        return _publish(found, table, form)
    if act == "concept":
        _store(found, table, frozenset(), None)
    else:
        rules.check_again(session(), found, table, actor=actor())
        _note("answer.sheet-checked", found)
        session().commit()
        flash(_("De tabel is opnieuw nagekeken."), "ok")
    return redirect(url_for("answers.sheet", sheet_id=found.id))


def _publish(found: AnswerSheet, table: Table, form: WhenForm) -> Response | None:
    if form.validate():
        with form.refusals():
            _store(found, table, _publishes(), chosen_release(form) if _publishes() else None)
            return redirect(url_for("answers.sheet", sheet_id=found.id))
    return None


def _store(found: AnswerSheet, table: Table, publishes: frozenset[int], release: Release | None) -> None:
    done = rules.carry_out(session(), found, table, publishes=publishes, release=release, actor=actor())
    detail = {"published": done.published, "drafted": done.drafted, "points": done.points}
    _note("answer.sheet-stored", found, **detail, **({"release": release.id} if release else {}))
    session().commit()
    flash(_told(done, release), "ok")


def _told(done: rules.Carried, release: Release | None) -> str:
    parts = [ngettext("%(num)d punt is opgeslagen.", "%(num)d punten zijn opgeslagen.", done.points)]
    if done.published and release:
        one, more = (
            "%(num)d antwoord staat klaar voor vrijgave ‘%(name)s’: %(at)s.",
            "%(num)d antwoorden staan klaar voor vrijgave ‘%(name)s’: %(at)s.",
        )
        parts.append(ngettext(one, more, done.published, name=release.name, at=moment_of(release)))
    elif done.published:
        one, more = "%(num)d antwoord is gepubliceerd.", "%(num)d antwoorden zijn gepubliceerd."
        parts.append(ngettext(one, more, done.published))
    if done.drafted:
        one, more = "%(num)d antwoord staat klaar als concept.", "%(num)d antwoorden staan klaar als concept."
        parts.append(ngettext(one, more, done.drafted))
    if done.left:
        one, more = (
            "%(num)d antwoord wacht nog: sla nog een keer op.",
            "%(num)d antwoorden wachten nog: sla nog een keer op.",
        )
        parts.append(ngettext(one, more, done.left))
    return " ".join(parts)


def _figures(counts: dict[SheetRowState, int]) -> list[dict[str, Any]]:
    shown = {
        SheetRowState.READY: _("klaar om op te slaan"),
        SheetRowState.REFUSED: _("geweigerd"),
        SheetRowState.DONE: _("opgeslagen"),
    }
    asked = sum(counts.get(state, 0) for state in shown) + counts.get(SheetRowState.SAME, 0)
    figures = [{"number": str(asked), "text": _("rijen ingevuld")}]
    return figures + [{"number": str(counts.get(state, 0)), "text": text} for state, text in shown.items()]


def _problem(n: int, number: str, one: dict[str, Any]) -> list[Any]:
    return [_("Rij %(n)s", n=n), number or _("(leeg)"), one["column"], one["text"]]


def _made(answer_id: int, status: str, count: int) -> dict[str, Any]:
    return {
        "text": _("Antwoord %(n)s", n=answer_id),
        "href": url_for("answers.draft", answer_id=answer_id),
        "plain": True,
        "meta": [
            ngettext("%(num)d punt", "%(num)d punten", count),
            _("gepubliceerd") if status == "gepubliceerd" else _("concept"),
        ],
    }


def _line(row: AnswerSheet, counts: dict[SheetRowState, int]) -> dict[str, Any]:
    told = {
        SheetRowState.READY: _("klaar"),
        SheetRowState.REFUSED: _("geweigerd"),
        SheetRowState.DONE: _("opgeslagen"),
    }
    return {
        "text": row.name,
        "href": url_for("answers.sheet", sheet_id=row.id),
        "plain": True,
        "meta": [
            short_date(row.uploaded_at),
            *(f"{counts[state]} {text}" for state, text in told.items() if counts.get(state)),
        ],
    }
