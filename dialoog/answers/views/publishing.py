"""Seeing an answer as it will be, publishing it, and beginning what changes it (D6, D8)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.prepared import Release
from dialoog.answers.prepared_forms import NEW, NOW, WhenForm, seen_edit
from dialoog.answers.prepared_shown import moment_of, readings
from dialoog.answers.queries import releases
from dialoog.answers.queries.access import staff_answer
from dialoog.answers.queries.officials import lead_names
from dialoog.answers.queries.points import beside
from dialoog.answers.rules import drafting, duties, publishing, releasing, versions
from dialoog.answers.shown import about, card, checks, planned
from dialoog.answers.views.workbench import tell
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Contribution
from dialoog.errors import Conflict, NotFound, RuleViolation
from dialoog.permissions import Permission, may, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | tuple[str, int] | Response


@needs(Permission.ANSWER_QUEUE)
def preview(answer_id: int) -> Page:
    """The draft as everyone will read it, who will be told, and the button that publishes it (leads only)."""
    answer = staff_answer(session(), answer_id, actor())
    version = draft_or_none(answer)
    if version is None:
        return redirect(url_for("answers.draft", answer_id=answer.id))
    try:
        duties.check(version, level=answer.level)
    except duties.DutiesNotMet:
        return redirect(url_for("answers.draft", answer_id=answer.id, controle=1))
    return _preview_page(answer, version, _offered(WhenForm(edit=str(version.edit))))


def _offered(form: WhenForm) -> WhenForm:
    form.offer(releases.ahead(session(), moments=True))
    return form


def _preview_page(answer: Answer, version: AnswerVersion, form: WhenForm) -> Page:
    standing = releases.standing_of(session(), answer)
    publishes = may(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id)
    return render_template(
        "answers/preview.html",
        answer=answer,
        version=version,
        outcome=OUTCOMES[version.outcome] if version.outcome else None,
        card=card(version),
        planned=planned(version),
        points=beside(session(), answer, actor()),
        about=about(session(), answer),
        form=form,
        publishes=publishes and standing.release is None,
        takes_out=publishes,
        release=standing.release,
        moment=moment_of(standing.release) if standing.release else None,
        readings=readings(standing.reviews, version.edit),
        writes=may(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id),
        leads=lead_names(session(), answer.unit_id),
        checks=checks(version.motivation, version.consideration),
    ), form.status


def draft_or_none(answer: Answer) -> AnswerVersion | None:
    """The version that is being written, if any."""
    try:
        return drafting.draft_of(session(), answer)
    except RuleViolation:
        return None


@needs(Permission.ANSWER_PUBLISH)
def publish(answer_id: int) -> Page:
    """Put in force what the lead just read, or let it wait for a release; what was changed meanwhile is shown first."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id)
    version = draft_or_none(answer)
    if version is None:
        flash(_("Dit antwoord is al gepubliceerd."), "info")
        return redirect(url_for("answers.draft", answer_id=answer.id))
    if request.form.get("edit") != str(version.edit):
        raise Conflict(_("Het concept is gewijzigd nadat u het las. Bekijk het voorbeeld opnieuw."))
    form = _offered(WhenForm())
    if form.validate():
        with form.refusals():
            release = chosen_release(form)
            if release is None:
                _publish_now(answer, version)
            else:
                _let_wait(answer, version, release)
            return redirect(url_for("answers.draft", answer_id=answer.id))
    return _preview_page(answer, version, form)


def _publish_now(answer: Answer, version: AnswerVersion) -> None:
    act = publishing.publish(session(), answer, actor=actor(), edit=version.edit)
    _note("answer.published", answer, version=version.n, points=len(act.done))
    session().commit()
    one, more = "Gepubliceerd: %(num)d punt is beantwoord.", "Gepubliceerd: %(num)d punten zijn beantwoord."
    flash(ngettext(one, more, len(act.done)), "ok")
    tell(act)


def _let_wait(answer: Answer, version: AnswerVersion, release: Release) -> None:
    act = releasing.add(session(), release, answer, edit=version.edit, actor=actor())
    _note("release.answer-added", answer, release=release.id, version=version.n, points=len(act.done))
    session().commit()
    told = {"name": release.name, "at": moment_of(release)}
    flash(_("Het antwoord staat klaar voor vrijgave ‘%(name)s’: %(at)s.", **told), "ok")
    tell(act)


def _note(action: str, answer: Answer, **detail: int) -> None:
    audit.note(
        session(), actor=actor(), action=action, subject_kind="antwoord", subject_key=answer.id, detail=dict(detail)
    )


def chosen_release(form: WhenForm) -> Release | None:
    """The release that was chosen, made when it is a new one; none for now. Raises RuleViolation."""
    if form.when.data == NOW:
        return None
    if form.when.data != NEW:
        return releases.release_of(session(), seen_edit(form.when.data))
    made = releasing.make(session(), name=form.name.data, at=form.moment(), actor=actor())
    audit.note(session(), actor=actor(), action="release.made", subject_kind="vrijgave", subject_key=made.id)
    return made


@needs(Permission.ANSWER_PUBLISH)
def take_out(answer_id: int) -> Response:
    """Take an answer out of the release it waits for: it is a draft again."""
    answer = staff_answer(session(), answer_id, actor())
    require(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id)
    item = releases.standing_of(session(), answer).item
    if item is None:
        flash(_("Dit antwoord staat niet meer klaar voor een vrijgave."), "info")
        return redirect(url_for("answers.draft", answer_id=answer.id))
    releasing.take_out(session(), item)
    _note("release.answer-taken-out", answer, release=item.release_id)
    session().commit()
    flash(_("Het antwoord is weer een concept. U kunt het wijzigen of nu publiceren."), "ok")
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
