"""A commitment as pages show it: in plain values, with by how much it is late."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

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


def effect(commitment: Commitment) -> str | None:
    """What givers said four weeks after it was done: '2 van 3 inbrengers merken er iets van' (D9).

    None while nobody was asked. Never broken down further: the groups are small (D13).
    """
    asked, some = commitment.shows_asked, commitment.shows_yes + commitment.shows_partly
    said = some + commitment.shows_no
    if not asked:
        return None
    if not said:
        one, more = (
            "%(num)d inbrenger is gevraagd",
            "%(num)d inbrengers zijn gevraagd",
        )
        return ngettext(one, more, asked)
    one, more = "%(some)s van %(num)d inbrenger merkt er iets van", "%(some)s van %(num)d inbrengers merken er iets van"
    told = ngettext(one, more, said, some=some)
    if commitment.shows_partly:
        told = _("%(told)s, van wie %(partly)s gedeeltelijk", told=told, partly=commitment.shows_partly)
    if asked > said:
        told += " " + _("(%(asked)s gevraagd)", asked=asked)
    return told
