"""A commitment as pages show it: in plain values, with by how much it is late."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from dialoog import clock
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.terms.calendar import days_late
from dialoog.terms.shown import late_by
from dialoog.web.rendering import short_date


def owner(commitment: Commitment) -> str:
    """Who carries it out."""
    if commitment.owner_unit:
        return commitment.owner_unit.in_full
    return commitment.owner_organisation.name if commitment.owner_organisation else ""


def late(commitment: Commitment) -> str | None:
    """'3 werkdagen te laat' for an open one whose day is past."""
    return late_since(commitment.due_on) if commitment.status in OPEN_STATES else None


def late_since(due_on: date) -> str | None:
    """'3 werkdagen te laat' when this day is past."""
    return late_by(days_late(due_on, clock.today())) if due_on < clock.today() else None


def row(commitment: Commitment, *, staff: bool = False) -> dict[str, Any]:
    """The values of templates/components/row_list.html."""
    return {
        "text": commitment.text,
        "plain": True,
        "href": f"/werk/toezeggingen/{commitment.id}" if staff else f"/toezeggingen/{commitment.id}",
        "state": commitment.status,
        "late": late(commitment),
        "meta": [owner(commitment), _("klaar uiterlijk %(day)s", day=short_date(commitment.due_on))],
    }
