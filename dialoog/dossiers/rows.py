"""A contribution as one row of a list, for whoever reads it."""

from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from flask_babel import gettext as _

from dialoog import clock
from dialoog.contributions.labels import KINDS
from dialoog.contributions.listing import Listed
from dialoog.contributions.models import OPEN_STATES, ContributionState, Look, PointKind
from dialoog.contributions.rules.visibility import Given, Guarded, may_see_text, shown_giver
from dialoog.meetings.models import Level
from dialoog.organisations.labels import BROUGHT_IN_BY
from dialoog.permissions import Actor
from dialoog.terms.calendar import days_late
from dialoog.terms.shown import late_by
from dialoog.web.rendering import short_date


class Row(NamedTuple):
    """The values of templates/components/row_list.html."""

    text: str
    plain: bool
    href: str
    state: str
    outcome: str | None
    late: str | None
    meta: list[str]


class Promised(Protocol):
    """What decides whether an answer is late."""

    @property
    def status(self) -> str: ...
    @property
    def answer_due(self) -> date | None: ...


def row(actor: Actor, contribution: Listed) -> Row:
    """A contribution as whoever reads it may see it."""
    text = contribution.public_text if may_see_text(actor, contribution) else None
    return Row(
        text=text if text is not None else hidden_text(contribution),
        plain=text is None,
        href=f"/inbreng/{contribution.number}",
        state=contribution.status,
        outcome=contribution.outcome if text is not None and contribution.status not in OPEN_STATES else None,
        late=late(contribution),
        meta=[part for part in _meta(contribution, shown=text is not None) if part],
    )


def hidden_text(contribution: Guarded) -> str:
    """What stands in the place of words that are not shown."""
    if contribution.status == ContributionState.WITHDRAWN:
        return _("Deze inbreng is ingetrokken.")
    if contribution.level is Level.CLOSED:
        return _("Besloten inbreng: de tekst is alleen voor de deelnemers.")
    if contribution.look == Look.HIDDEN:
        return _("Deze tekst is verborgen. In het dossier staat waarom.")
    return _("Deze tekst is nog niet bekeken.")


def late(contribution: Promised) -> str | None:
    """'3 werkdagen te laat' for an open contribution whose answer is overdue."""
    due = contribution.answer_due
    if contribution.status not in OPEN_STATES or due is None or due >= (today := clock.today()):
        return None
    return _late(due, today)


@lru_cache(maxsize=1000)
def _late(due: date, today: date) -> str:
    return late_by(days_late(due, today))


def _meta(contribution: Listed, *, shown: bool) -> list[str | None]:
    if not shown and contribution.level is Level.CLOSED:
        return [contribution.number, contribution.theme]
    return [
        contribution.number,
        contribution.meeting or short_date(contribution.received_at),
        _kinds()[contribution.kind],
        contribution.theme,
        brought_in_by(contribution),
    ]


def brought_in_by(contribution: Given) -> str | None:
    """'ingebracht door …' by name, party or sector, as far as chosen and allowed (D11); None if nothing is shown."""
    name = shown_giver(contribution)
    if name:
        return _("ingebracht door %(name)s", name=name)
    return _sectors().get(contribution.shown_sector)


# The words are the same for everybody (pages are Dutch), and a list asks for them in every row.


@cache
def _kinds() -> dict[PointKind, str]:
    return {kind: str(words) for kind, words in KINDS.items()}


@cache
def _sectors() -> dict[str, str]:
    return {sector.value: str(words) for sector, words in BROUGHT_IN_BY.items()}
