"""What staff see of the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dialoog.errors import NotFound
from dialoog.mail.models import MailState, OutboxMessage


@dataclass(frozen=True)
class Standing:
    """How many mails are in each state, and since when the longest waiting one waits."""

    counts: dict[MailState, int]
    waiting_since: datetime | None


def standing(session: Session) -> Standing:
    """The outbox in figures."""
    rows = session.execute(
        select(OutboxMessage.state, func.count(), func.min(OutboxMessage.created_at)).group_by(OutboxMessage.state)
    )
    found = {state: (count, oldest) for state, count, oldest in rows}
    counts = {state: found.get(state, (0, None))[0] for state in MailState}
    return Standing(counts, found.get(MailState.WAITING, (0, None))[1])


def message(session: Session, message_id: int) -> OutboxMessage:
    """One mail. Raises NotFound."""
    found = session.get(OutboxMessage, message_id)
    if found is None:
        raise NotFound
    return found


def last_trouble(session: Session) -> str | None:
    """What went wrong with the longest waiting mail that was tried."""
    waiting = select(OutboxMessage.last_error).where(
        OutboxMessage.state == MailState.WAITING, OutboxMessage.last_error.is_not(None)
    )
    return session.scalar(waiting.order_by(OutboxMessage.next_attempt_at, OutboxMessage.id).limit(1))


def in_state(state: MailState) -> Select[OutboxMessage]:
    """The mails in a state, to be paged by id."""
    return select(OutboxMessage).where(OutboxMessage.state == state)
