"""Questions and replies as the pages of staff show them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Contribution
from dialoog.permissions import Actor, Permission, may
from dialoog.web.rendering import long_date, short_date

STATES = {
    ClarificationState.OPEN: _l("wacht op een reactie"),
    ClarificationState.ANSWERED: _l("beantwoord"),
    ClarificationState.WITHDRAWN: _l("ingetrokken"),
    ClarificationState.EXPIRED: _l("geen reactie gekregen"),
    ClarificationState.LAPSED: _l("niet meer nodig"),
}


def question(one: Clarification, contribution: Contribution, actor: Actor) -> dict[str, Any]:
    """A question with its reply, for who may read the point, and what they can do with it."""
    is_open = one.state is ClarificationState.OPEN
    asked_on = long_date(one.asked_at)
    return {
        "id": one.id,
        "question": one.question,
        "by": _("%(name)s, %(day)s", name=one.asked_by.name, day=asked_on) if one.asked_by else asked_on,
        "state": str(STATES[one.state]),
        "until": long_date(one.ends_on) if is_open else None,
        "reply": one.reply,
        "replied_on": long_date(one.replied_at) if one.replied_at else None,
        "look": one.look,
        "takes_back": is_open and may(actor, Permission.CONTRIBUTION_CLARIFY, unit=contribution.unit_id or 0),
    }


def asked_by(one: Clarification) -> str:
    """Who asks, with role and organisation (P7), and when."""
    who, unit = one.asked_by, one.contribution.unit
    parts = (who.name, who.job_title) if who else ()
    return ", ".join(part for part in (*parts, unit.in_full if unit else "", long_date(one.asked_at)) if part)


def standing(one: Clarification | None) -> str | None:
    """How the last question about a point stands, in a few words for a list; None for one that is over without."""
    if one is None:
        return None
    if one.state is ClarificationState.OPEN:
        return _("navraag loopt sinds %(day)s", day=short_date(one.asked_at))
    if one.state is ClarificationState.ANSWERED and one.replied_at:
        return _("reactie ontvangen op %(day)s", day=short_date(one.replied_at))
    return _("geen reactie op navraag") if one.state is ClarificationState.EXPIRED else None
