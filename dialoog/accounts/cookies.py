"""The cookie that says who is logged in, kept by flask-login: it holds the token of a log-in session."""

import flask
from flask import Flask, request
from flask_login import LoginManager, UserMixin, current_user, login_user

from dialoog import clock
from dialoog.accounts import sessions
from dialoog.accounts.models import LoginSession, Person
from dialoog.errors import NotAllowed
from dialoog.web.afterwards import write_afterwards
from dialoog.web.context import session


class LoggedIn(UserMixin):
    """flask-login's user: a running log-in, known by its token."""

    def __init__(self, login: LoginSession, token: str) -> None:
        self.login = login
        self.token = token

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    """Have flask-login look up the cookie's token."""
    manager = LoginManager()
    # Its own protection binds to address and browser and would write a cookie on pages that are only read.
    manager.session_protection = None  # type: ignore[assignment]
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def current_login() -> LoginSession | None:
    """The log-in of this request, if any."""
    user = current_user._get_current_object()
    return user.login if isinstance(user, LoggedIn) else None


def the_login() -> LoginSession:
    """The log-in of this request, for views that need one. Raises NotAllowed without it."""
    login = current_login()
    if login is None:
        raise NotAllowed
    return login


def log_in(person: Person) -> LoginSession:
    """Start a log-in and give the browser its cookie. Nothing of the visitor's session stays (no fixation)."""
    login, token = sessions.start(session(), person, device=device())
    flask.session.clear()
    login_user(LoggedIn(login, token))
    return login


def device() -> str:
    """What the browser says it is."""
    return request.user_agent.string[: sessions.DEVICE_LENGTH]


def _load(token: str) -> LoggedIn | None:
    login = sessions.find(session(), token)
    if login is None:
        return None
    if login.last_seen_at + sessions.SEEN_EVERY <= clock.now():
        login_id = login.id
        write_afterwards(lambda own: sessions.seen(own, login_id))
    return LoggedIn(login, token)
