"""Pages for visitors, kept in memory until anything public changes (architecture.md, 'The page cache').

Only GET without cookies and only 200. A kept page is used while `public_version`, asked of the database for each
request, and the Amsterdam date (terms pass at midnight) are what they were before it was drawn, so a page from here
is never stale, on any number of processes. It stands around the application: a page that is there costs no more than
that question.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, request
from sqlalchemy.exc import DBAPIError
from werkzeug.http import parse_etags, unquote_etag
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.db import Database
from dialoog.permissions import Permission
from dialoog.public_version import READ_VERSION
from dialoog.web import health, kept
from dialoog.web.access import permission_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 6 * 1024 * 1024
# What a kept page takes beside its body and address.
OVERHEAD = 2000
# Nobody follows a longer address; who makes them up fills no memory with them.
LONGEST_ADDRESS = 2000
# Set by the application for a page that anybody may have; read here, outside of it.
FOR_ALL = "dialoog.for_all"
NEVER_KEPT = ("/static/", *health.ADDRESSES)

Headers = list[tuple[str, str]]
# What a page is kept under: path, query, and how it was compressed.
Address = tuple[str, str, str]
# A moment of what the public sees: the version of the data, and the day.
Now = tuple[int, date]


@dataclass(frozen=True)
class KeptPage:
    """One answer as it was sent, and of when it is."""

    now: Now
    headers: Headers
    body: bytes
    etag: str


class PageCache:
    """The most recently used pages up to a number of bytes, for one process; safe for threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Address, KeptPage] = OrderedDict()
        self._bytes = 0
        self._most = most_bytes
        self._lock = threading.Lock()

    def get(self, address: Address, now: Now) -> KeptPage | None:
        """The page kept for an address, if it is of now."""
        with self._lock:
            page = self._pages.get(address)
            if page is None or page.now != now:
                return None
            self._pages.move_to_end(address)
            return page

    def put(self, address: Address, page: KeptPage) -> None:
        """Keep a page in place of an older one; the least recently used ones make room."""
        if len(page.body) > self._most // 16:
            return
        with self._lock:
            old = self._pages.pop(address, None)
            self._bytes += _size(address, page) - (_size(address, old) if old else 0)
            self._pages[address] = page
            while self._bytes > self._most:
                self._bytes -= _size(*self._pages.popitem(last=False))


def _size(address: Address, page: KeptPage) -> int:
    return len(page.body) + sum(map(len, address)) + OVERHEAD


class _WithCache:
    """The application, with its cache in front."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self._app = app
        self._inner = inner
        self._cache = PageCache()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        address = _address(environ)
        now = self._now() if address else None
        if address is None or now is None:
            return self._inner(environ, start_response)
        page = self._cache.get(address, now)
        if page is not None:
            health.count("GET", 200)
            headers = [*page.headers, ("X-Request-Id", secrets.token_hex(8))]
            return _send(page, headers, environ, start_response)
        return self._draw(address, now, environ, start_response)

    def _now(self) -> Now | None:
        database = cast(Database, self._app.extensions["dialoog_database"])
        try:
            return database.glance(READ_VERSION), clock.today()
        except DBAPIError:
            # The application meets the same trouble, and says so in its own way.
            return None

    def _draw(
        self, address: Address, now: Now, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        given: list[Any] = []

        def note(*answer: Any) -> Any:
            given[:] = answer
            return None

        environ[kept.VERSION] = now[0]
        parts = self._inner(environ, note)
        if not _keepable(environ, *given[:2]):
            start_response(*given)
            return parts
        body = b"".join(parts)
        headers: Headers = given[1]
        lasting = [(name, value) for name, value in headers if name != "X-Request-Id"]
        etag = next(value for name, value in headers if name == "ETag")
        page = KeptPage(now, lasting, body, etag)
        self._cache.put(address, page)
        return _send(page, headers, environ, start_response)


def _address(environ: "WSGIEnvironment") -> Address | None:
    """What a page is kept under; None for a request whose answer may be for one visitor, or is not a page."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ or "HTTP_AUTHORIZATION" in environ:
        return None
    path: str = environ["PATH_INFO"]
    if path.startswith(NEVER_KEPT):
        return None
    query: str = environ.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST_ADDRESS:
        return None
    # Apart: a path may hold a question mark too.
    return path, query, "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else ""


def _keepable(environ: "WSGIEnvironment", status: str, headers: Headers) -> bool:
    """Whether an answer may be given to others. A page that sets a cookie holds a form made for one visitor."""
    return (
        environ.get(FOR_ALL, False)
        and status.startswith("200")
        and not any(
            name == "Set-Cookie" or (name == "Cache-Control" and "no-store" in value) for name, value in headers
        )
    )


def _send(
    page: KeptPage, headers: Headers, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    # Weakly, as RFC 9110 (13.1.2) asks for GET: what lies between may have compressed the page.
    if known and parse_etags(known).contains_weak(unquote_etag(page.etag)[0] or ""):
        start_response("304 Not Modified", [pair for pair in headers if not pair[0].startswith("Content-")])
        return []
    start_response("200 OK", headers)
    return [page.body]


def install(app: Flask) -> None:
    """Put the cache around the application, and have the application say which pages are for all."""

    @app.after_request
    def mark(response: Response) -> Response:
        if response.status_code == 200 and _for_all() and not response.is_streamed and not response.direct_passthrough:
            request.environ[FOR_ALL] = True
            response.set_etag(sha256(response.get_data()).hexdigest()[:32])
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    kept.install(app)
    app.wsgi_app = _WithCache(app, app.wsgi_app)  # type: ignore[method-assign]


def _for_all() -> bool:
    return (
        request.method == "GET"
        and not request.cookies
        and request.endpoint is not None
        and permission_of(request.endpoint) is Permission.PUBLIC_READ
    )
