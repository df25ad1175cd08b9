"""The outbox: every mail is first a row, written in the transaction that caused it."""

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from dialoog.db import Base, Json, Key, choice


class MailState(enum.StrEnum):
    """What became of a mail. `dead`: given up after the last attempt, shown to staff."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class OutboxMessage(Base):
    """A mail to be sent: its kind, whom to, and the subject it is rendered from when it is sent.

    `params` holds small values the kind needs (ids, never texts); `unique_key` stops a second copy of the same mail.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "next_attempt_at", "id"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str | None] = mapped_column(String(254))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    params: Mapped[Json] = mapped_column(default=dict)
    unique_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(200))
    last_error: Mapped[str | None] = mapped_column(Text)
