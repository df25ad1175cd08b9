"""The lists as files: .json as the API gives them, .csv for a spreadsheet. The same for everybody."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from dialoog import clock
from dialoog.errors import TooMany
from dialoog.open import spreadsheets
from dialoog.open.documents import collection, etag_of, file
from dialoog.open.lists import (
    Finds,
    advices_page,
    answers_page,
    commitments_page,
    contributions_page,
    meetings_page,
    tables_page,
)
from dialoog.open.records.links import page_address
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import settings

RATHER_SOON = 5
_MAKING = threading.Lock()
LISTS: dict[str, tuple[Finds, spreadsheets.Columns]] = {
    "inbreng": (contributions_page, spreadsheets.CONTRIBUTIONS),
    "antwoorden": (answers_page, spreadsheets.ANSWERS),
    "toezeggingen": (commitments_page, spreadsheets.COMMITMENTS),
    "bijeenkomsten": (meetings_page, spreadsheets.MEETINGS),
    "tafels": (tables_page, spreadsheets.TABLES),
    "adviezen": (advices_page, spreadsheets.ADVICES),
}


@contextmanager
def _alone() -> Iterator[None]:
    """One large file at a time is made in a process, so that pages never wait for many. Raises TooMany."""
    if not _MAKING.acquire(blocking=False):
        raise TooMany(_("Er wordt net een ander bestand gemaakt. Probeer het zo nog een keer."), seconds=RATHER_SOON)
    try:
        yield
    finally:
        _MAKING.release()


def as_json(name: str) -> Callable[[], AnyResponse]:
    """The view of a list's .json."""
    find, _columns = LISTS[name]

    @needs(Permission.PUBLIC_READ)
    def view() -> AnyResponse:
        return etag_of(collection(find()))

    return view


def as_csv(name: str) -> Callable[[], AnyResponse]:
    """The view of a list's .csv: at most 5,000 rows, with the address of the rest in a Link header (RFC 8288)."""
    find, columns = LISTS[name]

    @needs(Permission.PUBLIC_READ)
    @limits.download
    def view() -> AnyResponse:
        with _alone():
            found = find(usual=spreadsheets.MOST_ROWS, most=spreadsheets.MOST_ROWS)
            body = spreadsheets.written(columns, found.records)
        response: Response = file(body, f"{name}-{clock.today()}.csv", spreadsheets.CONTENT_TYPE)
        if found.next_key is not None:
            given = list(request.args.items())
            rest = page_address(settings().base_url, request.path, given, after=found.next_key)
            response.headers["Link"] = f'<{rest}>; rel="next"'
        return response.make_conditional(request.environ)

    return view
