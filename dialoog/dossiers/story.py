"""The story of a contribution: one timeline from the spoken word to the landing place, and what is still to come.

Each recorded step is drawn by the partial of its kind in templates/dossiers/happenings/.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from dialoog import clock
from dialoog.answers.models import AnswerVersion
from dialoog.answers.queries import versions_for
from dialoog.answers.shown import card
from dialoog.commitments.models import OPEN_STATES as OPEN_COMMITMENTS
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import OPEN_STATES, Contribution
from dialoog.register.kinds import kind_of
from dialoog.register.models import Event
from dialoog.web.rendering import long_date

Versions = dict[tuple[int, int], tuple[AnswerVersion, int]]


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
    versions = versions_for(session, contribution) if see_texts else {}
    commitments = _commitments(versions)
    events = _events(session, contribution, commitments)
    steps = [_step(event, contribution, _of(event, versions, commitments), see_texts=see_texts) for event in events]
    recorded = sum(event.subject_kind == contribution.subject_kind for event in events)
    return Story([*steps, *_to_come(contribution, commitments.values())], recorded)


def _commitments(versions: Versions) -> dict[int, Commitment]:
    planned = [planned.commitment for version, _covers in versions.values() for planned in version.planned]
    return {commitment.id: commitment for commitment in planned if commitment is not None}


def _events(session: Session, contribution: Contribution, commitments: dict[int, Commitment]) -> list[Event]:
    """What was recorded of the contribution and of the commitments made for it, in the order it happened."""
    its_own = and_(Event.subject_kind == contribution.subject_kind, Event.subject_id == contribution.id)
    promised = and_(Event.subject_kind == Commitment.subject_kind, Event.subject_id.in_(commitments))
    query = select(Event).where(or_(its_own, promised) if commitments else its_own)
    return list(session.scalars(query.options(selectinload(Event.text_rows)).order_by(Event.at, Event.id)))


def _of(event: Event, versions: Versions, commitments: dict[int, Commitment]) -> dict[str, Any]:
    """What the partial of an event shows: a commitment, or a version's card with how many other points it answers."""
    if event.subject_kind == Commitment.subject_kind:
        return {"commitment": commitments[event.subject_id]}
    version, covers = versions.get((event.data.get("answer", 0), event.data.get("version", 0)), (None, 0))
    if version is None:
        return {}
    address = f"/antwoorden/{version.answer_id}"
    return {"version": version, "card": card(version, others=max(0, covers - 1), others_href=address)}


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
