"""The list of contributions, with search and filters in its address."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from dialoog.contributions.listing import listed_page
from dialoog.contributions.queries import NUMBER, Filters
from dialoog.dossiers.rows import row
from dialoog.dossiers.views.boxes import boxes_for, chosen_in
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import USUAL_SIZE, Addresses
from dialoog.web.paging import asked_page

KNOWN = Filters.names() | {"na", "aantal"}
PATH = "/inbreng"
FEEDS = ("csv", "json", "atom")


@needs(Permission.PUBLIC_READ)
def contributions() -> str | Response:
    """Everything that was brought in; a number typed in the search field leads straight to its dossier."""
    filters = Filters.from_arguments(request.args)
    if NUMBER.fullmatch(filters.q):
        return redirect(f"{PATH}/{filters.q.upper()}")
    after, size = asked_page()
    page = listed_page(session(), filters, after=after, size=size)
    reader = actor()
    boxes = boxes_for(session(), filters.bijeenkomst)
    chosen = chosen_in(boxes, filters)
    asked = vars(filters)
    addresses = _addresses(filters)
    return render_template(
        "dossiers/list.html",
        q=filters.q,
        boxes=[box.drawn(str(asked[name] or "")) for name, box in boxes.items()],
        late_only=filters.te_laat,
        endorsed_only=filters.onderschreven,
        active=[{"text": text, "href": addresses.at(PATH, drop=_with_what_hangs_on(name))} for name, text in chosen],
        clear_href=addresses.at(PATH, drop=KNOWN - {"q"}),
        rows=[row(reader, contribution) for contribution in page.rows],
        total=page.total,
        next_href=addresses.at(PATH, na=page.next_key) if page.next_key else None,
        first_href=addresses.at(PATH) if after is not None else None,
        feeds={kind: addresses.at(f"{PATH}.{kind}", drop=("aantal",)) for kind in FEEDS},
    )


def _addresses(filters: Filters) -> Addresses:
    """Of the present address, without made-up or empty arguments and the usual page size."""
    known = KNOWN if filters.bijeenkomst else KNOWN - {"onderwerp"}
    given = request.args.items()
    return Addresses(pair for pair in given if pair[0] in known and pair[1] and pair != USUAL_SIZE)


def _with_what_hangs_on(name: str) -> tuple[str, ...]:
    # A number among the topics of a meeting says nothing without the meeting.
    return ("bijeenkomst", "onderwerp") if name == "bijeenkomst" else (name,)
