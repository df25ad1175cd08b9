"""The periodic talk with the minister, prepared from what is open and late (T8)."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.queries import clocks_of_all, with_names_of
from dialoog.advices.shown import row
from dialoog.commitments import shown as commitment_shown
from dialoog.commitments.models import Commitment
from dialoog.commitments.queries import is_late as commitment_is_late
from dialoog.commitments.queries import with_owners
from dialoog.contributions.models import OPEN_STATES, Contribution
from dialoog.contributions.queries import is_late
from dialoog.organisations.models import Unit

SHOWN = 25


def prepared(session: Session) -> dict[str, Any]:
    """Advices that wait, commitments that are late, and of the open points how many are late with each unit.

    Lists are cut at 25, with `…_more` counting the rest. Six queries, whatever there is.
    """
    waiting = with_names_of(select(Advice)).where(Advice.status == AdviceState.SENT.value)
    advices = list(session.scalars(waiting.order_by(Advice.sent_on, Advice.id).limit(SHOWN)))
    clocks = clocks_of_all(session, advices)
    late = with_owners(select(Commitment)).where(Commitment.public, commitment_is_late())
    commitments = list(session.scalars(late.order_by(Commitment.due_on, Commitment.id).limit(SHOWN)))
    waits, passed = Advice.status == AdviceState.SENT.value, (Commitment.public, commitment_is_late())
    return {
        "advices": [row(advice, clocks.get(advice.id)) for advice in advices],
        "advices_more": _count(session, select(func.count(Advice.id)).where(waits)) - len(advices),
        "commitments": [commitment_shown.row(one) for one in commitments],
        "commitments_more": _count(session, select(func.count(Commitment.id)).where(*passed)) - len(commitments),
        "units": _by_unit(session),
    }


def _by_unit(session: Session) -> list[dict[str, Any]]:
    """Of each unit the open points and how many of them are late; what no unit has yet comes last."""
    late = func.count(Contribution.id).filter(is_late())
    query = (
        select(Unit.name, Unit.slug, func.count(Contribution.id), late)
        .select_from(Contribution)
        .outerjoin(Unit, Unit.id == Contribution.unit_id)
        .where(Contribution.status.in_(OPEN_STATES))
        .group_by(Unit.name, Unit.slug)
    )
    found = [
        {"name": name, "slug": slug, "open": total, "late": passed}
        for name, slug, total, passed in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one["name"] is None, -one["late"], one["name"] or ""))


def _count(session: Session, query: Any) -> int:
    return session.scalar(query) or 0
