"""What happens to a mail: queued in the transaction that causes it, then sent, tried again or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.jobs.claiming import insert_many_once, insert_once, pause_after
from dialoog.mail.addresses import checked
from dialoog.mail.models import MailState, OutboxMessage


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

    Raises NoAddress (a ValueError) for what cannot be an address: forms refuse that where it is typed.
    """
    mail = Mail(to, params or {}, unique_key)
    return insert_once(session, OutboxMessage, _values(mail, kind, subject), unique=["unique_key"])


@dataclass(frozen=True)
class Mail:
    """One of many mails to be queued at once; `subject` where they do not share one."""

    to: str
    params: dict[str, Any]
    unique_key: str | None
    subject: tuple[str, int] | None = None


def queue_many(
    session: Session, mails: Sequence[Mail], *, kind: str, subject: tuple[str, int] | None = None
) -> list[OutboxMessage]:
    """As `queue`, for many mails of a kind, in a few statements; those already there are left out."""
    rows = [_values(mail, kind, mail.subject or subject) for mail in mails]
    return insert_many_once(session, OutboxMessage, rows, unique=["unique_key"])


def _values(mail: Mail, kind: str, subject: tuple[str, int] | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "kind": kind,
        "to_address": checked(mail.to),
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "params": mail.params,
        "unique_key": mail.unique_key,
        "state": MailState.WAITING,
        "created_at": now,
        "next_attempt_at": now,
    }


def sent(message: OutboxMessage, *, message_id: str) -> None:
    """The mail went out."""
    message.state = MailState.SENT
    message.sent_at = clock.now()
    message.message_id = message_id
    message.last_error = None


def skipped(message: OutboxMessage) -> None:
    """There was nothing to send any more."""
    message.state = MailState.SKIPPED
    message.last_error = None


def failed(message: OutboxMessage, reason: str, *, for_good: bool = False) -> None:
    """The mail did not go out: again after a pause, or given up (at once when refused for good)."""
    message.last_error = reason
    pause = None if for_good else pause_after(message.attempts)
    if pause is None:
        message.state = MailState.DEAD
    else:
        message.next_attempt_at = clock.now() + pause


def try_again(session: Session, message: OutboxMessage) -> None:
    """Send a mail that was given up, with all its attempts anew. Raises RuleViolation for any other mail."""
    if message.state is not MailState.DEAD:
        raise RuleViolation(_("Dit bericht is niet opgegeven: het is verstuurd of wordt nog geprobeerd."))
    message.state = MailState.WAITING
    message.attempts = 0
    message.next_attempt_at = clock.now()
    session.flush()


def try_all_again(session: Session) -> Sequence[OutboxMessage]:
    """Send all mails that were given up (after a fault of our own mail server, say), and give them."""
    given_up = session.scalars(select(OutboxMessage).where(OutboxMessage.state == MailState.DEAD)).all()
    for message in given_up:
        try_again(session, message)
    return given_up
