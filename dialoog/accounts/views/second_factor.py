"""The second factor: giving it at log-in, setting it up, another app, new recovery codes (P1)."""

import flask
from flask import redirect, render_template, request, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from dialoog.accounts import proving
from dialoog.accounts import second_factor as factor
from dialoog.accounts.cookies import LoggedIn, the_login
from dialoog.accounts.forms import CodeForm, NewAppForm, ProofForm
from dialoog.accounts.models import LoginSession
from dialoog.accounts.rules import logging_in, own_data
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.own_paths import own_path
from dialoog.web.token_pages import token_page

Page = tuple[str, int] | Response
PENDING = "totp_nonce"


@needs(Permission.ACCOUNT_ENTER)
@limits.log_in
def second_factor() -> Page:
    """After the first step: a code from the app; or, for staff who have none yet, setting it up."""
    login = the_login()
    form = CodeForm(then=request.args.get("verder"))
    onward = own_path(form.then.data, "/werk" if login.person.role_rows else url_for("accounts.mine"))
    if login.second_factor_at is not None or not login.person.role_rows:
        return redirect(onward)
    if login.person.totp_confirmed_at is None:
        return _first_app(login, form, onward)
    if form.validate_on_submit():
        with form.refusals():
            recovery = proving.by_second_factor(session(), login, form.code.data, secret_key=settings().secret_key)
            _let_count(login, recovery=recovery)
            session().commit()
            return redirect(onward)
    return render_template("accounts/code.html", form=form), form.status


@needs(Permission.ACCOUNT_OWN)
@limits.log_in
def new_app() -> Page:
    """Another app in place of the present one, after a proof."""
    login = the_login()
    form = NewAppForm()
    if form.validate_on_submit():
        with form.refusals():
            proving.once_more(session(), login, form.proof.data, secret_key=settings().secret_key)
            codes = _confirm(login, form.code.data)
            session().commit()
            return _show_codes(codes, url_for("accounts.data"))
    return _app_page("accounts/new_app.html", login, form)


@needs(Permission.ACCOUNT_OWN)
@limits.log_in
def recovery_codes() -> Page:
    """Ten new recovery codes, shown once, after a proof."""
    login = the_login()
    form = ProofForm()
    if form.validate_on_submit():
        with form.refusals():
            proving.once_more(session(), login, form.proof.data, secret_key=settings().secret_key)
            codes = own_data.renew_recovery_codes(
                session(), login.person, secret_key=settings().secret_key, actor=actor()
            )
            session().commit()
            return _show_codes(codes, url_for("accounts.data"))
    return render_template("accounts/recovery_codes.html", form=form), form.status


def _first_app(login: LoginSession, form: CodeForm, onward: str) -> Page:
    if form.validate_on_submit():
        with form.refusals():
            codes = _confirm(login, form.code.data)
            _let_count(login, recovery=False)
            session().commit()
            return _show_codes(codes, onward)
    return _app_page("accounts/first_app.html", login, form)


def _confirm(login: LoginSession, code: str) -> list[str]:
    codes = own_data.set_second_factor(
        session(), login, _pending_nonce(), code, secret_key=settings().secret_key, actor=actor()
    )
    flask.session.pop(PENDING, None)
    return codes


def _let_count(login: LoginSession, *, recovery: bool) -> None:
    token = logging_in.pass_second_factor(session(), login, recovery=recovery)
    login_user(LoggedIn(login, token))


def _pending_nonce() -> bytes:
    # Kept in the signed cookie until the first right code: without the secret key it tells nothing.
    if PENDING not in flask.session:
        flask.session[PENDING] = factor.new_nonce().hex()
    return bytes.fromhex(flask.session[PENDING])


def _app_page(template: str, login: LoginSession, form: CodeForm | NewAppForm) -> Response:
    secret = factor.secret(login.person_id, _pending_nonce(), settings().secret_key)
    words = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = factor.picture(factor.address(login.person, secret))
    can_prove = proving.can_prove(login.person)
    return token_page(template, form.status, form=form, picture=picture, words=words, can_prove=can_prove)


def _show_codes(codes: list[str], onward: str) -> Response:
    return token_page("accounts/codes_once.html", codes=codes, onward=onward)
