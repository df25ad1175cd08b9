"""Logging in by link or by password, and out (P1)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from dialoog.accounts import links, proving, sessions
from dialoog.accounts.addresses import normal
from dialoog.accounts.cookies import current_login, device, log_in
from dialoog.accounts.forms import ConfirmForm, LinkForm, PasswordForm
from dialoog.accounts.models import LinkPurpose, Person
from dialoog.accounts.rules import logging_in
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.own_paths import own_path
from dialoog.web.place import place
from dialoog.web.token_pages import token_page

Page = tuple[str, int] | Response


@needs(Permission.PUBLIC_READ)
@limits.log_in
def login() -> Page:
    """The two ways in; POST is the one by password."""
    form = PasswordForm(then=request.args.get("verder"))
    if form.validate_on_submit():
        with form.refusals():
            person = proving.by_password(
                session(), normal(form.email.data), form.password.data, place(), secret_key=settings().secret_key
            )
            return _enter(person, "password", form.then.data)
    elif request.method == "GET" and actor().person_id is not None:
        return redirect(_onward(form.then.data))
    link_form = LinkForm(formdata=None, then=form.then.data)
    return render_template("accounts/login.html", form=form, link_form=link_form), form.status


@needs(Permission.PUBLIC_READ)
@limits.link_request
def ask_link() -> Page:
    """Mail a link; the answer is the same whether we know the address or not, and whether it got many already."""
    form = LinkForm()
    if form.validate():
        with form.refusals():
            address = normal(form.email.data)
            if proving.begin_link_request(session(), address, place(), secret_key=settings().secret_key):
                logging_in.send_link(session(), address, then=own_path(form.then.data, ""))
                session().commit()
            return redirect(url_for("accounts.link_sent"))
    password_form = PasswordForm(formdata=None, then=form.then.data)
    return render_template("accounts/login.html", form=password_form, link_form=form), form.status


@needs(Permission.PUBLIC_READ)
def link_sent() -> str:
    """What to do now."""
    return render_template("accounts/link_sent.html", minutes=logging_in.LINK_VALID.seconds // 60)


@needs(Permission.PUBLIC_READ)
@limits.log_in
def use_link(token: str) -> Response:
    """The page of a mailed link: GET shows one button, POST logs in."""
    form = ConfirmForm()
    try:
        link = links.find(session(), token, LinkPurpose.LOGIN, settings().secret_key)
        if form.validate_on_submit():
            return _enter(logging_in.use_link(session(), link), "link", link.params.get("then"))
    except links.LinkGone as gone:
        return token_page("accounts/login_link_gone.html", 410, why=gone.message)
    return token_page("accounts/use_link.html", form=form)


@needs(Permission.ACCOUNT_ENTER)
def logout() -> Response:
    """End this log-in."""
    login = current_login()
    if login is not None:
        logging_in.log_out(session(), login)
        session().commit()
    logout_user()
    flash(_("U bent uitgelogd."), "ok")
    return redirect("/")


def _enter(person: Person, way: str, then: str | None) -> Response:
    seen_before = sessions.known_device(session(), person, device())
    first = not sessions.any_of(session(), person)
    login = log_in(person)
    logging_in.note_login(session(), login, way=way, new_device=not seen_before and not first)
    session().commit()
    if person.role_rows:
        return redirect(url_for("accounts.second_factor", verder=own_path(then, "") or None))
    return redirect(_onward(then))


def _onward(then: str | None) -> str:
    return own_path(then, "/werk" if actor().roles else url_for("accounts.mine"))
