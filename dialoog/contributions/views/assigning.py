"""Putting contributions in a unit's hands, one or many at once, and giving an answer more time (D4)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.contributions import choices
from dialoog.contributions.forms import AssignForm, ExtendForm
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules import assigning
from dialoog.contributions.views.staff import allowed, giving_unit
from dialoog.errors import RuleViolation
from dialoog.organisations import queries as organisations
from dialoog.organisations.models import Unit
from dialoog.permissions import Permission, require
from dialoog.terms.models import Promise
from dialoog.terms.rules import running
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.forms import offered
from dialoog.web.own_paths import own_path
from dialoog.web.rendering import long_date

Page = tuple[str, int] | Response


@needs(Permission.CONTRIBUTION_ASSIGN)
def assign() -> Page:
    """One or many `nummer`, a unit and perhaps a person in it; then back to where it was asked."""
    form = AssignForm()
    form.unit.choices = offered(choices.unit_slugs(session()))
    form.person.choices = offered(choices.people(session()))
    contributions = choices.chosen(session(), request.form.getlist("nummer"))
    if form.validate_on_submit():
        with form.refusals():
            assign_these(contributions, form.unit.data, form.person.data)
            return redirect(own_path(form.then.data, "/werk"))
    return render_template("contributions/assign.html", form=form, contributions=contributions), form.status


def assign_these(contributions: list[Contribution], unit_slug: str, person_id: str | None = None) -> None:
    """Put them in a unit's hands, and say which were left. Raises RuleViolation, NotFound, NotAllowed."""
    unit = organisations.unit(session(), unit_slug)
    _require_all(contributions, unit)
    left = assigning.assign(session(), contributions, unit=unit, assignee=_member(unit, person_id), actor=actor())
    _note("contribution.assigned", contributions, left)
    session().commit()
    _tell(len(contributions) - len(left), left, unit)


@needs(Permission.CONTRIBUTION_EXTEND)
def extend(number: str) -> Page:
    """Once, before it is due, with a reason everyone reads."""
    found = allowed(Permission.CONTRIBUTION_EXTEND, number)
    form = ExtendForm()
    if form.validate_on_submit():
        with form.refusals():
            assigning.extend(session(), found, days=form.days.data or 0, reason=form.reason.data, actor=actor())
            _note("contribution.extended", [found], [])
            session().commit()
            if found.answer_due:
                flash(_("Het antwoord komt nu uiterlijk %(day)s.", day=long_date(found.answer_due)), "ok")
            return redirect(url_for("contributions.contribution", number=found.number))
    clock = running(session(), found, Promise.ANSWER)
    return render_template("contributions/extend.html", form=form, contribution=found, clock=clock), form.status


def _require_all(contributions: list[Contribution], unit: Unit) -> None:
    """Officials pass on what is their unit's, and take up for it what is nobody's and not closed (D11).

    The secretariat gives anything to anybody.
    """
    if not contributions:
        raise RuleViolation(_("Kies eerst een of meer punten."))
    for contribution in contributions:
        require(actor(), Permission.CONTRIBUTION_ASSIGN, unit=giving_unit(contribution, unit.id))


def _member(unit: Unit, person_id: str | None) -> Person | None:
    if not person_id:
        return None
    member = organisations.member(session(), unit, int(person_id))
    if member is None:
        raise RuleViolation(_("Deze persoon hoort niet bij %(unit)s.", unit=unit.name), field="person")
    return member.person


def _note(action: str, contributions: list[Contribution], left: list[Contribution]) -> None:
    for contribution in contributions:
        if contribution not in left:
            audit.note(session(), actor=actor(), action=action, subject_kind="inbreng", subject_key=contribution.number)


def _tell(done: int, left: list[Contribution], unit: Unit) -> None:
    if done:
        one, more = "%(num)d punt is toegewezen aan %(unit)s.", "%(num)d punten zijn toegewezen aan %(unit)s."
        flash(ngettext(one, more, done, unit=unit.name), "ok")
    if left:
        numbers = ", ".join(contribution.number for contribution in left)
        flash(_("Niet toegewezen, want niet meer open: %(numbers)s.", numbers=numbers), "warning")
