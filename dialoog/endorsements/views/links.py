"""The links in the mails about an endorsement: GET shows one button, POST acts (interface.md, E-mail)."""

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.forms import ConfirmForm
from dialoog.contributions.models import Contribution
from dialoog.endorsements import rules
from dialoog.endorsements.models import STANDING, Endorsement, EndorsementState
from dialoog.permissions import Actor, Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page

FOR_A_PARTY = Actor(backs=True)


@needs(Permission.ENDORSEMENT_GIVE)
@limits.log_in
def confirm(token: str) -> Response:
    """Yes, our party backs this."""
    link, found = _find(token, "confirm")
    if found.state is not EndorsementState.ASKED or not rules.can_be_endorsed(found.contribution):
        raise LinkGone(_("Deze link werkt niet meer: dit is al bevestigd, of het punt is ingetrokken."))
    form = ConfirmForm()
    if form.validate_on_submit():
        first = rules.confirm(session(), found, look_first=settings().look_first, actor=FOR_A_PARTY)
        message = _("Dank u wel. De onderschrijving telt mee.")
        if settings().look_first:
            message = _("Dank u wel. De onderschrijving telt mee zodra wij de naam hebben bekeken.")
        return _done(link, found, message if first else _("Uw organisatie onderschreef dit punt al. Dank u wel."))
    return _page("confirm", found)


@needs(Permission.ENDORSEMENT_GIVE)
@limits.log_in
def withdraw(token: str) -> Response:
    """Not any more."""
    link, found = _find(token, "withdraw")
    if found.state not in STANDING:
        raise LinkGone(_("Deze onderschrijving is al ingetrokken."))
    form = ConfirmForm()
    if form.validate_on_submit():
        rules.withdraw(session(), found, actor=FOR_A_PARTY)
        return _done(link, found, _("De onderschrijving is ingetrokken. Uw naam en e-mailadres zijn verwijderd."))
    return _page("withdraw", found)


@needs(Permission.ENDORSEMENT_GIVE)
@limits.log_in
def stop(token: str) -> Response:
    """No more mail about it; it goes on counting."""
    link, found = _find(token, "stop")
    form = ConfirmForm()
    if form.validate_on_submit():
        rules.stop_telling(session(), found)
        return _done(link, found, _("U krijgt hierover geen berichten meer. De onderschrijving blijft staan."))
    return _page("stop", found)


def _find(token: str, act: str) -> tuple[AccessLink, Endorsement]:
    link = links.find(session(), token, LinkPurpose.ENDORSE, settings().secret_key, of=Contribution.subject_kind)
    found = rules.of_link(session(), link)
    if found is None or link.params["act"] != act:
        raise LinkGone(_("Deze link werkt niet meer."))
    return link, found


def _page(name: str, found: Endorsement) -> Response:
    text = found.contribution.public_text if rules.can_be_endorsed(found.contribution) else None
    return token_page(f"endorsements/{name}.html", endorsement=found, text=text)


def _done(link: AccessLink, found: Endorsement, message: str) -> Response:
    number = found.contribution.number
    links.use(session(), link)
    session().commit()
    flash(message, "ok")
    return redirect(f"/inbreng/{number}")
