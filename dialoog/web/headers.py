"""Security headers on every answer (quality.md, 'Safe')."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask import session as cookie
from werkzeug.wrappers import Response

from dialoog.web.context import request_id, settings_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
USUAL = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ON_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class _WithUsual:
    """The application, whose answers get the usual headers unless they have their own."""

    def __init__(self, inner: "WSGIApplication", usual: dict[str, str]) -> None:
        self._inner = inner
        self._usual = [(name, value, name.lower()) for name, value in usual.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            own = {name.lower() for name, _value in headers}
            added = [(name, value) for name, value, known_as in self._usual if known_as not in own]
            return start_response(status, [*headers, *added], *failure)

        return self._inner(environ, start)


def install(app: Flask) -> None:
    """Add the headers; pages with a token in their address say `no-referrer` themselves."""
    usual = USUAL | (ON_HTTPS if settings_of(app).secure else {})
    app.wsgi_app = _WithUsual(app.wsgi_app, usual)  # type: ignore[method-assign]

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        # Also a page that only reads the cookie (a form, a name in the menu) is made for one visitor.
        if cookie.accessed and (cookie.modified or request.cookies):
            response.headers["Cache-Control"] = "no-store"
        return response
