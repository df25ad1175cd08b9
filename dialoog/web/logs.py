"""Log lines as JSON, one a line, with the request's id; never an address with a token, never personal data."""

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from werkzeug.wrappers import Response

from dialoog.web.context import request_id

log = logging.getLogger("dialoog.request")
DATABASES = ("sqlalchemy", "psycopg", "sqlite3")


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request"] = request_id()
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """The trace. What a database says of an error is left out: it repeats values, which may be personal data."""
        error: BaseException | None = ei[1]
        told: list[str] = []
        while error is not None:
            words = "" if type(error).__module__.startswith(DATABASES) else f": {error}"
            told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + words)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(told)


def set_up(level: str = "INFO") -> None:
    """Send everything this process logs to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def install(app: Flask) -> None:
    """One line for each request that changes something, fails, or is slow."""

    @app.before_request
    def start_timer() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        if request.method not in ("GET", "HEAD") or response.status_code >= 500 or seconds > 1:
            # The rule, not the path: paths of mailed links hold tokens.
            rule = request.url_rule.rule if request.url_rule else "-"
            fields = {
                "method": request.method,
                "rule": rule,
                "status": response.status_code,
                "ms": round(seconds * 1000),
            }
            log.info("request", extra={"fields": fields})
        return response
