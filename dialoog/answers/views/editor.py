"""Writing an answer: the draft with its points beside it, saved, checked, or laid away."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.answers.forms import MOST_ROWS, SMALL_NUMBER, DraftForm
from dialoog.answers.models import Answer, AnswerVersion, VersionState
from dialoog.answers.prepared_shown import moment_of, readings
from dialoog.answers.queries.access import staff_answer
from dialoog.answers.queries.alike import look_alikes
from dialoog.answers.queries.points import Beside, beside
from dialoog.answers.queries.queue import chosen
from dialoog.answers.queries.releases import standing_of
from dialoog.answers.rules import drafting, duties
from dialoog.answers.rules.drafting import Draft, DraftConflict
from dialoog.answers.shown import about, checks, promises
from dialoog.answers.views.published import published_page
from dialoog.answers.views.workbench import tell
from dialoog.contributions.models import Contribution
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Organisation
from dialoog.organisations.queries import units
from dialoog.permissions import Permission, may, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date

Page = str | tuple[str, int] | Response


@needs(Permission.ANSWER_QUEUE)
def draft(answer_id: int) -> Page:
    """The draft of an answer, or what is published of it when nobody is writing."""
    answer = staff_answer(session(), answer_id, actor())
    version = next((v for v in answer.versions if v.state is VersionState.DRAFT), None)
    if version is None or answer.status == drafting.LAID_AWAY:
        return _too_late(answer) if request.method == "POST" else published_page(answer)
    if request.method == "POST":
        require(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id)
        return _post(answer, version)
    form = _offered(DraftForm.of(version))
    if request.args.get("controle"):
        _check(form, version)
    return editor_page(answer, version, form)


def _too_late(answer: Answer) -> Page:
    """Somebody published or threw away the draft meanwhile: what was typed is shown, to take along."""
    typed = DraftForm()
    return published_page(
        answer, typed=[words for words in (typed.motivation.data, typed.consideration.data) if words]
    ), 409


def _post(answer: Answer, version: AnswerVersion) -> Page:
    form = _offered(DraftForm())
    act, _colon, what = request.form.get("doe", "bewaar").partition(":")
    if act in ("rij-erbij", "rij-weg"):
        _change_rows(form, act, what)
        return editor_page(answer, version, form)
    if not form.validate():
        return editor_page(answer, version, form), 400
    try:
        _save(answer, version, form)
        _change_points(answer, act, what)
    except DraftConflict as conflict:
        return _conflict_page(answer, conflict, form)
    except RuleViolation as refusal:
        form.refuse(refusal)
        session().rollback()
        return editor_page(answer, version, form), 400
    session().commit()
    return _saved(answer, version, act)


def _change_points(answer: Answer, act: str, what: str) -> None:
    """Take a point out, or the ticked look-alikes in. Raises RuleViolation."""
    if act == "haal-uit":
        numbers = session().scalars(select(Contribution.id).where(Contribution.number == what)).all()
        drafting.take_out(session(), answer, numbers)
    elif act == "voeg-toe":
        tell(drafting.add(session(), answer, chosen(session(), actor(), request.form.getlist("lijkt"))))


def _save(answer: Answer, version: AnswerVersion, form: DraftForm) -> None:
    edit = int(form.edit.data) if SMALL_NUMBER.fullmatch(form.edit.data) else 0
    drafting.save(session(), version, form.given(), edit=edit, actor=actor())
    audit.note(session(), actor=actor(), action="answer.saved", subject_kind="antwoord", subject_key=answer.id)


def _saved(answer: Answer, version: AnswerVersion, act: str) -> Page:
    if act != "voorbeeld":
        flash(_("Het concept is bewaard."), "ok")
        return redirect(url_for("answers.draft", answer_id=answer.id))
    try:
        duties.check(version, level=version.answer.level)
    except duties.DutiesNotMet:
        return redirect(url_for("answers.draft", answer_id=answer.id, controle=1))
    return redirect(url_for("answers.preview", answer_id=answer.id))


def _check(form: DraftForm, version: AnswerVersion) -> None:
    try:
        duties.check(version, level=version.answer.level)
    except duties.DutiesNotMet as missing:
        form.add_problems(missing.problems)


def _change_rows(form: DraftForm, act: str, what: str) -> None:
    """Add or take away a row of places or plans; everything else that was typed stays."""
    name, _dash, number = what.partition("-")
    rows: Any = {"places": form.places, "plans": form.plans}.get(name)
    if rows is None:
        return
    if act == "rij-erbij" and len(rows) < MOST_ROWS:
        rows.append_entry()
    elif SMALL_NUMBER.fullmatch(number) and int(number) < len(rows):
        kept = [row.data for n, row in enumerate(rows) if n != int(number)]
        rows.process(None, kept)
    _offered(form)


def _offered(form: DraftForm) -> DraftForm:
    parties = session().scalars(select(Organisation).order_by(Organisation.name)).all()
    form.offer(units(session(), active=True), parties)
    return form


def _conflict_page(answer: Answer, conflict: DraftConflict, form: DraftForm) -> Page:
    """Both texts: theirs beside each field that differs, yours in the field; saving then counts as merged."""
    theirs = DraftForm.of(conflict.version)
    mine = conflict.yours
    session().rollback()
    form.edit.data = theirs.edit.data
    writer = session().get(Person, conflict.version.drafted_by_id)
    page = editor_page(
        answer,
        conflict.version,
        form,
        conflict={
            "who": writer.name if writer else _("Iemand anders"),
            "message": conflict.message,
            "outcome": conflict.version.outcome if conflict.version.outcome != mine.outcome else None,
            "motivation": _other(conflict.version.motivation, mine.motivation),
            "consideration": _other(conflict.version.consideration, mine.consideration),
            "why_changed": _other(conflict.version.why_changed, mine.why_changed),
            "decide_on": _other(_day(conflict.version.decide_on), _day(mine.decide_on)),
            "referred": _other(_referred(conflict.version), _referred(mine)),
            "places": _rows_differ([p.title for p in conflict.version.landing_places], [p.title for p in mine.places]),
            "plans": _rows_differ(
                [p.text for p in conflict.version.planned if p.commitment_id is None], [p.text for p in mine.plans]
            ),
        },
    )
    return page, 409


def _other(theirs: str, yours: str) -> str | None:
    return (theirs or _("(leeg)")) if theirs.strip() != yours.strip() else None


def _referred(words: AnswerVersion | Draft) -> str:
    return ", ".join(part for part in (words.referred_to, words.referred_contact) if part)


def _day(day: date | None) -> str:
    return long_date(day) if day else ""


def _rows_differ(theirs: list[str], yours: list[str]) -> list[str]:
    return theirs or [_("(leeg)")] if theirs != yours else []


def editor_page(answer: Answer, version: AnswerVersion, form: DraftForm, conflict: dict[str, Any] | None = None) -> str:
    """The page of a draft."""
    seen: Beside = beside(session(), answer, actor())
    found = look_alikes(session(), answer)
    standing = standing_of(session(), answer)
    return render_template(
        "answers/editor.html",
        answer=answer,
        version=version,
        form=form,
        conflict=conflict,
        points=seen,
        about=about(session(), answer),
        alike=found.joining,
        earlier=found.earlier,
        ticked=request.form.getlist("lijkt"),
        kept=promises(version),
        writes=may(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id) and standing.release is None,
        asks=may(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id),
        release=standing.release,
        moment=moment_of(standing.release) if standing.release else None,
        takes_out=may(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id),
        readings=readings(standing.reviews, version.edit),
        most_rows=MOST_ROWS,
        checks=checks(form.motivation.data, form.consideration.data),
    )


@needs(Permission.ANSWER_DRAFT)
def discard(answer_id: int) -> Page:
    """Lay the draft away, after asking."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id)
    if request.method == "GET":
        return render_template("answers/discard.html", answer=answer, new=answer.status == drafting.DRAFT)
    drafting.discard(session(), answer, actor=actor())
    audit.note(session(), actor=actor(), action="answer.discarded", subject_kind="antwoord", subject_key=answer.id)
    session().commit()
    flash(_("Het concept is weggegooid. De punten staan weer in de wachtrij."), "ok")
    return redirect(url_for("answers.workbench"))
