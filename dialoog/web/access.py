"""Every view says which permission it needs; a view that says nothing is not served.

The check here is the first one, without a thing at hand; a view whose thing belongs to a unit asks again with it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.errors import NotAllowed
from dialoog.permissions import Permission, may
from dialoog.web.context import actor

OPEN_ENDPOINTS = frozenset({"static"})


View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it needs."""

    def mark(view: View) -> View:
        view.needed_permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(endpoint: str) -> Permission | None:
    """The permission an endpoint's view was marked with."""
    return getattr(current_app.view_functions.get(endpoint), "needed_permission", None)


def install(app: Flask) -> None:
    """Check every request before its view runs."""

    @app.before_request
    def check_permission() -> Response | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN_ENDPOINTS or request.routing_exception:
            return None
        permission = permission_of(endpoint)
        if permission is None:
            raise NotAllowed
        if permission is Permission.PUBLIC_READ or may(actor(), permission):
            return None
        return refused()

    app.jinja_env.globals.update(may=lambda permission, unit=None: may(actor(), Permission(permission), unit=unit))


def refused() -> Response:
    """Where someone goes who may not: to log-in, to the second factor, or (knowing who they are) a clear no."""
    if request.method not in ("GET", "HEAD"):
        if actor().person_id is None:
            raise NotAllowed(
                _("U bent niet (meer) ingelogd. Ga terug, kopieer wat u typte, log in en verstuur het opnieuw.")
            )
        raise NotAllowed
    if actor().person_id is None:
        return redirect(url_for("accounts.login", verder=request.full_path.rstrip("?")))
    if actor().roles and not actor().second_factor:
        return redirect(url_for("accounts.second_factor", verder=request.full_path.rstrip("?")))
    raise NotAllowed
