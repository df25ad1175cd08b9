"""Telling somebody that something changed that only they should change (ASVS 5.0, 6.3.7)."""

import enum

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.mail.rules import queue


class Notice(enum.StrEnum):
    """What changed."""

    PASSWORD = "password"  # noqa: S105 - a kind of notice
    SECOND_FACTOR = "second-factor"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODES = "recovery-codes"
    RECOVERY_CODE_USED = "recovery-code-used"
    NEW_DEVICE = "new-device"
    ADDRESS = "address"


def tell(session: Session, person: Person, notice: Notice, *, to: str | None = None) -> None:
    """Queue a mail to the person, or to the address they had before."""
    queue(
        session,
        kind="accounts.security_notice",
        to=to or person.email,
        params={"person_id": person.id, "notice": notice.value, "at": clock.now().isoformat()},
    )
