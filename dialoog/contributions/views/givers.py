"""Noting whose points these are, so that they hear what becomes of them (D9a)."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions import choices
from dialoog.contributions.forms import GiverForm
from dialoog.contributions.models import Contribution, Giver
from dialoog.contributions.queries import givers_of_all, shown_text
from dialoog.contributions.rules import givers as rules
from dialoog.contributions.views.staff import of_unit
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.naming import party_named
from dialoog.permissions import Permission, require
from dialoog.web.access import needs
from dialoog.web.afterwards import write_afterwards
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.CONTRIBUTION_ATTACH_GIVER)
def givers() -> Page:
    """The chosen points with whom they are of so far, and a form to add somebody; again for each next one."""
    contributions = choices.chosen(session(), request.values.getlist("nummer"))
    for contribution in contributions:
        require(actor(), Permission.CONTRIBUTION_ATTACH_GIVER, unit=of_unit(contribution))
    form = GiverForm()
    if form.validate_on_submit():
        with form.refusals():
            giver = _giver(form)
            sector = Sector(form.sector.data or Sector.UNKNOWN)
            left = rules.attach(session(), contributions, giver, sector=sector, actor=actor())
            _note(contributions, left)
            session().commit()
            _tell(giver, len(contributions) - len(left), left)
            numbers = [contribution.number for contribution in contributions]
            return redirect(url_for("contributions.givers", nummer=numbers))
    return _page(form, contributions), form.status


def _giver(form: GiverForm) -> Giver:
    sector = Sector(form.sector.data or Sector.UNKNOWN)
    party = party_named(session(), form.party.data, sector) if form.party.data else None
    return rules.giver_for(session(), email=form.email.data or None, name=form.name.data or None, organisation=party)


def _page(form: GiverForm, contributions: list[Contribution]) -> str:
    known = givers_of_all(session(), contributions)
    read = [contribution.number for contribution in contributions if contribution.id in known]
    if read:
        write_afterwards(partial(_note_reads, read))
    return render_template(
        "contributions/givers.html",
        form=form,
        points=[(c, shown_text(actor(), c), known.get(c.id, [])) for c in contributions],
        parties=choices.party_names(session()),
    )


def _note_reads(numbers: list[str], own: Session) -> None:
    """One row for each point whose addresses were shown (P4), all in one transaction."""
    for number in numbers:
        audit.note(own, actor=actor(), action="giver.read", subject_kind="inbreng", subject_key=number)


def _note(contributions: list[Contribution], left: list[Contribution]) -> None:
    for contribution in contributions:
        if contribution not in left:
            audit.note(
                session(),
                actor=actor(),
                action="giver.attached",
                subject_kind="inbreng",
                subject_key=contribution.number,
            )


def _tell(giver: Giver, done: int, left: list[Contribution]) -> None:
    name = giver.organisation.name if giver.organisation else giver.name or giver.email
    if done:
        flash(
            ngettext(
                "%(name)s is gekoppeld aan %(num)d punt.", "%(name)s is gekoppeld aan %(num)d punten.", done, name=name
            ),
            "ok",
        )
    if done and not giver.email:
        flash(_("Zonder e-mailadres krijgt %(name)s geen bericht.", name=name), "warning")
    if left:
        numbers = ", ".join(contribution.number for contribution in left)
        flash(
            _("Niet gekoppeld, want ingetrokken of door de ontvanger ontkend: %(numbers)s.", numbers=numbers), "warning"
        )
