"""The register for everybody: how it stands, what it is, and how to check it (D12)."""

from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from dialoog.contributions.models import Contribution
from dialoog.permissions import Permission
from dialoog.register.kinds import all_kinds
from dialoog.register.queries import head, last_heads
from dialoog.web.access import needs
from dialoog.web.context import session
from dialoog.web.rendering import clock_time, number, short_date

DAYS = 14


@needs(Permission.PUBLIC_READ)
def register() -> str:
    """The present head large, the last head of recent days, and the check in the browser."""
    now = head(session())
    return render_template(
        "register/register.html",
        size=number(now["treeSize"]),
        root=now["rootHash"],
        since=_moment(now["timestamp"]) if now["treeSize"] else None,
        heads=[_row(one) for one in last_heads(session(), DAYS)],
        kind_labels=_kind_labels(),
        text_labels={
            "text": _("zoals ingebracht"),
            "public_text": _("zoals openbaar"),
            "reason": _("reden"),
            "reaction": _("reactie van de inbrenger"),
            "words": _("zonder persoonsgegevens"),
            "party": _("organisatie"),
            "why": _("waarom"),
        },
    )


def _row(one: dict[str, Any]) -> list[str]:
    root = Markup("<code>{}</code>").format(one["rootHash"])
    return [_moment(one["timestamp"]), number(one["treeSize"]), root]


def _moment(stamp: str) -> str:
    moment = datetime.fromisoformat(stamp)
    return _("%(day)s, %(time)s", day=short_date(moment), time=clock_time(moment))


def _kind_labels() -> dict[str, str]:
    found = all_kinds().items()
    return {kind: str(of.label).lower() for (subject, kind), of in found if subject == Contribution.subject_kind}
