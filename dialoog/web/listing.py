"""What pages with a list have in common: their address without this or with that, and their filters."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import request

from dialoog.web.paging import DEFAULT_SIZE

Field = dict[str, Any]


def address(path: str, *, drop: str = "", na: int | None = None, keep_empty: Iterable[str] = ()) -> str:
    """The present filters at a path: without its page, one filter, and empty ones; or the page after `na`.

    `keep_empty` names filters for which empty says something else than absent: dropping one empties it.
    """
    kept = set(keep_empty)
    given = {
        name: value
        for name, value in request.args.items()
        if name not in ("na", drop) and (value or name in kept) and (name, value) != ("aantal", str(DEFAULT_SIZE))
    }
    if drop in kept:
        given[drop] = ""
    if na is not None:
        given["na"] = str(na)
    return f"{path}?{urlencode(given)}" if given else path


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
