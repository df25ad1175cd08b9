"""Counting what became of contributions, per meeting and per topic."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import (
    ANSWERED_STATES,
    OPEN_STATES,
    Contribution,
    ContributionState,
    ImportState,
    ReportImport,
)
from dialoog.contributions.rules.visibility import SMALLEST_GROUP
from dialoog.meetings.models import Level


@dataclass(frozen=True)
class Count:
    """How the points of a meeting or topic stand (M6), as the public may know it; `late` is a part of `open`.

    Closed points count only in groups of at least five (D11).
    """

    answered: int = 0
    open: int = 0
    withdrawn: int = 0
    late: int = 0

    @property
    def points(self) -> int:
        """All of them."""
        return self.answered + self.open + self.withdrawn


@dataclass(frozen=True)
class Heard:
    """M6: points heard (in confirmed reports, or brought in otherwise) and points that have a number."""

    heard: int
    registered: int


_Group = tuple[int | None, Level, str, int, int]


def counts_per_meeting(session: Session, meeting_ids: Collection[int]) -> dict[int, Count]:
    """The count of each of these meetings, in one query."""
    late = func.count().filter(Contribution.answer_due < clock.today())
    query = (
        select(Contribution.meeting_id, Contribution.level, Contribution.status, func.count(), late)
        .where(Contribution.meeting_id.in_(list(meeting_ids)))
        .group_by(Contribution.meeting_id, Contribution.level, Contribution.status)
    )
    counted = _fold(session.execute(query))
    return {meeting: counted.get(meeting, Count()) for meeting in meeting_ids}


def counts_per_topic(session: Session, meeting_id: int) -> dict[int, Count]:
    """The count of each topic (by its id) of a meeting, in one query."""
    late = func.count().filter(Contribution.answer_due < clock.today())
    query = (
        select(Contribution.topic_id, Contribution.level, Contribution.status, func.count(), late)
        .where(Contribution.meeting_id == meeting_id)
        .group_by(Contribution.topic_id, Contribution.level, Contribution.status)
    )
    return _fold(session.execute(query))


def heard_at(session: Session, meeting_id: int) -> Heard:
    """Whether every point that was heard has its number, closed ones included. One query."""
    imported = (
        select(func.coalesce(func.sum(ReportImport.points), 0))
        .where(ReportImport.meeting_id == meeting_id, ReportImport.state == ImportState.CONFIRMED)
        .scalar_subquery()
    )
    there = select(func.count()).where(Contribution.meeting_id == meeting_id)
    otherwise = there.where(Contribution.import_id.is_(None)).scalar_subquery()
    from_reports, others, registered = session.execute(select(imported, otherwise, there.scalar_subquery())).one()
    return Heard(heard=from_reports + others, registered=registered)


def _fold(groups: Iterable[_Group]) -> dict[int, Count]:
    """Groups of one state and level as counts, leaving out what would tell of fewer than five closed points."""
    cells: dict[int, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    for key, level, status, points, late in groups:
        if key is None:
            continue
        closed = level is Level.CLOSED
        cells[key][cell(status), closed] += points
        if status in OPEN_STATES:
            cells[key]["late", closed] += late
    return {
        key: Count(**{name: _shown(of, name) for name in ("answered", "open", "withdrawn", "late")})
        for key, of in cells.items()
    }


def cell(status: str) -> str:
    if status in ANSWERED_STATES:
        return "answered"
    return "withdrawn" if status == ContributionState.WITHDRAWN else "open"


def _shown(of: dict[tuple[str, bool], int], name: str) -> int:
    closed = of[name, True]
    return of[name, False] + (closed if closed >= SMALLEST_GROUP else 0)
