"""Bring something in, without an account; and what one sees then (D3)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.contributions import choices
from dialoog.contributions.forms import HandInForm
from dialoog.contributions.models import Channel, Contribution, Look, PointKind
from dialoog.contributions.queries import by_number, shown_text
from dialoog.contributions.rules.handing_in import hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.organisations import queries as organisations
from dialoog.permissions import Permission
from dialoog.terms.models import Promise
from dialoog.terms.rules import LENGTH, clocks_of
from dialoog.terms.shown import shown
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, reading, session, settings
from dialoog.web.forms import offered

Page = tuple[str, int] | Response


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.hand_in
def new() -> Page:
    """The form; what was typed stays, whatever goes wrong."""
    form = _form()
    if form.validate_on_submit():
        with form.refusals():
            email = form.email.data or None
            made = hand_in(session(), _given(form), speaker=form.speaker(), email=email, actor=actor())
            session().commit()
            if email:
                flash(_("U krijgt zo een ontvangstbewijs op het e-mailadres dat u invulde."), "ok")
            return redirect(url_for("contributions.received", number=made.number))
    return _page(form)


def stood_open_too_long() -> Page:
    """The form again, with all that was typed, where the browser lost the cookie that belongs to it."""
    form = _form()
    form.form_errors.append(_("Deze pagina stond te lang open. Uw tekst staat er nog: verstuur hem opnieuw."))
    return _page(form)


@needs(Permission.PUBLIC_READ)
def received(number: str) -> str:
    """The receipt on screen. It tells nothing that the dossier does not, so it can be shared."""
    contribution = by_number(session(), number)
    clocks = {clock.promise: clock for clock in clocks_of(session(), contribution)}
    return render_template(
        "contributions/received.html",
        contribution=contribution,
        text=shown_text(actor(), contribution),
        look_due=contribution.look_due if contribution.look is Look.WAITING else None,
        assign_due=clocks[Promise.ASSIGN].due_on,
        term=shown(clocks[Promise.ANSWER]),
        proof_href=f"/inbreng/{contribution.number}/bewijs",
        dossier_href=f"/inbreng/{contribution.number}",
    )


def _form() -> HandInForm:
    form = HandInForm(theme=request.args.get("thema"))
    with reading() as db:
        form.theme.choices = offered(choices.themes(db))
    return form


def _given(form: HandInForm) -> Input:
    theme = organisations.theme(session(), form.theme.data) if form.theme.data else None
    return Input(
        text=form.text.data,
        kind=PointKind(form.kind.data),
        channel=Channel.WEB,
        theme=theme,
        look_first=settings().look_first and actor().person_id is None,
        form_token=form.form_token.data,
    )


def _page(form: HandInForm) -> Page:
    parties = choices.known_party_names(session())
    page = render_template("contributions/new.html", form=form, parties=parties, answer_days=LENGTH.answer)
    return page, form.status


def dossier_of(contribution: Contribution) -> str:
    """The address of its public page."""
    return f"/inbreng/{contribution.number}"
