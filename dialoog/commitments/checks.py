"""Commitments against the record, for `register verify`: what is promised, and by when, is what was recorded (D10)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.commitments.happenings import DueChanged, Promised
from dialoog.commitments.models import Commitment
from dialoog.register.models import Event, EventText
from dialoog.register.verification import BATCH, Check


def promises(session: Session) -> Iterator[str]:
    """The words are those of the promise, the day is the one that was recorded last."""
    query = (
        select(Commitment.id, Commitment.text, Commitment.due_on, Event.kind, Event.data, EventText)
        .outerjoin(
            Event,
            (Event.subject_kind == Commitment.subject_kind)
            & (Event.subject_id == Commitment.id)
            & Event.kind.in_((Promised.kind, DueChanged.kind)),
        )
        .outerjoin(EventText, (EventText.event_id == Event.id) & (EventText.name == "text"))
        .order_by(Commitment.id, Event.n)
    )
    days: dict[int, tuple[str, str | None]] = {}
    for key, text, due_on, kind, data, recorded in session.execute(query.execution_options(yield_per=BATCH)):
        if kind == Promised.kind and not _same(text, recorded):
            yield f"toezegging/{key}: de tekst is niet wat is vastgelegd"
        days[key] = due_on.isoformat(), data["due"] if data else None
    for key, (shown, last) in days.items():
        if shown != last:
            yield f"toezegging/{key}: de einddatum is {shown}, vastgelegd is {last}"


def _same(text: str, recorded: EventText | None) -> bool:
    return recorded is not None and (recorded.erased_at is not None or recorded.text == text.strip())


CHECKS: tuple[Check, ...] = (promises,)
