"""Where to go on to: only ever to a page of our own (no open redirect)."""

from urllib.parse import urlsplit

LONGEST = 2000


def own_path(given: str | None, otherwise: str) -> str:
    r"""`given` when it is a path of this site, else `otherwise`.

    Browsers read `//host`, `/\host` and control characters in ways of their own, so those are refused.
    """
    if not given or len(given) > LONGEST or not given.isprintable() or "\\" in given:
        return otherwise
    try:
        parts = urlsplit(given)
    except ValueError:
        return otherwise
    if parts.scheme or parts.netloc or not given.startswith("/") or given.startswith("//"):
        return otherwise
    return given
