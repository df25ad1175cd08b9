"""Finding points that ask the same, ahead of who asks for them (D7). Groups are proposed; people decide."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.orm import Session

from dialoog import search
from dialoog.contributions.alike.comparing import ENOUGH, Weights, likeness, overlap, to_look_for
from dialoog.contributions.alike.reading import Terms, terms
from dialoog.contributions.models import LOOKED_AT, Alike, Contribution, ContributionState
from dialoog.jobs.rules import plan
from dialoog.meetings.models import Level
from dialoog.register.models import Event

ALIKE_JOB = "contributions.alike"
# So many points are compared in one turn of the job. Of so many that share a weighty word, those that share most are
# compared, and the likest kept.
AT_ONCE = 50
MOST_CANDIDATES = 150
MOST_COMPARED = 40
MOST_WORDS = 6
MOST_KEPT = 20
# Newest points by which it is reckoned how rare words are.
SAMPLE = 1000

# Points whose words everyone may read; besloten ones are left out entirely (D11).
COMPARED = (
    Contribution.level != Level.CLOSED,
    Contribution.status != ContributionState.WITHDRAWN,
    Contribution.look.in_(LOOKED_AT),
)
Scores = dict[int, float]


def plan_for(session: Session, event: Event) -> None:
    """Have the points of this act compared after its transaction: one job for all that were recorded with it."""
    last = (event.kind, event.at)
    if session.info.get(ALIKE_JOB) == last:
        return
    session.info[ALIKE_JOB] = last
    params = {"at": event.at.isoformat(), "kind": event.kind}
    plan(session, kind=ALIKE_JOB, key=f"event/{event.id}", params=params)


def weights(session: Session) -> Weights:
    """How rare words are among the newest points."""
    newest = select(Contribution.public_text).where(*COMPARED).order_by(Contribution.id.desc()).limit(SAMPLE)
    return Weights.of(session.scalars(newest))


def scores(session: Session, contribution_id: int, weighed: Weights) -> Scores:
    """The points that ask the same as this one, with how alike they are; none for one that nobody may read."""
    text = session.scalar(select(Contribution.public_text).where(Contribution.id == contribution_id, *COMPARED))
    if text is None:
        return {}
    own = terms(text)
    found = {key: score for key, score in _compared(session, own, contribution_id, weighed) if score >= ENOUGH}
    best = sorted(found, key=lambda key: (-found[key], key))[:MOST_KEPT]
    return {key: found[key] for key in best}


def _compared(session: Session, own: Terms, but: int, weighed: Weights) -> list[tuple[int, float]]:
    dialect = session.get_bind().dialect.name
    asked = search.any_of(dialect, to_look_for(own, weighed, MOST_WORDS))
    if not asked:
        return []
    read: Select[*tuple[Any, ...]] = select(Contribution.id, Contribution.public_text)
    query = search.matching(dialect, read, Contribution, asked).where(*COMPARED, Contribution.id != but)
    rows = session.execute(query.order_by(search.key(dialect, Contribution).desc()).limit(MOST_CANDIDATES))
    candidates = [(key, terms(text)) for key, text in rows]
    candidates.sort(key=lambda row: (-overlap(own, row[1], weighed), row[0]))
    return [(key, likeness(own, text, weighed).score) for key, text in candidates[:MOST_COMPARED]]


def keep(session: Session, contribution_id: int, found: Scores) -> None:
    """Keep what was found for a point, in place of what was found before."""
    session.execute(delete(Alike).where(or_(Alike.one_id == contribution_id, Alike.two_id == contribution_id)))
    rows = [
        {"one_id": min(contribution_id, other), "two_id": max(contribution_id, other), "score": round(score * 1000)}
        for other, score in found.items()
    ]
    if rows:
        session.execute(insert(Alike), rows)


def next_points(session: Session, *, at: object, kind: str | None, after: int) -> Sequence[int]:
    """The next points to compare: those of an act, or of all without one."""
    if at is None:
        query = select(Contribution.id).where(*COMPARED, Contribution.id > after).order_by(Contribution.id)
    else:
        query = (
            select(Event.subject_id)
            .where(Event.at == at, Event.kind == kind, Event.subject_kind == Contribution.subject_kind)
            .where(Event.subject_id > after)
            .order_by(Event.subject_id)
        )
    return session.scalars(query.limit(AT_ONCE)).all()
