"""Parties with their sector, for secretariat and administrators."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.organisations import queries
from dialoog.organisations.forms import PartyForm
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Organisation, Sector
from dialoog.organisations.rules import parties as rules
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import short_date

Page = tuple[str, int] | Response


@needs(Permission.ORGANISATION_EDIT)
def parties() -> str:
    """All parties, newest first, by name and sector."""
    after, size = asked_page()
    words = request.args.get("q", "").strip()[:200]
    asked_sector = request.args.get("sector", "")
    sector = Sector(asked_sector) if asked_sector in set(Sector) else None
    page = page_by_key(session(), queries.parties(words, sector), Organisation.id, after=after, size=size)
    given: dict[str, Any] = {k: v for k, v in (("q", words), ("sector", sector.value if sector else "")) if v}
    return render_template(
        "organisations/parties.html",
        rows=[_cells(party) for party in page.rows],
        sector_options=[(one.value, SECTORS[one], None) for one in Sector],
        words=words,
        sector=sector,
        next_href=url_for("organisations.parties", **given, na=page.next_key) if page.next_key else None,
        first_href=url_for("organisations.parties", **given) if after else None,
    )


@needs(Permission.ORGANISATION_EDIT)
def add_party() -> Page:
    """A new party."""
    form = PartyForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.add_party(session(), actor=actor(), name=form.name.data, sector=Sector(form.sector.data))
            session().commit()
            return _saved(_("De partij is toegevoegd."))
    return render_template("organisations/party.html", form=form, party=None), form.status


@needs(Permission.ORGANISATION_EDIT)
def party(slug: str) -> Page:
    """Correct a party."""
    found = queries.party(session(), slug)
    form = PartyForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            rules.change_party(session(), found, actor=actor(), name=form.name.data, sector=Sector(form.sector.data))
            session().commit()
            return _saved(_("De partij is bewaard."))
    return render_template("organisations/party.html", form=form, party=found), form.status


def _cells(party: Organisation) -> list[Any]:
    name = {"text": party.name, "href": url_for("organisations.party", slug=party.slug)}
    return [name, SECTORS[party.sector], short_date(party.created_at)]


def _saved(message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("organisations.parties"))
