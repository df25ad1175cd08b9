"""The link in an invitation for a seat: GET shows what is asked, POST says yes or no (T2; interface.md, E-mail)."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.tables.labels import PARTS
from dialoog.tables.models import NeedKind, SeatHolding
from dialoog.tables.rules import holding as rules
from dialoog.tables.rules.inviting import SUBJECT
from dialoog.tables.seat_forms import AcceptForm, DeclineForm
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page


@needs(Permission.PUBLIC_READ)
@limits.log_in
def answer(token: str) -> Response:
    """What is asked of a member; POST takes the seat."""
    holding = _find(token)
    form = AcceptForm.of(holding)
    if form.validate_on_submit():
        with form.refusals():
            rules.accept(session(), holding, form.given())
            slug = holding.seat.table.slug
            session().commit()
            flash(_("Welkom aan tafel. U krijgt een mail met wat wij afspraken en hoe u inlogt."), "ok")
            return redirect(url_for("tables.table", slug=slug))
    wanted = [f"need_{kind.value}" for kind in NeedKind]
    no_href = url_for("tables.decline", token=token)
    return token_page("tables/answer.html", form.status, form=form, needs=wanted, no_href=no_href, **_about(holding))


@needs(Permission.PUBLIC_READ)
@limits.log_in
def decline(token: str) -> Response:
    """POST says no."""
    holding = _find(token)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.decline(session(), holding, reason=form.reason.data)
            slug = holding.seat.table.slug
            session().commit()
            flash(_("Dank u voor uw antwoord. Wij verwijderen uw gegevens binnen twee maanden."), "ok")
            return redirect(url_for("tables.table", slug=slug))
    back_href = url_for("tables.answer", token=token)
    return token_page("tables/decline.html", form.status, form=form, back_href=back_href, **_about(holding))


def _find(token: str) -> SeatHolding:
    link = links.find(session(), token, LinkPurpose.SEAT, settings().secret_key, of=SUBJECT)
    return rules.of_link(session(), link)


def _about(holding: SeatHolding) -> dict[str, Any]:
    return {
        "table": holding.seat.table,
        "part": str(PARTS[holding.part]).lower(),
        "party": holding.organisation.name if holding.organisation else None,
        "sector": str(SECTORS[holding.sector]),
        "until": holding.expires_at,
    }
