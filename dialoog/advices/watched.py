"""The terms of reactions, reminded of together with all other terms (D4, T8)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.queries import clocks_of_all
from dialoog.answers.rules.reminding import Further, Watched
from dialoog.commitments.shown import late_since
from dialoog.config import Settings
from dialoog.terms.models import Clock, Promise
from dialoog.web.rendering import long_date


def watched(session: Session, horizon: date) -> Iterable[Watched]:
    """The clocks of reactions that are due on or before a day."""
    query = (
        select(Clock, Advice.unit_id)
        .join(Advice, Advice.id == Clock.subject_id)
        .where(Clock.subject_kind == Advice.subject_kind, Clock.promise == Promise.REACT, Clock.due_on <= horizon)
        .where(Clock.met_at.is_(None), Clock.stopped_at.is_(None), Clock.paused_on.is_(None))
        .order_by(Clock.due_on, Clock.id)
    )
    for running, unit in session.execute(query):
        yield Watched(running.subject_kind, running.subject_id, running.started_on, running.due_on, unit)


def lines(session: Session, ids: list[int], settings: Settings) -> list[dict[str, Any]]:
    """What a reminder says of each advice that still waits for its reaction."""
    query = select(Advice).where(Advice.id.in_(ids), Advice.status == AdviceState.SENT.value)
    advices = list(session.scalars(query))
    clocks = clocks_of_all(session, advices)
    return [
        {
            "text": advice.title,
            "number": _("Advies"),
            "due": clocks[advice.id].due_on,
            "when": long_date(clocks[advice.id].due_on),
            "late": late_since(clocks[advice.id].due_on),
            "href": f"{settings.base_url}/werk/adviezen/{advice.slug}",
        }
        for advice in advices
        if advice.id in clocks
    ]


TERMS = Further(Advice.subject_kind, watched, lines)
