"""A contribution as one row of a list, for whoever reads it."""

from typing import Any

from flask_babel import gettext as _

from dialoog import clock
from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState
from dialoog.contributions.queries import shown_text
from dialoog.contributions.rules.visibility import shown_giver
from dialoog.meetings.models import Level
from dialoog.organisations.labels import BROUGHT_IN_BY
from dialoog.permissions import Actor
from dialoog.terms.calendar import days_late
from dialoog.terms.shown import late_by
from dialoog.web.rendering import short_date


def row(actor: Actor, contribution: Contribution) -> dict[str, Any]:
    """The values of templates/components/row_list.html for a contribution whose names are loaded."""
    text = shown_text(actor, contribution)
    return {
        "text": text if text is not None else hidden_text(contribution),
        "plain": text is None,
        "href": f"/inbreng/{contribution.number}",
        "state": contribution.status,
        "outcome": contribution.outcome if text is not None and contribution.status not in OPEN_STATES else None,
        "late": late(contribution),
        "meta": [part for part in _meta(contribution, shown=text is not None) if part],
    }


def hidden_text(contribution: Contribution) -> str:
    """What stands in the place of words that are not shown."""
    if contribution.status == ContributionState.WITHDRAWN:
        return _("Deze inbreng is ingetrokken.")
    return _("Besloten inbreng: de tekst is alleen voor de deelnemers.")


def late(contribution: Contribution) -> str | None:
    """'3 werkdagen te laat' for an open contribution whose answer is overdue."""
    due = contribution.answer_due
    if contribution.status not in OPEN_STATES or due is None or due >= clock.today():
        return None
    return late_by(days_late(due, clock.today()))


def _meta(contribution: Contribution, *, shown: bool) -> list[str | None]:
    theme = contribution.theme.name if contribution.theme else None
    if not shown and contribution.level is Level.CLOSED:
        return [contribution.number, theme]
    return [
        contribution.number,
        contribution.meeting.title if contribution.meeting else short_date(contribution.received_at),
        str(KINDS[contribution.kind]),
        theme,
        brought_in_by(contribution),
    ]


def brought_in_by(contribution: Contribution) -> str | None:
    """'ingebracht door …' by name, party or sector, as far as chosen and allowed (D11); None if nothing is shown."""
    name = shown_giver(contribution)
    if name:
        return _("ingebracht door %(name)s", name=name)
    spoken = {sector.value: words for sector, words in BROUGHT_IN_BY.items()}.get(contribution.shown_sector)
    return str(spoken) if spoken else None
