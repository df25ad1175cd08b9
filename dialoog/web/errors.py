"""What a person or a program sees when something goes wrong: a page in the house style, or problem+json (RFC 9457)."""

import logging

from flask import Flask, json, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from dialoog.errors import Conflict, Gone, NotAllowed, NotFound, RuleViolation, TooMany
from dialoog.web.context import request_id, settings

log = logging.getLogger("dialoog.errors")
API_VERSION = "1.0.0"
PAGE = "text/html"
PROBLEMS = ("application/problem+json", "application/json")
# People open these by a link too; their browsers say that they want a page most.
FOR_PROGRAMS = (".json", ".csv", ".atom", "/bewijs")


def install(app: Flask) -> None:
    """Answer every refusal and failure in one manner."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, lambda error: answer(403, error.message))
    app.register_error_handler(NotFound, lambda error: answer(404, error.message))
    app.register_error_handler(Conflict, lambda error: answer(409, error.message))
    app.register_error_handler(RuleViolation, lambda error: answer(400, error.message))
    app.register_error_handler(Gone, lambda error: answer(410, error.message))
    app.register_error_handler(TooMany, lambda error: answer(429, error.message, {"Retry-After": str(error.seconds)}))
    app.register_error_handler(CSRFError, no_csrf)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(Exception, _unexpected)


def wants_problem() -> bool:
    """Whether a program asks: of the API; for a file or feed, unless it wants a page most; or for JSON elsewhere."""
    accepted = request.accept_mimetypes
    if request.path.startswith("/api/"):
        return True
    if request.path.endswith(FOR_PROGRAMS):
        return accepted.best != PAGE
    return accepted.best_match((PAGE, *PROBLEMS)) in PROBLEMS


def answer(status: int, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """The page or the problem for a status."""
    title, advice = _words(status)
    if wants_problem():
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail or advice}
        response = Response(json.dumps(problem), status, content_type="application/problem+json")
        if request.path.startswith("/api/"):
            response.headers["API-Version"] = API_VERSION
    else:
        page = render_template(
            "errors/page.html", status=status, title=title, detail=detail, advice=advice, request_id=request_id()
        )
        response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers.update(headers or {})
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()
    given = error.get_response()
    kept = {name: given.headers[name] for name in ("Allow", "Retry-After") if name in given.headers}
    most = settings().upload_limit // 1024**2
    detail = _("Het mag ten hoogste %(most)s MB zijn.", most=most) if error.code == 413 else ""
    return answer(error.code or 500, detail, headers=kept)


def no_csrf(_error: CSRFError) -> Response:
    """What somebody sees whose form lost the cookie that belongs to it."""
    return answer(400, _("Deze pagina stond te lang open, of u was intussen uitgelogd. Laad hem opnieuw en verstuur."))


def _stale(_error: StaleDataError) -> Response:
    return answer(409, _("Iemand anders heeft dit net gewijzigd. Laad de pagina opnieuw en probeer het nog een keer."))


def _not_storable(_error: DataError) -> Response:
    """What no column can hold, such as a text with a null byte, is a mistake of who asked."""
    log.warning("not storable")
    return answer(400)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return answer(InternalServerError.code)


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (_("Dit klopt niet helemaal"), _("Ga terug, kijk na wat u invulde en probeer het nog een keer.")),
        403: (
            _("Dit mag u niet bekijken of doen"),
            _("Denkt u dat dit wel zou moeten? Neem contact op met het secretariaat."),
        ),
        404: (_("Deze pagina is er niet"), _("Kijk of het adres klopt, of zoek op woord of nummer.")),
        405: (_("Zo werkt deze pagina niet"), _("Ga terug en gebruik de knop op de pagina.")),
        409: (_("Iemand was u net voor"), _("Laad de pagina opnieuw en bekijk wat er veranderde.")),
        410: (_("Deze link werkt niet meer"), _("Vraag een nieuwe link aan.")),
        413: (_("Dit bestand is te groot"), _("Kies een kleiner bestand, of splits het in delen.")),
        429: (_("Even wachten"), _("Er zijn te veel pogingen gedaan. Probeer het over een paar minuten opnieuw.")),
    }
    return known.get(
        status, (_("Er ging bij ons iets mis"), _("Uw invoer is niet verwerkt. Probeer het straks nog een keer."))
    )
