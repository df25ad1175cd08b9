"""The address of whoever acts for a party goes from the outbox too, once it is needed no more (P3)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.looking_at_texts import HIDDEN_MAIL
from dialoog.endorsements.models import Endorsement
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.register.models import Event

OURS = "endorsements."


def forget_mail(session: Session, endorsement: Endorsement) -> None:
    """Mail about this endorsement that waits is not sent; of what was sent the address goes."""
    if not endorsement.email:
        return
    told = select(OutboxMessage).where(
        OutboxMessage.to_address == endorsement.email,
        OutboxMessage.subject_kind == Contribution.subject_kind,
        OutboxMessage.subject_id == endorsement.contribution_id,
    )
    for message in session.scalars(told):
        if not _is_about(session, message, endorsement):
            continue
        if message.state in (MailState.WAITING, MailState.DEAD):
            message.state, message.last_error = MailState.SKIPPED, None
        message.to_address = None
        if message.kind == HIDDEN_MAIL:
            # The address stands in it.
            message.unique_key = None
    session.flush()


def _is_about(session: Session, message: OutboxMessage, endorsement: Endorsement) -> bool:
    if message.kind == HIDDEN_MAIL:
        return bool(session.get_one(Event, message.params["event"]).data["of"] == endorsement.event_n)
    return message.kind.startswith(OURS) and bool(message.params["endorsement"] == endorsement.id)
