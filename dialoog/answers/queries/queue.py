"""The ministry's queue: what waits for an answer, the longest waiting first."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dialoog import clock
from dialoog.answers.models import Answer, Verdict, VerdictValue
from dialoog.commitments.models import Commitment
from dialoog.commitments.queries import is_late as commitment_is_late
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import UNSEEN as REPLIES_UNSEEN
from dialoog.contributions.models import ANSWERED_STATES, OPEN_STATES, Contribution, ContributionState
from dialoog.contributions.queries import UNSEEN, is_late, seen_by, with_names
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Meeting, MeetingTopic
from dialoog.organisations.models import Theme, Unit
from dialoog.permissions import Actor

NOBODY = "geen"
SOON = timedelta(days=7)


class Term(enum.StrEnum):
    """How close the last day is."""

    LATE = "te-laat"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True)
class Filters:
    """What an official asked the queue for. `dienst`: a slug, `geen` for what nobody has, '' for everything."""

    dienst: str = ""
    thema: str = ""
    termijn: Term | None = None
    bijeenkomst: str = ""
    onderwerp: int | None = None
    status: ContributionState | None = None

    @classmethod
    def from_arguments(cls, given: Mapping[str, str], *, own_unit: str) -> "Filters":
        """Read the filters of an address; without a unit in it, the reader's own. Raises RuleViolation."""
        try:
            return cls(
                dienst=given.get("dienst", own_unit),
                thema=given.get("thema", ""),
                termijn=Term(given["termijn"]) if given.get("termijn") else None,
                bijeenkomst=given.get("bijeenkomst", ""),
                onderwerp=int(given["onderwerp"][:6]) if given.get("onderwerp") else None,
                status=ContributionState(given["status"]) if given.get("status") else None,
            )
        except ValueError as error:
            raise RuleViolation(_("Een filter in dit adres kennen wij niet.")) from error


def waiting(actor: Actor, filters: Filters, *, answered: bool = False) -> Select[Contribution]:
    """What waits for an answer and fits, as far as this reader may see it; with what was `answered` if asked for."""
    states = OPEN_STATES | ANSWERED_STATES if answered else OPEN_STATES
    query = with_names(select(Contribution)).where(Contribution.status.in_(states), seen_by(actor))
    return query.where(*_conditions(filters))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.dienst == NOBODY:
        found.append(Contribution.unit_id.is_(None))
    elif filters.dienst:
        found.append(Contribution.unit_id == select(Unit.id).where(Unit.slug == filters.dienst).scalar_subquery())
    if filters.thema:
        found.append(Contribution.theme_id == select(Theme.id).where(Theme.slug == filters.thema).scalar_subquery())
    if filters.bijeenkomst:
        meeting = select(Meeting.id).where(Meeting.slug == filters.bijeenkomst).scalar_subquery()
        found.append(Contribution.meeting_id == meeting)
        if filters.onderwerp is not None:
            topic = select(MeetingTopic.id).where(MeetingTopic.meeting_id == meeting)
            topic = topic.where(MeetingTopic.number == filters.onderwerp)
            found.append(Contribution.topic_id == topic.scalar_subquery())
    if filters.status is not None:
        found.append(Contribution.status == filters.status)
    if filters.termijn is not None:
        found.append(_term(filters.termijn))
    return found


def _term(term: Term) -> ColumnElement[bool]:
    today = clock.today()
    if term is Term.LATE:
        return is_late()
    if term is Term.WEEK:
        return Contribution.answer_due.between(today, today + SOON)
    return Contribution.answer_due > today + SOON


def chosen(session: Session, actor: Actor, numbers: list[str]) -> list[Contribution]:
    """The contributions somebody ticked, in the order of the queue, as far as they may see them."""
    query = select(Contribution).where(Contribution.number.in_(numbers), seen_by(actor))
    return list(session.scalars(query.order_by(Contribution.answer_due, Contribution.id)))


@dataclass(frozen=True)
class Counts:
    """What waits for somebody, in numbers."""

    waiting: int
    late: int
    soon: int
    unassigned: int
    drafts: int
    verdicts: int
    late_commitments: int
    to_look_at: int
    looked_at_late: int


def counts(session: Session, actor: Actor) -> Counts:
    """What waits for this reader: of their units for an official, of all for the secretariat. One query."""
    mine = _mine(actor, Contribution.unit_id)
    open_ones = Contribution.status.in_(OPEN_STATES)
    due = Contribution.answer_due
    row = session.execute(
        select(
            select(func.count()).where(open_ones, mine).scalar_subquery(),
            select(func.count()).where(is_late(), mine).scalar_subquery(),
            select(func.count())
            .where(open_ones, mine, due.between(clock.today(), clock.today() + SOON))
            .scalar_subquery(),
            select(func.count()).where(open_ones, Contribution.unit_id.is_(None)).scalar_subquery(),
            select(func.count()).where(Answer.status == "concept", _mine(actor, Answer.unit_id)).scalar_subquery(),
            select(func.count())
            .where(Verdict.value == VerdictValue.NO, Verdict.handled_at.is_(None))
            .scalar_subquery(),
            select(func.count()).where(commitment_is_late(), _mine(actor, Commitment.owner_unit_id)).scalar_subquery(),
            _unseen() + _unseen(REPLIES_UNSEEN),
            _unseen(late=Contribution.look_due) + _unseen(REPLIES_UNSEEN, late=Clarification.look_due),
        )
    ).one()
    return Counts(*row)


def _unseen(
    unseen: tuple[ColumnElement[bool], ...] = UNSEEN, *, late: InstrumentedAttribute[Any] | None = None
) -> ScalarSelect[int]:
    """How many texts nobody looked at yet (D3a); `late`: of these only whose day, in this column, has passed."""
    found = select(func.count()).where(*unseen)
    return (found if late is None else found.where(late < clock.today())).scalar_subquery()


def _mine(actor: Actor, unit: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return unit.in_(actor.units) if actor.units else or_(unit.is_(None), unit.is_not(None))
