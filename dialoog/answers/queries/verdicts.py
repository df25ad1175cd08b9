"""What givers said of answers, and which no still waits for a decision (D9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, func, literal_column, select, union_all
from sqlalchemy.orm import Session, selectinload

from dialoog.answers.happenings import EffectJudged, Judged
from dialoog.answers.models import EffectVerdict, Verdict, VerdictValue
from dialoog.contributions.happenings import TextBlackedOut
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.looking_at_texts import in_place
from dialoog.permissions import Actor
from dialoog.register.models import Event
from dialoog.web.paging import Page

SAID = (Judged.kind, EffectJudged.kind)


@dataclass(frozen=True)
class Open:
    """A point with a no that nobody has decided on."""

    contribution: Contribution
    at: datetime


@dataclass(frozen=True)
class Said:
    """What was said once: the value (None where it is not public, D11), when, the reaction, and of what.

    `effect`: whether a commitment shows, instead of whether it is an answer.
    """

    value: str | None
    at: datetime
    reaction: str | None
    effect: bool = False


def open_noes() -> Subquery:
    """Every no that nobody has decided on, of answers and of their effect: `contribution_id` and `at`."""
    # As it stands in the index: a value that comes later would not tell SQLite that the index will do.
    no: ColumnElement[VerdictValue] = literal_column(f"'{VerdictValue.NO}'")
    noes = (
        select(kind.contribution_id, kind.at).where(kind.value == no, kind.handled_at.is_(None))
        for kind in (Verdict, EffectVerdict)
    )
    return union_all(*noes).subquery()


def open_verdicts(session: Session, actor: Actor, *, after: int | None, size: int) -> Page[Open]:
    """The open ones, of answers and of their effect, by point; the point that came in first, first. One query.

    A chair gets those of the table's meetings, the secretariat all (D9).
    """
    noes = open_noes()
    since = select(noes.c.contribution_id, func.min(noes.c.at).label("at")).group_by(noes.c.contribution_id).subquery()
    query = select(Contribution, since.c.at).join(since, since.c.contribution_id == Contribution.id)
    if not actor.has("secretariat"):
        query = query.where(Contribution.meeting_id.in_(actor.chaired))
    if after is not None:
        query = query.where(Contribution.id > after)
    rows = [Open(*row) for row in session.execute(query.order_by(Contribution.id).limit(size + 1))]
    next_key = rows[size - 1].contribution.id if len(rows) > size else None
    return Page(rows[:size], next_key=next_key, total=None)


def reactions(session: Session, contribution_ids: Sequence[int]) -> dict[int, str]:
    """The last reaction on each of these points."""
    return {subject: said.reaction for subject, said in _judged(session, contribution_ids) if said.reaction}


def verdicts_on(session: Session, contribution: Contribution) -> list[Said]:
    """Everything its givers said of its answers, oldest first."""
    return [said for _subject, said in _judged(session, [contribution.id])]


def _judged(session: Session, contribution_ids: Sequence[int]) -> list[tuple[int, Said]]:
    query = (
        select(Event)
        .where(Event.subject_kind == Contribution.subject_kind, Event.kind.in_([*SAID, TextBlackedOut.kind]))
        .where(Event.subject_id.in_(contribution_ids))
        .options(selectinload(Event.text_rows))
        .order_by(Event.id)
    )
    lines: list[tuple[Event, dict[str, str | None]]] = [
        (event, {row.name: row.text for row in event.text_rows}) for event in session.scalars(query)
    ]
    in_place(lines)
    return [(event.subject_id, _said(event, words)) for event, words in lines if event.kind in SAID]


def _said(event: Event, words: dict[str, str | None]) -> Said:
    return Said(event.data["value"], event.at, words.get("reaction"), effect=event.kind == EffectJudged.kind)
