"""An advice as pages show it: in plain values."""

from typing import Any

from flask_babel import gettext as _

from dialoog.advices.labels import ADDRESSEES
from dialoog.advices.models import Advice, AdviceState
from dialoog.terms.models import Clock
from dialoog.terms.shown import late_text
from dialoog.web.rendering import long_date, short_date


def row(advice: Advice, clock: Clock | None, *, staff: bool = False) -> dict[str, Any]:
    """The values of templates/components/row_list.html."""
    waits = clock is not None and advice.status == AdviceState.SENT
    meta = [
        advice.table.name,
        asked(advice),
        _("aangeboden op %(day)s", day=short_date(advice.sent_on)) if advice.sent_on else None,
        _("reactie uiterlijk %(day)s", day=short_date(clock.due_on)) if clock is not None and waits else None,
    ]
    return {
        "text": advice.title,
        "plain": True,
        "href": f"/werk/adviezen/{advice.slug}" if staff else f"/adviezen/{advice.slug}",
        "state": advice.status,
        "late": late_text(clock) if clock is not None and waits else None,
        "meta": [part for part in meta if part],
    }


def asked(advice: Advice) -> str:
    """Whether it was asked for (T8)."""
    return _("gevraagd advies") if advice.question else _("ongevraagd advies")


def facts(advice: Advice) -> list[tuple[str, ...]]:
    """The values of templates/components/data_list.html."""
    told: list[tuple[str, ...] | None] = [
        (_("Van"), advice.table.name),
        (_("Voorzitter"), advice.table.chair_name) if advice.table.chair_name else None,
        (_("Aan"), str(ADDRESSEES[advice.addressee])),
        (_("Soort"), asked(advice).capitalize()),
        (_("Vastgesteld op"), long_date(advice.adopted_on)) if advice.adopted_on else None,
        (_("Aangeboden op"), long_date(advice.sent_on)) if advice.sent_on else None,
        (_("Reactie van"), advice.unit.in_full) if advice.unit else None,
    ]
    return [fact for fact in told if fact]
