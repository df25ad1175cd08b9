"""What stands for {…} in the addresses of a table's meetings."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesState
from dialoog.meetings.agenda.models import AgendaItem, Decision, ItemState, Paper
from dialoog.meetings.models import Level, Meeting

NEXT = "tafeloverleg-lucht-en-stilte-4"


def with_minutes(state: MinutesState) -> Callable[[Session], object]:
    """The first open meeting whose minutes are so far."""
    query = select(Meeting.slug).join(Minutes).where(Minutes.state == state, Meeting.level != Level.CLOSED)
    return lambda session: session.scalars(query.order_by(Meeting.id)).first()


def item(*conditions: object) -> Callable[[Session], object]:
    query = select(AgendaItem.id).join(Meeting).where(Meeting.slug == NEXT, *conditions)
    return lambda session: session.scalars(query.order_by(AgendaItem.id)).first()


FOUND: dict[str, Callable[[Session], object]] = {
    "held_meeting": with_minutes(MinutesState.PUBLISHED),
    "commented_meeting": with_minutes(MinutesState.COMMENTS),
    "drafted_meeting": with_minutes(MinutesState.DRAFT),
    "next_meeting": lambda _session: NEXT,
    "standing_item": item(AgendaItem.standing.is_not(None)),
    "proposed_item": item(AgendaItem.state == ItemState.PROPOSED),
    "paper": lambda s: s.scalars(select(Paper.id).where(Paper.item_id.is_not(None))).first(),
    "decision": lambda s: s.scalars(
        select(Decision.id)
        .join(Minutes, Minutes.meeting_id == Decision.meeting_id)
        .where(Minutes.state == MinutesState.COMMENTS)
    ).first(),
    "comment": lambda s: s.scalars(select(MinutesComment.id).where(MinutesComment.handled.is_(None))).first(),
}
