"""Health addresses: is the process up, can it do its work, and what does it count."""

import hmac
from typing import cast

from flask import Blueprint, Flask, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from dialoog import migrating
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import session, settings

blueprint = Blueprint("health", __name__)
ADDRESSES = ("/healthz", "/readyz", "/metrics")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
REQUESTS = Counter("dialoog_requests_total", "Answered requests", ["method", "status"])


@blueprint.get("/healthz")
@needs(Permission.PUBLIC_READ)
def process_up() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@needs(Permission.PUBLIC_READ)
def ready() -> tuple[Response, int]:
    """Database, migrations and jobs; `?strikt=1` also fails on silent jobs."""
    state = {"database": "ok", "migrations": "ok", "jobs": "ok"}
    try:
        session().execute(text("SELECT 1"))
        state["migrations"] = "ok" if migrating.is_current(session().connection()) else "niet bij"
        state["jobs"] = "ok" if cast(bool, current_app.extensions["dialoog_jobs_alive"](session())) else "stil"
    except SQLAlchemyError:
        state = {"database": "fout", "migrations": "onbekend", "jobs": "stil"}
    wrong = state["database"] != "ok" or state["migrations"] != "ok"
    wrong = wrong or (request.args.get("strikt") == "1" and state["jobs"] != "ok")
    response = jsonify(state)
    response.headers["Cache-Control"] = "no-store"
    return response, 503 if wrong else 200


@blueprint.get("/metrics")
@needs(Permission.PUBLIC_READ)
def metrics() -> Response:
    """Prometheus figures of this process; only with the token, else there is nothing here."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "")
    if token is None or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFound
    response = Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Register the addresses and count requests."""
    app.register_blueprint(blueprint)

    @app.after_request
    def count_answer(response: Response) -> Response:
        count(request.method, response.status_code)
        return response


def count(method: str, status: int) -> None:
    """Count an answered request. Methods that somebody makes up share one name: each name is kept for good."""
    REQUESTS.labels(method if method in METHODS else "other", status).inc()
