"""What happens to a mail: queued in the transaction that causes it, then sent, tried again or given up."""

from typing import Any

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.jobs.claiming import insert_once
from dialoog.mail.models import MailState, OutboxMessage

LONGEST_ADDRESS = 254


def queue(
    session: Session,
    *,
    kind: str,
    to: str,
    subject: tuple[str, int] | None = None,
    params: dict[str, Any] | None = None,
    unique_key: str | None = None,
) -> OutboxMessage | None:
    """Put a mail in the outbox, to be rendered and sent after this transaction; None when `unique_key` is there.

    Raises ValueError for an address that cannot be one, so that it is refused where it was typed.
    """
    address = to.strip()
    if not 3 <= len(address) <= LONGEST_ADDRESS or "@" not in address or not address.isprintable():
        raise ValueError("no e-mail address")
    now = clock.now()
    values = {
        "kind": kind,
        "to_address": address,
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "params": params or {},
        "unique_key": unique_key,
        "state": MailState.WAITING,
        "created_at": now,
        "next_attempt_at": now,
    }
    return insert_once(session, OutboxMessage, values, unique=["unique_key"])
