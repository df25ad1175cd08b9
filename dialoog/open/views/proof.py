"""The proof of a contribution: everything the register holds of it, to be checked by anyone (D12)."""

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.contributions.queries import by_number
from dialoog.contributions.rules.visibility import may_see_history, may_see_text
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from dialoog.open import asking
from dialoog.open.documents import document, etag_of
from dialoog.permissions import Permission
from dialoog.register.queries import proof as register_proof
from dialoog.web.access import needs
from dialoog.web.context import actor, session

# What the circle of a closed contribution reads of it; the words as they came in are for their own page alone (P4).
CIRCLE = frozenset({"public_text", "reaction", "reason"})


@needs(Permission.PUBLIC_READ)
def proof(number: str) -> Response:
    """The leaves with their paths, and the texts as far as this reader may see them; `?download=1` saves it."""
    asking.check(request.args, ["download"])
    if request.args.get("download", "1") != "1":
        raise RuleViolation(_("'download' is 1 of ontbreekt."), field="download")
    contribution = by_number(session(), number)
    inside = contribution.level is Level.CLOSED and may_see_text(actor(), contribution)
    seen = may_see_history(actor(), contribution)
    response = document(register_proof(session(), contribution, texts=seen, closed_texts=CIRCLE if inside else ()))
    if "download" in request.args:
        name = f"bewijs-{contribution.number}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Programs elsewhere may check it; what only some may read is never sent there, for that takes their cookie.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return etag_of(response)
