"""Pages for visitors, kept in memory until anything public changes (architecture.md, 'The page cache').

Only GET without cookies and only 200. The key holds `public_version`, read in the request's own connection, and
the Amsterdam date (terms pass at midnight), so a page from here is never stale, on any number of processes.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from flask import Flask, current_app, g, request
from flask import session as cookie
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.permissions import Permission
from dialoog.public_version import public_version
from dialoog.web.access import permission_of
from dialoog.web.context import session

MOST_BYTES = 64 * 1024 * 1024
Key = tuple[str, int, str]


@dataclass(frozen=True)
class KeptPage:
    """One answer as it was sent."""

    body: bytes
    headers: list[tuple[str, str]]


class PageCache:
    """The most recently used pages up to a number of bytes, for one process; safe for threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0
        self._most = most_bytes
        self._lock = threading.Lock()

    def get(self, key: Key) -> KeptPage | None:
        """The page kept under the key."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page; the least recently used ones make room."""
        if len(page.body) > self._most // 16:
            return
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self._bytes > self._most:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)


def install(app: Flask) -> None:
    """Answer from memory where it can be done, keep what can be kept. Also gives every kept page its ETag."""
    app.extensions["dialoog_page_cache"] = PageCache()

    @app.before_request
    def answer_from_memory() -> Response | None:
        if request.method != "GET" or request.cookies or request.endpoint is None or request.blueprint == "health":
            return None
        if permission_of(request.endpoint) is not Permission.PUBLIC_READ:
            return None
        g.cache_key = (request.full_path, public_version(session()), clock.today().isoformat())
        page = _cache().get(g.cache_key)
        if page is None:
            return None
        g.cache_key = None
        response = cast(Response, current_app.response_class(page.body, headers=page.headers))
        return response.make_conditional(request.environ)

    @app.after_request
    def keep(response: Response) -> Response:
        key: Key | None = g.get("cache_key")
        if key is None or not _keepable(response):
            return response
        body = response.get_data()
        response.set_etag(sha256(body).hexdigest()[:32])
        response.headers.setdefault("Cache-Control", "no-cache")
        kept = [(k, v) for k, v in response.headers if k not in ("X-Request-Id", "Content-Length", "Date")]
        _cache().put(key, KeptPage(body, kept))
        return response.make_conditional(request.environ)


def _cache() -> PageCache:
    return cast(PageCache, current_app.extensions["dialoog_page_cache"])


def _keepable(response: Response) -> bool:
    return (
        response.status_code == 200
        # A page that sets a cookie holds a form made for one visitor. The cookie itself is added after us.
        and not cookie.modified
        and not response.direct_passthrough
        and not response.is_streamed
        and "no-store" not in response.headers.get("Cache-Control", "")
    )
