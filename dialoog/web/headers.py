"""Security headers on every answer (quality.md, 'Safe')."""

from flask import Flask, request
from flask import session as cookie
from werkzeug.wrappers import Response

from dialoog.web.context import request_id, settings

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def install(app: Flask) -> None:
    """Add the headers; pages with a token in their address say `no-referrer` themselves."""

    @app.after_request
    def secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers["X-Request-Id"] = request_id()
        if settings().secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        # Also a page that only reads the cookie (a form, a name in the menu) is made for one visitor.
        if cookie.accessed and (cookie.modified or request.cookies):
            headers["Cache-Control"] = "no-store"
        return response
