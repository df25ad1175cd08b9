"""The second factor of staff (P1): codes from an app (TOTP, RFC 6238) and ten recovery codes.

The secret of the app is made from the secret key and a nonce of the person, and stored nowhere.
"""

import base64
import hmac
import secrets
from hashlib import sha256

import pyotp
import segno
from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, RecoveryCode
from dialoog.errors import RuleViolation

STEP_SECONDS = 30
STEPS_BESIDE = 1
SECRET_BYTES = 20
CODES = 10
CODE_LENGTH = 12
# Without letters and digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_nonce() -> bytes:
    """What a new secret is made from; worthless without the secret key."""
    return secrets.token_bytes(32)


def secret(person_id: int, nonce: bytes, secret_key: str) -> str:
    """The secret in base32, as an app wants it."""
    made = hmac.new(secret_key.encode(), b"totp\0" + person_id.to_bytes(8, "big") + nonce, sha256).digest()
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def address(person: Person, secret: str) -> str:
    """The otpauth: address that an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Dialoog")


def picture(address: str) -> str:
    """The QR code as a data: address of an SVG, black on white in every colour scheme."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def confirm(session: Session, person: Person, nonce: bytes, code: str, *, secret_key: str) -> list[str]:
    """Take a new app into use once it gave a right code. Returns the new recovery codes, never to be shown again.

    Raises RuleViolation when the code is not right.
    """
    step = _matching_step(secret(person.id, nonce, secret_key), code)
    if step is None:
        raise RuleViolation(_("Deze code klopt niet. Wacht op de volgende en probeer die."), field="code")
    person.totp_nonce = nonce
    person.totp_confirmed_at = clock.now()
    person.totp_last_step = step
    session.flush()
    return renew_codes(session, person, secret_key=secret_key)


def app_code_passes(session: Session, person: Person, code: str, *, secret_key: str) -> bool:
    """Whether a code from the app is right: of this step or one beside it, and later than the last one used."""
    if person.totp_nonce is None or person.totp_confirmed_at is None:
        return False
    step = _matching_step(secret(person.id, person.totp_nonce, secret_key), code)
    if step is None:
        return False
    unused = or_(Person.totp_last_step.is_(None), Person.totp_last_step < step)
    claim = update(Person).where(Person.id == person.id, unused).values(totp_last_step=step).returning(Person.id)
    return session.scalar(claim) is not None


def recovery_code_passes(session: Session, person: Person, code: str, *, secret_key: str) -> bool:
    """Whether this is an unused recovery code. It is used now."""
    claim = update(RecoveryCode).where(
        RecoveryCode.person_id == person.id,
        RecoveryCode.code_hash == _code_hash(person, code, secret_key),
        RecoveryCode.used_at.is_(None),
    )
    return session.scalar(claim.values(used_at=clock.now()).returning(RecoveryCode.id)) is not None


def renew_codes(session: Session, person: Person, *, secret_key: str) -> list[str]:
    """Ten new recovery codes in place of the old ones; only their hashes are kept."""
    codes = ["".join(secrets.choice(ALPHABET) for _each in range(CODE_LENGTH)) for _n in range(CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.add_all(RecoveryCode(person_id=person.id, code_hash=_code_hash(person, c, secret_key)) for c in codes)
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)) for code in codes]


def codes_left(session: Session, person: Person) -> int:
    """How many recovery codes are unused."""
    query = select(func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def remove(session: Session, person: Person) -> None:
    """Forget the app and the recovery codes: at the next log-in the person sets up anew."""
    person.totp_nonce = person.totp_confirmed_at = person.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.flush()


def _matching_step(secret: str, code: str) -> int | None:
    given = code.replace(" ", "")
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    app = pyotp.HOTP(secret)
    steps = range(now - STEPS_BESIDE, now + STEPS_BESIDE + 1)
    return next((step for step in steps if hmac.compare_digest(app.at(step), given)), None)


def _code_hash(person: Person, code: str, secret_key: str) -> str:
    plain = code.replace("-", "").replace(" ", "").lower()
    return hmac.new(secret_key.encode(), f"recovery\0{person.id}\0{plain}".encode(), sha256).hexdigest()
