"""What a request carries: its session (for reading or for writing), who asks, and its id."""

import secrets
from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g, has_request_context, request

from dialoog.config import Settings
from dialoog.db import Database, WorkSession
from dialoog.files import FileStore
from dialoog.permissions import ANONYMOUS, Actor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ActorLoader = Callable[[WorkSession], Actor]


def settings() -> Settings:
    """The settings this application was made with."""
    return settings_of(current_app)


def settings_of(app: Flask) -> Settings:
    """The settings an application was made with, while it is being made."""
    return cast(Settings, app.extensions["dialoog_settings"])


def database() -> Database:
    """The application's database."""
    return cast(Database, current_app.extensions["dialoog_database"])


def files() -> FileStore:
    """Where files that people gave us are kept."""
    return cast(FileStore, current_app.extensions["dialoog_files"])


def session() -> WorkSession:
    """The request's session: read-only for GET and HEAD, decided before its first query."""
    if "session" not in g:
        g.session = database().session(read_only=request.method in SAFE_METHODS)
    return cast(WorkSession, g.session)


def reading() -> WorkSession:
    """A session that cannot write, in a request that may; use it in a `with`.

    For what is looked up before a form is judged: the request's own session keeps others from writing.
    """
    return database().session(read_only=True)


def actor() -> Actor:
    """Who asks. Without a cookie nobody is logged in, and no query is needed to know it."""
    if not has_request_context():
        return ANONYMOUS
    if "actor" not in g:
        loader = cast(ActorLoader, current_app.extensions["dialoog_actor_loader"])
        g.actor = loader(session()) if request.cookies else ANONYMOUS
    return cast(Actor, g.actor)


def request_id() -> str:
    """The id of this request, in its log lines, its audit rows and the `X-Request-Id` header."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return cast(str, g.request_id)


def current_request_id() -> str | None:
    """As `request_id`; None for a command or job."""
    return request_id() if has_request_context() else None


def install(app: Flask, loader: ActorLoader) -> None:
    """Hand the application its way to know who asks, and close sessions when requests end."""
    app.extensions["dialoog_actor_loader"] = loader

    @app.teardown_request
    def close_session(_error: BaseException | None) -> None:
        opened = g.pop("session", None)
        if opened is not None:
            opened.close()
