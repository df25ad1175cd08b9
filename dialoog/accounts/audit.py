"""The audit log: every act of staff, reading of personal data included (P4). Rows are only ever added."""

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.db import Json
from dialoog.permissions import Actor
from dialoog.web.afterwards import write_afterwards
from dialoog.web.context import current_request_id


def note(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject_kind: str | None = None,
    subject_key: str | int | None = None,
    detail: Json | None = None,
    request_id: str | None = None,
) -> None:
    """Add a row in this transaction: who did what to which thing. `detail` holds small facts, never texts.

    The request's own id is used unless another is given; an act without a person (command, job) names none.
    """
    entry = AuditEntry(
        at=clock.now(),
        person_id=actor.person_id,
        action=action,
        subject_kind=subject_kind,
        subject_key=None if subject_key is None else str(subject_key),
        detail=detail or {},
        request_id=request_id or current_request_id(),
    )
    session.add(entry)
    session.flush()


def note_read(
    *,
    actor: Actor,
    action: str,
    subject_kind: str | None = None,
    subject_key: str | int | None = None,
    detail: Json | None = None,
) -> None:
    """Note that personal data was read: one insert after the answer is made and before it is sent.

    For views alone. If the row cannot be written, the data is not shown (P4).
    """
    write_afterwards(
        lambda own: note(
            own, actor=actor, action=action, subject_kind=subject_kind, subject_key=subject_key, detail=detail
        )
    )
