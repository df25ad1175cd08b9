"""What givers said of answers, and which no still waits for a decision (D9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.answers.happenings import Judged
from dialoog.answers.models import Verdict, VerdictValue
from dialoog.contributions.happenings import TextBlackedOut
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.looking_at_texts import in_place
from dialoog.register.models import Event
from dialoog.web.paging import Page


@dataclass(frozen=True)
class Open:
    """A point with a no that nobody has decided on."""

    contribution: Contribution
    at: datetime


@dataclass(frozen=True)
class Said:
    """What was said of an answer once: the value (None where it is not public, D11), when, and the reaction."""

    value: str | None
    at: datetime
    reaction: str | None


def open_verdicts(session: Session, *, after: int | None, size: int) -> Page[Open]:
    """The open ones, oldest first, one row for each point. One query."""
    query = (
        select(Verdict)
        .where(Verdict.value == VerdictValue.NO, Verdict.handled_at.is_(None))
        .options(joinedload(Verdict.contribution))
        .order_by(Verdict.id)
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(Verdict.id > after)
    rows = list(session.scalars(query))
    once = {row.contribution_id: Open(row.contribution, row.at) for row in reversed(rows[:size])}
    next_key = rows[size - 1].id if len(rows) > size else None
    return Page(list(reversed(once.values())), next_key=next_key, total=None)


def reactions(session: Session, contribution_ids: Sequence[int]) -> dict[int, str]:
    """The last reaction on each of these points."""
    return {subject: said.reaction for subject, said in _judged(session, contribution_ids) if said.reaction}


def verdicts_on(session: Session, contribution: Contribution) -> list[Said]:
    """Everything its givers said of its answers, oldest first."""
    return [said for _subject, said in _judged(session, [contribution.id])]


def _judged(session: Session, contribution_ids: Sequence[int]) -> list[tuple[int, Said]]:
    query = (
        select(Event)
        .where(Event.subject_kind == Contribution.subject_kind, Event.kind.in_([Judged.kind, TextBlackedOut.kind]))
        .where(Event.subject_id.in_(contribution_ids))
        .options(selectinload(Event.text_rows))
        .order_by(Event.id)
    )
    lines: list[tuple[Event, dict[str, str | None]]] = [
        (event, {row.name: row.text for row in event.text_rows}) for event in session.scalars(query)
    ]
    in_place(lines)
    return [
        (event.subject_id, Said(event.data["value"], event.at, words.get("reaction")))
        for event, words in lines
        if event.kind == Judged.kind
    ]
