"""The front page: what this is, what came of input lately, what is late, and the ways in."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from dialoog.contributions.listing import Listed
from dialoog.dossiers.rows import row
from dialoog.open.queries import Figures, figures, handled, lately_answered, longest_late, newest_meetings
from dialoog.permissions import ANONYMOUS, Permission
from dialoog.terms.rules import LENGTH
from dialoog.web.access import needs
from dialoog.web.context import session
from dialoog.web.rendering import long_date, number, short_date

LATE = "/inbreng?te_laat=1"


@needs(Permission.PUBLIC_READ)
def home() -> str:
    """The same for everybody."""
    counted = figures(session())
    answered = lately_answered(session(), 5)
    meetings = newest_meetings(session(), 4)
    return render_template(
        "open/home.html",
        figures=_figures(counted),
        answered=[row(ANONYMOUS, contribution) for contribution in answered],
        late=[row(ANONYMOUS, contribution) for contribution in longest_late(session(), 3)],
        late_total=counted.late,
        late_href=LATE,
        meetings=[
            {
                "title": meeting.title,
                "href": f"/bijeenkomsten/{meeting.slug}",
                "when": long_date(meeting.held_on) if meeting.held_on else "",
                "where": meeting.place,
            }
            for meeting in meetings
        ],
        answer_days=LENGTH.answer,
        example=_example(answered[0]) if answered else None,
    )


def _figures(counted: Figures) -> list[dict[str, Any]]:
    done = _("toezeggingen, %(done)s klaar", done=number(counted.commitments_done))
    return [
        {"number": number(counted.received_this_year), "text": _("punten ingebracht dit jaar"), "href": "/inbreng"},
        {"number": number(counted.answered_this_year), "text": _("dit jaar beantwoord"), "href": "/antwoorden"},
        {"number": number(counted.commitments), "text": done, "href": "/toezeggingen"},
        {"number": number(counted.late), "text": _("antwoorden te laat"), "href": LATE, "late": counted.late > 0},
    ]


def _example(contribution: Listed) -> dict[str, Any]:
    steps = [{"when": short_date(contribution.received_at), "title": _("Ingebracht"), "mark": "word", "tone": ""}]
    unit, answered_at = handled(session(), contribution.id)
    if unit:
        steps.append({"when": unit, "title": _("In behandeling"), "mark": "people", "tone": ""})
    if answered_at:
        day = short_date(answered_at)
        steps.append({"when": day, "title": _("Beantwoord"), "mark": "full", "tone": "key"})
    return {"text": contribution.public_text, "href": f"/inbreng/{contribution.number}", "steps": steps}
