"""Earlier answers to points that ask the same as this one, on its dossier (D7). Besloten points never (D11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from dialoog.contributions.alike.comparing import shared_words
from dialoog.contributions.models import ANSWERED_STATES, LOOKED_AT, Alike, Contribution, Outcome
from dialoog.dossiers.reading import Point
from dialoog.meetings.models import Level

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answered point that seems to ask the same: its words, what became of it, and the words it shares."""

    number: str
    text: str
    outcome: Outcome | None
    answered_at: datetime | None
    why: tuple[str, ...]


_ITS: BindParameter[int] = bindparam("contribution")
_PAIRS = union_all(
    select(Alike.two_id.label("other"), Alike.score).where(Alike.one_id == _ITS),
    select(Alike.one_id, Alike.score).where(Alike.two_id == _ITS),
).subquery()
# What its own answer covers too is no earlier answer.
_OWN_ANSWER = select(func.coalesce(Contribution.answer_id, 0)).where(Contribution.id == _ITS).scalar_subquery()
_EARLIER: Select[*tuple[Any, ...]] = (
    select(Contribution.number, Contribution.public_text, Contribution.outcome, Contribution.answered_at)
    .select_from(_PAIRS)
    .join(Contribution, Contribution.id == _PAIRS.c.other)
    .where(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id != _OWN_ANSWER)
    .where(Contribution.level == Level.PUBLIC, Contribution.look.in_(LOOKED_AT))
    .order_by(_PAIRS.c.score.desc(), Contribution.id.desc())
    .limit(MOST_SHOWN)
)


def earlier(session: Session, contribution: Point, *, seen: bool) -> list[Earlier]:
    """The likest answered points. One query; none for words that this reader does not see, or that are besloten."""
    if not seen or contribution.level is Level.CLOSED or contribution.look not in LOOKED_AT:
        return []
    rows = session.connection().execute(_EARLIER, {"contribution": contribution.id}).all()
    return [
        Earlier(
            row.number,
            row.public_text,
            row.outcome,
            row.answered_at,
            shared_words(contribution.public_text, row.public_text),
        )
        for row in rows
    ]
