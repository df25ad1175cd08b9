"""Seeing an answer as it will be, publishing it, and beginning what changes it (D6, D8)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.queries.access import staff_answer
from dialoog.answers.queries.officials import lead_names
from dialoog.answers.queries.points import beside
from dialoog.answers.rules import drafting, duties, publishing, versions
from dialoog.answers.shown import card, checks, planned
from dialoog.answers.views.workbench import tell
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Contribution
from dialoog.errors import Conflict, NotFound, RuleViolation
from dialoog.permissions import Permission, may, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session


@needs(Permission.ANSWER_QUEUE)
def preview(answer_id: int) -> str | Response:
    """The draft as everyone will read it, who will be told, and the button that publishes it (leads only)."""
    answer = staff_answer(session(), answer_id, actor())
    version = _draft_or_none(answer)
    if version is None:
        return redirect(url_for("answers.draft", answer_id=answer.id))
    try:
        duties.check(version, level=answer.level)
    except duties.DutiesNotMet:
        return redirect(url_for("answers.draft", answer_id=answer.id, controle=1))
    return render_template(
        "answers/preview.html",
        answer=answer,
        version=version,
        outcome=OUTCOMES[version.outcome] if version.outcome else None,
        card=card(version),
        planned=planned(version),
        points=beside(session(), answer, actor()),
        publishes=may(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id),
        leads=lead_names(session(), answer.unit_id),
        checks=checks(version.motivation, version.consideration),
    )


def _draft_or_none(answer: Answer) -> AnswerVersion | None:
    try:
        return drafting.draft_of(session(), answer)
    except RuleViolation:
        return None


@needs(Permission.ANSWER_PUBLISH)
def publish(answer_id: int) -> Response:
    """Put in force what the lead just read; a draft that was changed meanwhile is shown first."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id)
    version = _draft_or_none(answer)
    if version is None:
        flash(_("Dit antwoord is al gepubliceerd."), "info")
        return redirect(url_for("answers.draft", answer_id=answer.id))
    if request.form.get("edit") != str(version.edit):
        raise Conflict(_("Het concept is gewijzigd nadat u het las. Bekijk het voorbeeld opnieuw."))
    act = publishing.publish(session(), answer, actor=actor())
    audit.note(
        session(),
        actor=actor(),
        action="answer.published",
        subject_kind="antwoord",
        subject_key=answer.id,
        detail={"version": version.n, "points": len(act.done)},
    )
    session().commit()
    one, more = "Gepubliceerd: %(num)d punt is beantwoord.", "Gepubliceerd: %(num)d punten zijn beantwoord."
    flash(ngettext(one, more, len(act.done)), "ok")
    tell(act)
    return redirect(url_for("answers.draft", answer_id=answer.id))


@needs(Permission.ANSWER_DRAFT)
def new_version(answer_id: int) -> Response:
    """Begin a new version for all points under the answer (D8)."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id)
    versions.start_version(session(), answer, actor=actor())
    audit.note(session(), actor=actor(), action="answer.redrafted", subject_kind="antwoord", subject_key=answer.id)
    session().commit()
    return redirect(url_for("answers.draft", answer_id=answer.id))


@needs(Permission.ANSWER_DRAFT)
def own_answer(answer_id: int) -> Response:
    """Begin an own answer for one point that was sent back (D8)."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id)
    number = request.form.get("nummer", "")
    contribution = session().scalar(select(Contribution).where(Contribution.number == number))
    if contribution is None:
        raise NotFound
    act = versions.start_own(session(), contribution, answer, actor=actor())
    audit.note(session(), actor=actor(), action="answer.drafted", subject_kind="antwoord", subject_key=act.answer.id)
    session().commit()
    return redirect(url_for("answers.draft", answer_id=act.answer.id))
