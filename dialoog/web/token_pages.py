"""Pages whose address holds a token: seen by nobody else, kept nowhere, and silent to the next page."""

from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response


def token_page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page that sends no Referer and is in no cache or search engine."""
    response = make_response(render_template(template, **context), status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
