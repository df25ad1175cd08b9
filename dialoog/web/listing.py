"""What pages with a list have in common: their address without this or with that, and their filters."""

from collections.abc import Container, Iterable
from typing import Any
from urllib.parse import quote_plus

from flask import request

from dialoog.web.paging import DEFAULT_SIZE

Field = dict[str, Any]
USUAL_SIZE = ("aantal", str(DEFAULT_SIZE))


class Addresses:
    """The address with some of its arguments, which are written once: a page of a list has many such addresses."""

    def __init__(self, given: Iterable[tuple[str, str]]) -> None:
        self._written = {name: f"{quote_plus(name)}={quote_plus(value)}" for name, value in given}

    def at(self, path: str, *, drop: Container[str] = (), na: int | None = None) -> str:
        """At a path, without some arguments; or the page after `na`."""
        parts = [written for name, written in self._written.items() if name != "na" and name not in drop]
        if na is not None:
            parts.append(f"na={na}")
        return f"{path}?{'&'.join(parts)}" if parts else path


def address(path: str, *, drop: str = "", na: int | None = None, keep_empty: Iterable[str] = ()) -> str:
    """The present filters at a path: without its page, one filter, and empty ones; or the page after `na`.

    `keep_empty` names filters for which empty says something else than absent: dropping one empties it.
    """
    kept = set(keep_empty)
    given = {
        name: value
        for name, value in request.args.items()
        if name != drop and (value or name in kept) and (name, value) != USUAL_SIZE
    }
    if drop in kept:
        given[drop] = ""
    return Addresses(given.items()).at(path, na=na)


def choice_field(name: str, label: str, options: Iterable[Any], value: object, everything: str) -> Field:
    """One select box of components/filters.html."""
    return {
        "name": name,
        "label": label,
        "value": "" if value is None else str(value),
        "options": [(str(code), str(text), None) for code, text in options],
        "all": everything,
    }


def chosen(path: str, fields: Iterable[Field], *, keep_empty: Iterable[str] = ()) -> list[dict[str, str]]:
    """The filters in use, each with the address without it."""
    return [
        {"text": f"{field['label']}: {text}", "href": address(path, drop=field["name"], keep_empty=keep_empty)}
        for field in fields
        for code, text, _count in field["options"]
        if field["value"] and code == field["value"]
    ]
