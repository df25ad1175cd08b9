"""The outbox: every mail is first a row, written in the transaction that caused it."""

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from dialoog.db import Base, Json, choice
from dialoog.jobs.claiming import Leased


class MailState(enum.StrEnum):
    """What became of a mail. `skipped`: nothing to send any more; `dead`: given up, shown to staff."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"
    DEAD = "dead"


class OutboxMessage(Leased, Base):
    """A mail to be sent: its kind, whom to, and the subject it is rendered from when it is sent.

    `params` holds small values the kind needs (ids, never texts); `unique_key` stops a second copy of the same mail.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "next_attempt_at", "id"),
        Index("ix_outbox_message_to", "to_address"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str | None] = mapped_column(String(254))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    params: Mapped[Json] = mapped_column(default=dict)
    unique_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(200))
    last_error: Mapped[str | None] = mapped_column(Text)
