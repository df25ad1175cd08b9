"""The links of a receipt: GET shows one button, POST acts (interface.md, E-mail)."""

from dataclasses import dataclass

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.forms import ConfirmForm
from dialoog.contributions.giver_pages import still_good
from dialoog.contributions.models import Contribution, ContributionState, Giver
from dialoog.contributions.rules import givers, unreachable
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.permissions import Actor, Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page


@dataclass(frozen=True)
class Found:
    """What a mailed link is about."""

    link: AccessLink
    contribution: Contribution
    giver: Giver


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.log_in
def confirm(token: str) -> Response:
    """The giver says: this address is mine."""
    found = _find(token, LinkPurpose.CONFIRM)
    form = ConfirmForm()
    if form.validate_on_submit():
        givers.confirm(session(), found.contribution, found.giver)
        return _done(found, _("Dank u wel. Uw e-mailadres is bevestigd."))
    return token_page("contributions/confirm.html", contribution=found.contribution)


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.log_in
def deny(token: str) -> Response:
    """The giver says: this was not me ("dit was ik niet"); no more mail about it."""
    found = _find(token, LinkPurpose.DENY)
    form = ConfirmForm()
    if form.validate_on_submit():
        unreachable.deny(session(), found.contribution, found.giver)
        return _done(found, _("U krijgt over deze inbreng geen berichten meer. Uw naam staat er niet meer bij."))
    return token_page("contributions/deny.html", contribution=found.contribution)


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.log_in
def withdraw(token: str) -> Response:
    """Take it back (D2)."""
    found = _find(token, LinkPurpose.WITHDRAW)
    form = ConfirmForm()
    if form.validate_on_submit():
        # Whoever is logged in besides: the link says that the giver takes it back (D0).
        as_giver = Actor(gave=frozenset({found.contribution.id}))
        withdraw_own(session(), found.contribution, found.giver, actor=as_giver)
        return _done(found, _("Uw inbreng is ingetrokken. De tekst is niet meer te lezen."))
    done = found.contribution.status == ContributionState.WITHDRAWN
    return token_page("contributions/withdraw.html", contribution=found.contribution, done=done)


def _find(token: str, purpose: LinkPurpose) -> Found:
    link = links.find(session(), token, purpose, settings().secret_key, of=Contribution.subject_kind)
    contribution = session().get(Contribution, link.subject_id)
    giver = session().get(Giver, link.params.get("giver"))
    if contribution is None or giver is None or giver.forgotten_at is not None:
        raise LinkGone(_("Deze link werkt niet meer: uw gegevens zijn bij ons verwijderd."))
    still_good(session(), link, [giver.id])
    givers.own_link(session(), contribution, giver)
    return Found(link, contribution, giver)


def _done(found: Found, message: str) -> Response:
    links.use(session(), found.link)
    session().commit()
    flash(message, "ok")
    return redirect(f"/inbreng/{found.contribution.number}")
