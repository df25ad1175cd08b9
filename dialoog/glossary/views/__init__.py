"""Words and their meaning, for everyone and for staff: all addresses of this domain."""

from flask import Blueprint, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from dialoog.glossary.views import public, staff
from dialoog.web.errors import no_csrf

blueprint = Blueprint("glossary", __name__)
BOTH = ("GET", "POST")

for address, view, methods in (
    ("/begrippen", public.glossary, ("GET",)),
    ("/begrippen/voorstellen", public.propose, BOTH),
    ("/werk/begrippen", staff.entries, ("GET",)),
    ("/werk/begrippen/nieuw", staff.add, BOTH),
    ("/werk/begrippen/<int:entry_id>", staff.entry, BOTH),
    ("/werk/begrippen/<int:entry_id>/afwijzen", staff.refuse, BOTH),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)


@blueprint.errorhandler(CSRFError)
def form_again(error: CSRFError) -> Response | tuple[str, int]:
    """Nobody loses the words they came to propose because a cookie expired."""
    if request.endpoint == "glossary.propose":
        return public.stood_open_too_long()
    return no_csrf(error)
