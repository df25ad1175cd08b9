"""The lists as files: .json as the API gives them, .csv for a spreadsheet. The same for everybody."""

from collections.abc import Callable

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dialoog import clock
from dialoog.open import spreadsheets
from dialoog.open.documents import collection, etag_of, file
from dialoog.open.lists import Finds, answers_page, commitments_page, contributions_page, meetings_page
from dialoog.open.records.links import page_address
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import settings

LISTS: dict[str, tuple[Finds, spreadsheets.Columns]] = {
    "inbreng": (contributions_page, spreadsheets.CONTRIBUTIONS),
    "antwoorden": (answers_page, spreadsheets.ANSWERS),
    "toezeggingen": (commitments_page, spreadsheets.COMMITMENTS),
    "bijeenkomsten": (meetings_page, spreadsheets.MEETINGS),
}


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
    def view() -> AnyResponse:
        found = find(usual=spreadsheets.MOST_ROWS, most=spreadsheets.MOST_ROWS)
        body = spreadsheets.written(columns, found.records)
        response: Response = file(body, f"{name}-{clock.today()}.csv", spreadsheets.CONTENT_TYPE)
        if found.next_key is not None:
            given = list(request.args.items())
            rest = page_address(settings().base_url, request.path, given, after=found.next_key)
            response.headers["Link"] = f'<{rest}>; rel="next"'
        return response.make_conditional(request.environ)

    return view
