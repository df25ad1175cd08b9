"""What waits for the look (D3a): contributions, and texts that stand with events; and what was hidden after it."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.contributions.models import Contribution, ContributionState, Look, TextLook
from dialoog.contributions.queries import UNSEEN

# Beside a point that was withdrawn nothing waits any more (D2).
UNSEEN_TEXTS = (
    TextLook.look == Look.WAITING,
    TextLook.contribution.has(Contribution.status != ContributionState.WITHDRAWN),
)


@dataclass(frozen=True)
class Unseen:
    """How many texts wait for the look, and how many of them longer than promised."""

    total: int
    late: int


def unseen(*, late: bool = False) -> ColumnElement[int]:
    """How many wait, to be asked together with other counts; the same words for many points are one."""
    points = select(func.count()).where(*UNSEEN)
    texts = select(func.count(TextLook.act.distinct())).where(*UNSEEN_TEXTS)
    if late:
        points = points.where(Contribution.look_due < clock.today())
        texts = texts.where(TextLook.due < clock.today())
    return points.scalar_subquery() + texts.scalar_subquery()


def count_unseen(session: Session) -> Unseen:
    """How many wait. One query."""
    total, late = session.execute(select(unseen(), unseen(late=True))).one()
    return Unseen(total, late)


def count_hidden(session: Session) -> int:
    """How many texts are hidden as advertising or criminal. One query."""
    points = select(func.count()).where(
        Contribution.look == Look.HIDDEN, Contribution.status != ContributionState.WITHDRAWN
    )
    texts = select(func.count(TextLook.act.distinct())).where(TextLook.look == Look.HIDDEN)
    return session.scalar(select(points.scalar_subquery() + texts.scalar_subquery())) or 0


def waiting_acts(session: Session, most: int) -> list[list[TextLook]]:
    """The texts that wait, those that were written at once together, the longest waiting first. One query."""
    first = (
        select(TextLook.act, func.min(TextLook.due).label("due"))
        .where(*UNSEEN_TEXTS)
        .group_by(TextLook.act)
        .order_by(func.min(TextLook.due), TextLook.act)
        .limit(most)
        .subquery()
    )
    query = (
        select(TextLook)
        .join(first, first.c.act == TextLook.act)
        .where(*UNSEEN_TEXTS)
        .options(joinedload(TextLook.contribution), joinedload(TextLook.event), joinedload(TextLook.text))
        .order_by(first.c.due, TextLook.act, TextLook.id)
    )
    return [list(texts) for _act, texts in groupby(session.scalars(query), key=lambda one: one.act)]


def texts_at(session: Session, contribution: Contribution) -> dict[int, list[TextLook]]:
    """What stands with a contribution's steps and can be shown, hidden or blacked out: by event. One query."""
    query = (
        select(TextLook)
        .where(TextLook.contribution_id == contribution.id)
        .options(joinedload(TextLook.text))
        .order_by(TextLook.id)
    )
    found: dict[int, list[TextLook]] = defaultdict(list)
    for one in session.scalars(query):
        found[one.event_id].append(one)
    return dict(found)
