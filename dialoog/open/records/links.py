"""Addresses in what programs get: whole ones, so that a record still leads back when it has travelled."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

API = "/api/v1"
Links = dict[str, dict[str, str] | None]


def link(base: str, path: str) -> dict[str, str]:
    """One link of `_links`."""
    return {"href": base + path}


def contribution_links(base: str, number: str, *, meeting: str | None, answer: int | None) -> Links:
    """Where a contribution leads to."""
    links: Links = {
        "self": link(base, f"{API}/inbrengen/{number}"),
        "pagina": link(base, f"/inbreng/{number}"),
        "bewijs": link(base, f"/inbreng/{number}/bewijs"),
    }
    if meeting is not None:
        links["bijeenkomst"] = link(base, f"{API}/bijeenkomsten/{meeting}")
    if answer is not None:
        links["antwoord"] = link(base, f"{API}/antwoorden/{answer}")
    return links


def answer_links(base: str, key: int) -> Links:
    """Where an answer leads to."""
    return {"self": link(base, f"{API}/antwoorden/{key}"), "pagina": link(base, f"/antwoorden/{key}")}


def page_address(base: str, path: str, given: Iterable[tuple[str, str]], *, after: int | None = None) -> str:
    """The address of a page of a list: what was asked, or the page after a key."""
    kept = [(name, value) for name, value in given if value and (after is None or name != "na")]
    if after is not None:
        kept.append(("na", str(after)))
    # Colons and slashes stand in no filter; leaving them as they are costs nothing and reads better.
    return f"{base}{quote(path)}?{urlencode(kept)}" if kept else base + quote(path)
