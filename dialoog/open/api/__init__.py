"""The API for reading (`/api/v1`): the table of its addresses, and how it is put into the application.

Read-only, without a key, the same for everybody: whoever asks gets what a visitor may see (D11).
"""

from functools import cache

from flask import Flask, request
from werkzeug.wrappers import Response

from dialoog.open.api import views
from dialoog.open.api.document import API_TAGS, ApiDocument, blueprint
from dialoog.open.documents import etag_of
from dialoog.web.context import settings_of
from dialoog.web.errors import API_VERSION

PREFIX = "/api/v1"
EXPOSED = "API-Version, ETag, Link, Retry-After"

for address, view, tag in (
    ("/inbrengen", views.contributions, "inbrengen"),
    ("/inbrengen/<nummer>", views.contribution, "inbrengen"),
    ("/antwoorden", views.answers, "antwoorden"),
    ("/antwoorden/<int:id>", views.answer, "antwoorden"),
    ("/toezeggingen", views.commitments, "toezeggingen"),
    ("/toezeggingen/<int:id>", views.commitment, "toezeggingen"),
    ("/bijeenkomsten", views.meetings, "bijeenkomsten"),
    ("/bijeenkomsten/<slug>", views.meeting, "bijeenkomsten"),
    ("/tafels", views.tables, "tafels"),
    ("/tafels/<slug>", views.table, "tafels"),
    ("/adviezen", views.advices, "adviezen"),
    ("/adviezen/<slug>", views.advice, "adviezen"),
    ("/register/hoofd", views.head, "register"),
    ("/register/consistentie", views.consistency, "register"),
    ("/openapi.json", views.openapi, "openapi"),
):
    blueprint.add_url_rule(address, view_func=view, tags=[tag])


def install(app: Flask) -> None:
    """Register the addresses and their description, and mark every answer, errors too, as one of the API."""
    app.register_blueprint(blueprint, url_prefix=PREFIX)
    # Made when first asked for: it takes as long as the whole rest of a start.
    app.extensions["dialoog_openapi"] = cache(
        lambda: ApiDocument(app, base_url=settings_of(app).base_url, tags=API_TAGS).spec
    )
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    if not request.path.startswith("/api/"):
        return response
    headers = response.headers
    headers["API-Version"] = API_VERSION
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = EXPOSED
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return etag_of(response)
