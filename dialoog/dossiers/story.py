"""The story of a contribution: one timeline from the spoken word to the landing place, and what is still to come.

Each recorded step is drawn by the partial of its kind in templates/dossiers/happenings/.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog import clock
from dialoog.answers.queries import versions_for
from dialoog.commitments.models import OPEN_STATES as OPEN_COMMITMENTS
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import OPEN_STATES, Contribution
from dialoog.register.kinds import kind_of
from dialoog.register.models import Event
from dialoog.register.queries import events_of
from dialoog.web.rendering import long_date


@dataclass(frozen=True)
class Step:
    """One step: its day, title, drawing, and the partial that shows its body with these values."""

    when: str
    iso: str
    title: str
    mark: str
    tone: str
    partial: str | None
    of: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """All steps, and how many of them stand in the register for the contribution itself."""

    steps: list[Step]
    recorded: int


def tell(session: Session, contribution: Contribution, *, see_texts: bool) -> Story:
    """The story as this reader may see it; without `see_texts` the steps stay, their words do not. Five queries."""
    events = events_of(session, contribution)
    versions = versions_for(session, contribution) if see_texts else {}
    commitments = _commitments(session, versions) if see_texts else {}
    told = [(event, {"version": _version(event, versions)}) for event in events]
    told += [(event, {"commitment": commitments[event.subject_id]}) for event in _events_of_all(session, commitments)]
    told.sort(key=lambda pair: (pair[0].at, pair[0].id))
    steps = [_step(event, contribution, values, see_texts=see_texts) for event, values in told]
    return Story([*steps, *_to_come(contribution, commitments.values())], len(events))


def _version(event: Event, versions: dict[tuple[int, int], Any]) -> Any:
    return versions.get((event.data.get("answer", 0), event.data.get("version", 0)))


def _commitments(session: Session, versions: dict[tuple[int, int], Any]) -> dict[int, Commitment]:
    answers = {answer_id for answer_id, _n in versions}
    if not answers:
        return {}
    query = (
        select(Commitment)
        .where(Commitment.source_kind == "antwoord", Commitment.source_id.in_(answers))
        .options(joinedload(Commitment.owner_unit), joinedload(Commitment.owner_organisation))
    )
    return {commitment.id: commitment for commitment in session.scalars(query)}


def _events_of_all(session: Session, commitments: dict[int, Commitment]) -> list[Event]:
    if not commitments:
        return []
    query = (
        select(Event)
        .where(Event.subject_kind == Commitment.subject_kind, Event.subject_id.in_(commitments))
        .options(selectinload(Event.text_rows))
    )
    return list(session.scalars(query))


def _step(event: Event, contribution: Contribution, values: dict[str, Any], *, see_texts: bool) -> Step:
    kind = kind_of(event.subject_kind, event.kind)
    words = {row.name: row.text if see_texts and row.public else None for row in event.text_rows}
    return Step(
        when=_day(event.at),
        iso=event.at.isoformat(),
        title=str(kind.label),
        mark=kind.mark,
        tone=kind.tone,
        partial=f"dossiers/happenings/{event.subject_kind}_{event.kind}.html",
        of={"event": event, "text": words, "contribution": contribution, "seen": see_texts, **values},
    )


def _to_come(contribution: Contribution, commitments: Iterable[Commitment]) -> list[Step]:
    """What is promised and not yet done: the answer, and the commitments by their day."""
    steps = []
    due = contribution.answer_due
    if contribution.status in OPEN_STATES and due is not None:
        late = due < clock.today()
        title = _("Had beantwoord moeten zijn") if late else _("Antwoord uiterlijk op deze dag")
        steps.append(_coming(due, title, late=late, partial=None))
    for commitment in sorted(commitments, key=lambda c: c.due_on):
        if commitment.status in OPEN_COMMITMENTS:
            late = commitment.due_on < clock.today()
            title = _("Had klaar moeten zijn") if late else _("Moet klaar zijn")
            steps.append(_coming(commitment.due_on, title, late=late, partial="commitment", commitment=commitment))
    return steps


def _coming(day: date, title: str, *, late: bool, partial: str | None, **values: Any) -> Step:
    return Step(
        when=long_date(day),
        iso=day.isoformat(),
        title=title,
        mark="late" if late else "clock",
        tone="late" if late else "next",
        partial=f"dossiers/to_come/{partial}.html" if partial else None,
        of=values,
    )


def _day(moment: datetime) -> str:
    return long_date(moment)
