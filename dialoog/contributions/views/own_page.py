"""The pages around a giver's own page: a lost link, another address. GET shows one button (P2)."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links, proving
from dialoog.accounts.addresses import normal
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.forms import ConfirmForm, LostLinkForm
from dialoog.contributions.models import Giver
from dialoog.contributions.rules import own_page as rules
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.place import place
from dialoog.web.token_pages import token_page


@needs(Permission.PUBLIC_READ)
@limits.link_request
def lost_link() -> tuple[str, int] | Response:
    """Ask for a fresh link; the answer is the same whether we know the address or not."""
    form = LostLinkForm()
    if form.validate_on_submit():
        with form.refusals():
            address = normal(form.email.data)
            if proving.begin_link_request(session(), address, place(), secret_key=settings().secret_key):
                rules.send_page(session(), address)
                session().commit()
            return redirect(url_for("contributions.link_sent"))
    return render_template("contributions/own/lost.html", form=form), form.status


@needs(Permission.PUBLIC_READ)
def link_sent() -> str:
    """What to do now."""
    return render_template("contributions/own/sent.html")


@needs(Permission.PUBLIC_READ)
@limits.log_in
def move(token: str) -> Response:
    """At the present address: yes, the other one. Then a link goes there."""
    link, giver = find_giver(token, rules.MOVE)
    if ConfirmForm().validate_on_submit():
        rules.approve_move(session(), link, giver)
        wanted = str(link.params["email"])
        session().commit()
        return token_page("contributions/own/move.html", email=wanted, done=True)
    return token_page("contributions/own/move.html", email=link.params["email"], done=False)


@needs(Permission.PUBLIC_READ)
@limits.log_in
def new_address(token: str) -> Response:
    """At the new address: yes, it is mine. From now on mail goes there."""
    link, giver = find_giver(token, rules.NEW_ADDRESS)
    email = str(link.params["email"])
    if ConfirmForm().validate_on_submit():
        rules.take_address(session(), link, giver)
        session().commit()
        return token_page("contributions/own/new_address.html", email=email, done=True)
    return token_page("contributions/own/new_address.html", email=email, done=False)


def find_giver(token: str, about: str) -> tuple[AccessLink, Giver]:
    """What a mailed link is about, and whose it is. Raises LinkGone."""
    link = links.find(session(), token, LinkPurpose.CONFIRM, settings().secret_key, of=about)
    giver = session().get(Giver, link.subject_id)
    if giver is None or not giver.email:
        raise LinkGone(_("Deze link werkt niet meer: uw gegevens zijn bij ons verwijderd."))
    return link, giver
