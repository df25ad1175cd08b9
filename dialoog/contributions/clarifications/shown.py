"""Questions and replies as the pages of staff show them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog import clock
from dialoog.contributions.clarifications.looking import NOT_SHOWN
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Contribution, Look
from dialoog.permissions import Actor, Permission, may
from dialoog.terms.calendar import days_late
from dialoog.terms.shown import late_by
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
    is_open, looks = one.state is ClarificationState.OPEN, may(actor, Permission.CONTRIBUTION_LOOK)
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
        "shows": looks and one.reply is not None and one.look in NOT_SHOWN,
        "hides": looks and one.reply is not None and one.look is not Look.HIDDEN,
        "blacks_out": may(actor, Permission.CONTRIBUTION_BLACK_OUT),
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


def look_row(one: Clarification) -> dict[str, Any]:
    """A reply in the list of the look, as a point stands there."""
    due, today = one.look_due, clock.today()
    late = due is not None and due < today
    return {
        "field": "navraag",
        "value": one.id,
        "number": one.contribution.number,
        "what": _("reactie op een vraag"),
        "act": f"/werk/navraag/{one.id}",
        "text": one.reply,
        "due": due,
        "late": late_by(days_late(due, today)) if late and due else None,
        "meta": [
            _("De vraag was: %(question)s", question=one.question),
            _("gereageerd op %(day)s", day=short_date(one.replied_at)) if one.replied_at else None,
            _("bekijken voor het eind van %(day)s", day=long_date(due)) if due and not late else None,
        ],
        # The name that may stand with it was looked at with the point.
        "shown_as": None,
    }
