"""Reports of work sessions, for the secretariat: uploaded, understood, corrected, confirmed (M2).

| address | view |
|---|---|
| `/werk/bijeenkomsten/<slug>/verslag` | upload |
| `/werk/verslagen/<key>` | understood |
| `/werk/verslagen/<key>/verbeteren` | correct |
| `/werk/verslagen/<key>/themas` | themes |
| `/werk/verslagen/<key>/bevestigen` | confirm |
| `/werk/verslagen/<key>/weggooien` | throw_away |
"""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.contributions.models import ImportState, ReportImport
from dialoog.contributions.report_forms import LINE, THEME, Said, UploadForm
from dialoog.contributions.report_queries import import_by_id, imports_of, numbers_of
from dialoog.contributions.rules import importing
from dialoog.contributions.rules.understanding import source_of
from dialoog.contributions.views import report_pages
from dialoog.contributions.work_session_reports.unreadable import ReportUnreadable
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, files, session
from dialoog.web.rendering import number

blueprint = Blueprint("reports", __name__)
REPORT = "/werk/verslagen/<int:key>"
Answer = str | Response | tuple[str, int]


@blueprint.route("/werk/bijeenkomsten/<slug>/verslag", methods=["GET", "POST"])
@needs(Permission.REPORT_IMPORT)
def upload(slug: str) -> Answer:
    """Give a report to a meeting; what is understood of it is shown next."""
    meeting = by_slug(session(), slug)
    form = UploadForm()
    if form.validate_on_submit():
        noted = _take_in(form, meeting)
        if noted is not None:
            session().commit()
            return redirect(f"/werk/verslagen/{noted.id}")
    earlier = [report_pages.line_of(noted) for noted in imports_of(session(), meeting)]
    page = render_template("contributions/reports/upload.html", form=form, meeting=meeting, earlier=earlier)
    return page, form.status


@blueprint.get(REPORT)
@needs(Permission.REPORT_IMPORT)
def understood(key: int) -> Answer:
    """What was understood of a report, or what was stored of it."""
    return report_pages.overview(session(), files(), import_by_id(session(), key))


@blueprint.route(f"{REPORT}/verbeteren", methods=["GET", "POST"])
@needs(Permission.REPORT_IMPORT)
def correct(key: int) -> Answer:
    """Say what single lines are, a topic at a time; with `vanaf` the topic that holds that line."""
    noted = import_by_id(session(), key)
    if noted.state is ImportState.CONFIRMED:
        return redirect(f"/werk/verslagen/{key}")
    line = request.args.get("vanaf", type=int)
    if request.method == "GET":
        return report_pages.lines(noted, files(), line)
    said = Said.from_form(request.form, LINE)
    corrections = said.corrections()
    _read_first(noted)
    try:
        importing.correct(session(), noted, lines=corrections, edit=said.edit, files=files(), actor=actor())
    except Conflict:
        return report_pages.lines(noted, files(), line, said), 409
    session().commit()
    further = request.form.get("verder", type=int)
    place = f"/verbeteren?vanaf={further}" if further else "#veranderd"
    return redirect(f"/werk/verslagen/{key}{place}")


@blueprint.post(f"{REPORT}/themas")
@needs(Permission.REPORT_IMPORT)
def themes(key: int) -> Answer:
    """Say which theme each topic has."""
    noted = import_by_id(session(), key)
    if noted.state is ImportState.CONFIRMED:
        return redirect(f"/werk/verslagen/{key}")
    said = Said.from_form(request.form, THEME)
    _read_first(noted)
    try:
        importing.correct(session(), noted, themes=said.changed, edit=said.edit, files=files(), actor=actor())
    except Conflict:
        return report_pages.overview(session(), files(), noted, said), 409
    session().commit()
    flash(_("De thema’s zijn bewaard."), "ok")
    return redirect(f"/werk/verslagen/{key}")


@blueprint.post(f"{REPORT}/weggooien")
@needs(Permission.REPORT_IMPORT)
def throw_away(key: int) -> Answer:
    """It was the wrong file: nothing of it stays."""
    noted = import_by_id(session(), key)
    meeting = noted.meeting
    try:
        file = importing.throw_away(session(), noted, edit=request.form.get("edit", type=int) or 0, actor=actor())
    except (Conflict, RuleViolation) as refusal:
        session().rollback()
        again = import_by_id(session(), key)
        status = 409 if isinstance(refusal, Conflict) else 400
        return report_pages.overview(session(), files(), again, refusal=refusal.message), status
    session().commit()
    if file is not None:
        files().forget(file)
    flash(_("Het verslag is weggegooid. Er is niets van bewaard."), "ok")
    return redirect(f"/werk/bijeenkomsten/{meeting.slug}/verslag")


@blueprint.post(f"{REPORT}/bevestigen")
@needs(Permission.REPORT_IMPORT)
def confirm(key: int) -> Answer:
    """Give every point its number."""
    noted = import_by_id(session(), key)
    if noted.state is ImportState.CONFIRMED:
        flash(_("Dit verslag was al verwerkt. Er is niets dubbel opgeslagen."), "info")
        return redirect(f"/werk/verslagen/{key}")
    _read_first(noted)
    try:
        edit = request.form.get("edit", type=int) or 0
        done = importing.confirm(session(), noted, edit=edit, files=files(), actor=actor())
    except (Conflict, RuleViolation) as refusal:
        session().rollback()
        again = import_by_id(session(), key)
        status = 409 if isinstance(refusal, Conflict) else 400
        return report_pages.overview(session(), files(), again, refusal=refusal.message), status
    session().commit()
    first, last = numbers_of(session(), noted) or ("", "")
    flash(
        _(
            "%(n)s punten kregen een nummer: %(first)s tot en met %(last)s.",
            n=number(done.created),
            first=first,
            last=last,
        ),
        "ok",
    )
    return redirect(f"/werk/bijeenkomsten/{done.meeting}")


def _take_in(form: UploadForm, meeting: Meeting) -> ReportImport | None:
    """The upload's import, made or found; None if the file is refused, which the form then says."""
    session().commit()  # nothing was changed yet: no writer should wait while a PDF is read
    try:
        given = importing.read_report(*form.upload())
    except ReportUnreadable as refusal:
        form.refuse(RuleViolation(refusal.message, field="file"))
        return None
    known = importing.find_import(session(), meeting, given.sha256)
    if known is not None:
        flash(_("Dit verslag stond al bij deze bijeenkomst. Er is niets dubbel opgeslagen."), "info")
        return known
    for note in given.notes:
        flash(note, "info")
    return importing.understand(session(), meeting, given, files=files(), actor=actor())


def _read_first(noted: ReportImport) -> None:
    """Have the file's lines at hand before the rule locks anything."""
    session().commit()
    source_of(noted, files())
