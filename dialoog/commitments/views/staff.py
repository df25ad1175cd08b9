"""Reporting on commitments: the owning unit's officials, or the secretariat."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.commitments import rules
from dialoog.commitments.forms import StepForm
from dialoog.commitments.models import Commitment
from dialoog.commitments.queries import Filters, by_id, conditions, worked_on_by
from dialoog.commitments.shown import late, owner, row
from dialoog.commitments.views.public import filter_fields, late_chip, step_of
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Unit
from dialoog.permissions import Permission, require
from dialoog.register.queries import events_of
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address, chosen
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import long_date

PATH = "/werk/toezeggingen"


@needs(Permission.ANSWER_QUEUE)
def worklist() -> str:
    """The commitments this reader reports on."""
    filters = Filters.from_arguments(request.args)
    after, size = asked_page()
    query = worked_on_by(actor()).where(*conditions(filters))
    page = page_by_key(session(), query, Commitment.id, after=after, size=size)
    units = session().execute(select(Unit.slug, Unit.name).order_by(Unit.name)).all()
    fields = filter_fields(filters, list(units))
    return render_template(
        "commitments/worklist.html",
        fields=fields,
        late_only=filters.te_laat,
        active=chosen(PATH, fields) + late_chip(PATH, filters),
        rows=[row(commitment, staff=True) for commitment in page.rows],
        total=page.total,
        next_href=address(PATH, na=page.next_key) if page.next_key else None,
        first_href=address(PATH) if after is not None else None,
    )


@needs(Permission.ANSWER_QUEUE)
def step(commitment_id: int) -> str | tuple[str, int] | Response:
    """One commitment with what was reported, and the next step."""
    found = by_id(session(), commitment_id, actor())
    require(actor(), Permission.COMMITMENT_REPORT, unit=found.owner_unit_id or 0)
    form = StepForm()
    form.offer(found)
    if form.validate_on_submit():
        with form.refusals():
            _take(found, form)
            audit.note(
                session(),
                actor=actor(),
                action=f"commitment.{form.act.data}",
                subject_kind="toezegging",
                subject_key=found.id,
            )
            session().commit()
            flash(_("Bewaard. De inbrengers krijgen bericht."), "ok")
            return redirect(url_for("commitments.step", commitment_id=found.id))
    page = render_template(
        "commitments/step.html",
        commitment=found,
        form=form,
        late=late(found),
        facts=[(_("Wie voert het uit"), owner(found)), (_("Klaar uiterlijk"), long_date(found.due_on))],
        steps=[step_of(event, staff=True) for event in events_of(session(), found)],
    )
    return page, form.status


def _take(commitment: Commitment, form: StepForm) -> None:
    """The rule that was chosen. Its refusals are shown at the words, or at the day."""
    words, act = form.words.data, form.act.data
    try:
        if act == "voortgang":
            rules.report(session(), commitment, text=words, actor=actor())
        elif act == "gereed":
            rules.complete(session(), commitment, text=words, actor=actor())
        elif act == "vervallen":
            rules.drop(session(), commitment, reason=words, actor=actor())
        elif act == "heropen":
            rules.reopen(session(), commitment, reason=words, actor=actor())
        else:
            _another_day(commitment, form)
    except RuleViolation as refusal:
        refusal.field = "words" if refusal.field in ("report", "reason") else refusal.field
        raise


def _another_day(commitment: Commitment, form: StepForm) -> None:
    if form.due_on.data is None:
        raise RuleViolation(_("Kies de nieuwe einddatum."), field="due_on")
    rules.change_due(session(), commitment, due_on=form.due_on.data, reason=form.words.data, actor=actor())
