"""One's own account: what we know of you, correcting it, password, log-ins (P1, P2)."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from dialoog.accounts import links, proving, second_factor, sessions
from dialoog.accounts.cookies import the_login
from dialoog.accounts.forms import AddressForm, ConfirmForm, NewPasswordForm, OwnDataForm
from dialoog.accounts.labels import ROLES, device_words
from dialoog.accounts.models import LinkPurpose, LoginSession
from dialoog.accounts.rules import own_data
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.token_pages import token_page

Page = tuple[str, int] | Response


@needs(Permission.ACCOUNT_OWN)
def mine() -> str:
    """The own page: who you are here and where you can go."""
    person = the_login().person
    roles = [ROLES[role] for role in sorted(person.roles)]
    # What higher domains know of whoever has this address (wiring).
    own = Markup(current_app.extensions["dialoog_own_part"](person.email))  # noqa: S704 - rendered from a template
    return render_template("accounts/mine.html", person=person, roles=roles, own=own)


@needs(Permission.ACCOUNT_OWN)
def data() -> Page:
    """What we keep of you; POST corrects name and job title."""
    login = the_login()
    form = OwnDataForm(obj=login.person)
    if login.person.role_rows:
        form.for_staff()
    if form.validate_on_submit():
        with form.refusals():
            own_data.correct(session(), login.person, actor=actor(), name=form.name.data, job_title=form.job_title.data)
            session().commit()
            return _saved(_("Uw gegevens zijn bewaard."))
    person = login.person
    page = render_template(
        "accounts/data.html",
        form=form,
        person=person,
        codes_left=second_factor.codes_left(session(), person),
        logins=[_shown(one, login) for one in sessions.running_of(session(), person)],
    )
    return page, form.status


@needs(Permission.ACCOUNT_OWN)
@limits.link_request
def address() -> Page:
    """Another e-mail address: a link is sent there."""
    login = the_login()
    form = AddressForm()
    if form.validate_on_submit():
        with form.refusals():
            proving.once_more(session(), login, form.proof.data, secret_key=settings().secret_key)
            own_data.ask_new_address(session(), login.person, form.email.data, actor=actor())
            session().commit()
            return _saved(_("Kijk in uw nieuwe mailbox. Met de link daarin bevestigt u uw nieuwe adres."))
    page = render_template(
        "accounts/address.html", form=form, person=login.person, can_prove=proving.can_prove(login.person)
    )
    return page, form.status


@needs(Permission.ACCOUNT_OWN)
@limits.log_in
def confirm_address(token: str) -> Response:
    """The page of the link to a new address: GET shows one button, POST changes the address."""
    link = links.find(session(), token, LinkPurpose.CONFIRM, settings().secret_key)
    form = ConfirmForm()
    if form.validate_on_submit():
        person = the_login().person
        old = person.email
        own_data.take_new_address(session(), link, person, actor=actor())
        current_app.extensions["dialoog_address_moved"](session(), old, person.email)
        session().commit()
        return _saved(_("Uw e-mailadres is gewijzigd."))
    return token_page("accounts/confirm_address.html", form=form, address=link.params.get("email"))


@needs(Permission.ACCOUNT_OWN)
@limits.log_in
def password() -> Page:
    """Choose or change the password."""
    login = the_login()
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            proving.once_more(session(), login, form.proof.data, secret_key=settings().secret_key)
            own_data.set_password(session(), login, form.password.data, actor=actor())
            session().commit()
            return _saved(_("Uw wachtwoord is gewijzigd. Andere apparaten zijn uitgelogd."))
    page = render_template(
        "accounts/password.html", form=form, person=login.person, can_prove=proving.can_prove(login.person)
    )
    return page, form.status


@needs(Permission.ACCOUNT_OWN)
def end_session(login_id: int) -> Response:
    """End one of the own log-ins."""
    own_data.end_session(session(), the_login().person, login_id, actor=actor())
    session().commit()
    return _saved(_("Dat apparaat is uitgelogd."))


@needs(Permission.ACCOUNT_OWN)
def end_other_sessions() -> Response:
    """End all log-ins but this one."""
    own_data.end_other_sessions(session(), the_login(), actor=actor())
    session().commit()
    return _saved(_("Alle andere apparaten zijn uitgelogd."))


def _saved(message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("accounts.data"))


def _shown(one: LoginSession, current: LoginSession) -> dict[str, object]:
    return {"id": one.id, "device": device_words(one.device), "seen": one.last_seen_at, "current": one.id == current.id}
