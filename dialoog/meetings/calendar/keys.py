"""The secret address of somebody's own calendar (T6).

The secret is URL-safe base64 of the key's id and HMAC-SHA256(secret key, nonce, id): stored nowhere, and worth nothing
once a new one is made.
"""

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.errors import NotFound
from dialoog.meetings.calendar.models import CalendarKey
from dialoog.permissions import Actor

ID_BYTES = 8
SECRET_BYTES = ID_BYTES + 32


def key_of(session: Session, person_id: int) -> CalendarKey | None:
    """The key of somebody's calendar, if they ever asked for one."""
    return session.scalar(select(CalendarKey).where(CalendarKey.person_id == person_id))


def renew(session: Session, person: Person, *, actor: Actor) -> CalendarKey:
    """A new secret address, the first or another one: the one before it stops working."""
    key = key_of(session, person.id) or CalendarKey(person_id=person.id)
    key.nonce, key.made_at = secrets.token_bytes(32), clock.now()
    session.add(key)
    session.flush()
    audit.note(session, actor=actor, action="person.calendar-key", subject_kind="person", subject_key=person.id)
    return key


def address(key: CalendarKey, settings: Settings) -> str:
    """The address to subscribe to."""
    number = key.id.to_bytes(ID_BYTES, "big")
    secret = urlsafe_b64encode(number + _proof(key, settings.secret_key)).rstrip(b"=").decode()
    return f"{settings.base_url}/mijn/kalender/{secret}.ics"


def owner(session: Session, secret: str, secret_key: str) -> Person:
    """Whose calendar stands at a secret address. Raises NotFound for one that is not ours, or no longer works."""
    try:
        raw = urlsafe_b64decode(secret.encode("ascii") + b"==")
    except (UnicodeEncodeError, binascii.Error):
        raw = b""
    if len(raw) != SECRET_BYTES or raw[0] > 0x7F:
        raise NotFound
    key = session.get(CalendarKey, int.from_bytes(raw[:ID_BYTES], "big"))
    if key is None or not hmac.compare_digest(_proof(key, secret_key), raw[ID_BYTES:]) or not key.person.active:
        raise NotFound
    return key.person


def _proof(key: CalendarKey, secret_key: str) -> bytes:
    signed = key.nonce + key.id.to_bytes(ID_BYTES, "big")
    return hmac.new(secret_key.encode(), b"calendar\0" + signed, sha256).digest()
