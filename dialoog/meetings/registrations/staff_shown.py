"""Registrations as the secretariat sees them: figures, the sectors, rows of the list and of the door."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from dialoog.meetings.registrations.labels import STATES
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.queries import Counts
from dialoog.meetings.registrations.shown import who
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.web.rendering import number, short_date

PLACED, PRESENT, NO_SHOW = RegistrationState.PLACED, RegistrationState.PRESENT, RegistrationState.NO_SHOW
WAITING, LATE = RegistrationState.WAITING, RegistrationState.CANCELLED_LATE


def of_state(counts: Counts, *states: RegistrationState) -> int:
    """How many are in one of these states, of all sectors."""
    return sum(n for (_sector, state), n in counts.items() if state in states)


def figures(admission: Admission, counts: Counts) -> list[dict[str, Any]]:
    """How many come, wait and do not come; after the door has opened how many came."""
    came = of_state(counts, PRESENT)
    shown = [
        (admission.places, _("plekken")),
        (of_state(counts, PLACED), _("met een plek") if not came else _("nog niet binnen")),
    ]
    if came or admission.closed_at:
        shown.append((came, _("aanwezig")))
    if of_state(counts, NO_SHOW):
        shown.append((of_state(counts, NO_SHOW), _("niet verschenen")))
    shown.append((of_state(counts, WAITING), _("op de wachtlijst")))
    if of_state(counts, LATE):
        shown.append((of_state(counts, LATE), _("laat afgemeld")))
    return [{"number": number(n), "text": text} for n, text in shown]


def sectors_table(admission: Admission, counts: Counts, left: Counter[Sector | None]) -> dict[str, Any]:
    """For each sector: first places kept and free, who has one, who waits; afterwards who came and who did not.

    As head and rows of components/table.html.
    """
    kept = {part.sector: part.places for part in admission.sectors}
    after = admission.closed_at is not None or bool(of_state(counts, PRESENT))
    states = {PLACED: _("Nog niet binnen"), PRESENT: _("Aanwezig"), NO_SHOW: _("Niet verschenen")}
    if not after:
        states = {PLACED: _("Met een plek"), WAITING: _("Wachten")}
    rows = []
    for sector, name in SECTORS.items():
        if sector not in kept and not any(of is sector for of, _state in counts):
            continue
        numbers = [number(counts.get((sector, state), 0)) for state in states]
        rows.append([str(name), *numbers] if after else [str(name), _kept(admission, kept, left, sector), *numbers])
    head = [{"text": words, "numeric": True} for words in states.values()]
    return {"head": [_("Sector"), *([] if after else [_("Vrijgehouden")]), *head], "rows": rows}


def _kept(admission: Admission, kept: Mapping[Sector, int], left: Counter[Sector | None], sector: Sector) -> str:
    if sector not in kept:
        return _("geen")
    if admission.joined_at is not None:
        return number(kept[sector])
    return _("%(kept)s, waarvan %(free)s vrij", kept=number(kept[sector]), free=number(left[sector]))


def row(one: Registration, here: str) -> dict[str, Any]:
    """One line of the list."""
    meta = [one.party, str(SECTORS[one.sector])]
    if one.state is WAITING:
        meta.append(_("volgorde %(n)s", n=one.turn))
    if one.confirmed_at:
        meta.append(_("bevestigd op %(day)s", day=short_date(one.confirmed_at)))
    if one.needs:
        meta.append(_("heeft iets nodig"))
    if one.walked_in:
        meta.append(_("kwam zonder aanmelding"))
    return {
        "text": who(one),
        "plain": True,
        "href": f"{here}/{one.id}",
        "state": one.state.value,
        "meta": [part for part in meta if part],
    }


def door_row(one: Registration, here: str) -> dict[str, Any]:
    """One line at the door, with what can be done."""
    return {
        "name": who(one),
        "meta": [part for part in (one.party, str(SECTORS[one.sector])) if part],
        "needs": one.needs,
        "state": one.state.value,
        "words": str(STATES[one.state]),
        "present": one.state is PRESENT,
        "expected": one.state is PLACED,
        "href": f"{here}/{one.code}",
    }


def moment(text: str) -> datetime:
    """The moment a form was opened at; long ago where it says none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
