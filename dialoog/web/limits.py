"""The coarse guard against floods: so many requests of a kind from one address on the net.

Counted by flask-limiter in memory (each worker for itself) or in Redis (DIALOOG_RATE_STORAGE). What must be exact,
guessing of passwords and codes, is counted in the database (accounts.attempts).
"""

import logging
from collections.abc import Sequence
from typing import cast

from flask import Flask
from flask_limiter import Limiter, RateLimitExceeded
from limits.errors import ConfigurationError
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.config import Settings
from dialoog.errors import SettingError
from dialoog.web.access import View
from dialoog.web.errors import answer
from dialoog.web.place import place


class _OnMarkedViews(Limiter):
    """Without its look at every request, which only limits that hold for all views would need."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = _OnMarkedViews(place, in_memory_fallback_enabled=True)


def hand_in(view: View) -> View:
    """Mark a view that takes contributions: 600 an hour."""
    return _limited(view, "600/hour")


def propose(view: View) -> View:
    """Mark a view that takes proposals: 60 an hour."""
    return _limited(view, "60/hour")


def log_in(view: View) -> View:
    """Mark a view that takes a password, a code or a token: 60 a minute (an office shares one address)."""
    return _limited(view, "60/minute;600/hour")


def link_request(view: View) -> View:
    """Mark a view that sends a mail to an address somebody types: 30 a minute."""
    return _limited(view, "30/minute;200/hour")


def download(view: View) -> View:
    """Mark a view that makes a large file: 30 a minute."""
    return _limited(view, "30/minute", ("GET", "HEAD"))


def install(app: Flask, settings: Settings) -> None:
    """Start counting. Raises SettingError for a place to count that cannot be used."""
    app.config.update(RATELIMIT_STORAGE_URI=settings.rate_storage, RATELIMIT_HEADERS_ENABLED=False)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        # Its own words hold the address, which may hold a password.
        scheme = settings.rate_storage.partition(":")[0]
        raise SettingError(
            f"DIALOOG_RATE_STORAGE: cannot count in {scheme}: its package is not installed, or the address is wrong"
        ) from error
    # It names the address on the net; the log line of the request tells that it was refused.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    app.register_error_handler(RateLimitExceeded, _too_many)


def _limited(view: View, limit: str, methods: Sequence[str] = ("POST",)) -> View:
    return cast(View, limiter.limit(limit, methods=list(methods))(view))


def _too_many(_error: RateLimitExceeded) -> Response:
    current = limiter.current_limit
    seconds = max(1, round(current.reset_at - clock.now().timestamp())) if current else 60
    return answer(429, headers={"Retry-After": str(seconds)})
