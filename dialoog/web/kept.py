"""Parts of pages, kept until anything public changes: what the page cache does for whole pages of visitors.

For what everybody sees alike and nearly every page needs, such as what there is to choose from in filters, or how
many rows they leave.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, has_request_context, request

from dialoog.public_version import READ_VERSION
from dialoog.web.context import SAFE_METHODS, database

MOST = 300
# Set for a request whose version was asked already (page_cache).
VERSION = "dialoog.public_version"
Part = TypeVar("Part")


class Parts:
    """The parts that were used last, each with the version of the data it was made of; safe for threads."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, version: int) -> Any:
        """The part of this version; None when there is none."""
        with self._lock:
            found = self._parts.get(name)
            if found is None or found[0] != version:
                return None
            self._parts.move_to_end(name)
            return found[1]

    def put(self, name: Hashable, version: int, part: Any) -> None:
        """Keep a part; the one that was not used for longest makes room."""
        with self._lock:
            self._parts[name] = (version, part)
            if len(self._parts) > MOST:
                self._parts.popitem(last=False)


def kept(name: Hashable, make: Callable[[], Part]) -> Part:
    """What `make` gives, made anew when anything public has changed since. It must not depend on who asks."""
    # Asked before the data is read: what is made is at least as new.
    version = request.environ.get(VERSION) if has_request_context() else None
    if version is None:
        version = database().glance(READ_VERSION)
        # A request that only reads needs to ask once, however many parts its page has.
        if has_request_context() and request.method in SAFE_METHODS:
            request.environ[VERSION] = version
    parts = cast(Parts, current_app.extensions["dialoog_parts"])
    found = parts.get(name, version)
    if found is None:
        found = make()
        parts.put(name, version, found)
    return cast(Part, found)


def install(app: Flask) -> None:
    """Give the application its store."""
    app.extensions["dialoog_parts"] = Parts()
