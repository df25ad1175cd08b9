"""A second reader of a draft: asked by who writes, and what the colleague says (D7b)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.answers.forms import SMALL_NUMBER
from dialoog.answers.models import Answer
from dialoog.answers.prepared import Review
from dialoog.answers.prepared_forms import AskForm, ReadForm, seen_edit
from dialoog.answers.prepared_shown import readings
from dialoog.answers.queries.access import staff_answer
from dialoog.answers.queries.points import beside
from dialoog.answers.queries.reviews import readers, review_of, reviews_of
from dialoog.answers.rules import reviewing
from dialoog.answers.shown import card, checks, planned
from dialoog.answers.views.publishing import draft_or_none
from dialoog.contributions.labels import OUTCOMES
from dialoog.errors import RuleViolation
from dialoog.permissions import Permission, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | tuple[str, int] | Response


@needs(Permission.ANSWER_DRAFT)
def review(answer_id: int) -> Page:
    """Who was asked to read the draft and what they said; POST asks one more, or withdraws a question."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id)
    version = draft_or_none(answer)
    if version is None:
        return redirect(url_for("answers.draft", answer_id=answer.id))
    act, _colon, what = request.form.get("doe", "vraag").partition(":")
    if request.method == "POST" and act == "trek-in":
        return _withdraw(answer, what)
    form = AskForm()
    form.offer(readers(session(), answer, actor()))
    if form.validate_on_submit():
        with form.refusals():
            reader = session().get(Person, int(form.reader.data))
            asked = reviewing.ask(session(), version, reader, note=form.note.data, actor=actor())
            _note("review.asked", answer, asked)
            session().commit()
            flash(_("%(name)s krijgt een mail met een link naar dit concept.", name=asked.reader.name), "ok")
            return redirect(url_for("answers.review", answer_id=answer.id))
    lines = readings(reviews_of(session(), version), version.edit)
    return render_template(
        "answers/review.html", answer=answer, version=version, form=form, readings=lines
    ), form.status


def _withdraw(answer: Answer, what: str) -> Response:
    asked = review_of(session(), answer, int(what) if SMALL_NUMBER.fullmatch(what) else 0)
    try:
        reviewing.withdraw(session(), asked)
        _note("review.withdrawn", answer, asked)
        session().commit()
        flash(_("De vraag is ingetrokken."), "ok")
    except RuleViolation as refusal:
        session().rollback()
        flash(refusal.message, "warning")
    return redirect(url_for("answers.review", answer_id=answer.id))


def _note(action: str, answer: Answer, asked: Review) -> None:
    audit.note(
        session(),
        actor=actor(),
        action=action,
        subject_kind="antwoord",
        subject_key=answer.id,
        detail={"review": asked.id, "reader": asked.reader_id},
    )


@needs(Permission.ANSWER_QUEUE)
def read(answer_id: int) -> Page:
    """The draft as it will be, for who was asked to read it; POST says what they think."""
    answer = staff_answer(session(), answer_id, actor())
    version = draft_or_none(answer)
    if version is None:
        flash(_("Dit antwoord is intussen gepubliceerd of weggegooid. U hoeft het niet meer te lezen."), "info")
        return redirect(url_for("answers.draft", answer_id=answer.id))
    reviews = reviews_of(session(), version)
    mine = next((one for one in reviews if one.reader_id == actor().person_id), None)
    form = ReadForm(edit=str(version.edit))
    if form.validate_on_submit():
        with form.refusals():
            _give(answer, mine, form)
            flash(_("Dank u wel. %(name)s krijgt bericht.", name=mine.asked_by.name if mine else ""), "ok")
            return redirect(url_for("answers.home"))
    # Whatever was typed, what is read now is the text as it is now.
    form.edit.data = str(version.edit)
    return render_template(
        "answers/read.html",
        answer=answer,
        version=version,
        outcome=OUTCOMES[version.outcome] if version.outcome else None,
        card=card(version),
        planned=planned(version),
        points=beside(session(), answer, actor()),
        checks=checks(version.motivation, version.consideration),
        form=form,
        mine=readings([mine], version.edit)[0] if mine else None,
    ), form.status


def _give(answer: Answer, mine: Review | None, form: ReadForm) -> None:
    if mine is None:
        raise RuleViolation(_("Aan u is niet gevraagd om dit te lezen."))
    agrees = form.says.data == "akkoord"
    edit = seen_edit(form.edit.data)
    reviewing.give(session(), mine, agrees=agrees, remarks=form.remarks.data, edit=edit, actor=actor())
    _note("review.given", answer, mine)
    session().commit()
