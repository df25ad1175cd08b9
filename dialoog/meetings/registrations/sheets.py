"""Who comes, as a file: for name badges, the caterer, the door."""

from collections.abc import Iterable

from flask_babel import gettext as _

from dialoog import clock
from dialoog.meetings.registrations.labels import STATES
from dialoog.meetings.registrations.models import Registration
from dialoog.meetings.registrations.shown import who
from dialoog.organisations.labels import SECTORS
from dialoog.web.spreadsheets import as_csv, as_xlsx


def written(registrations: Iterable[Registration], suffix: str) -> bytes:
    """The registrations as .csv or .xlsx."""
    rows = [_row(one) for one in registrations]
    return as_csv(_head(), rows) if suffix == "csv" else as_xlsx(_("Aanmeldingen"), _head(), rows)


def _head() -> list[str]:
    return [
        _("naam"),
        _("organisatie"),
        _("sector"),
        _("stand"),
        _("volgorde"),
        _("bevestigd op"),
        _("nodig"),
        _("e-mailadres"),
        _("code"),
    ]


def _row(one: Registration) -> list[str]:
    return [
        who(one),
        one.party,
        str(SECTORS[one.sector]),
        str(STATES[one.state]),
        str(one.turn or ""),
        f"{clock.local(one.confirmed_at):%Y-%m-%d %H:%M}" if one.confirmed_at else "",
        one.needs,
        one.email or "",
        one.code,
    ]
