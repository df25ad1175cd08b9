"""Log-in sessions: one per log-in and device, ended anywhere at any moment (P1).

How long one lasts is our documented choice (ASVS 5.0, 7.3): staff must log in again after 12 hours, or 2 hours of
silence, because an official may write on one answer for long; others after 30 days, or 7 days of silence.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts.models import LoginSession, Person

SEEN_EVERY = timedelta(minutes=5)
RECENT = timedelta(minutes=30)
DEVICE_LENGTH = 200


@dataclass(frozen=True)
class Lifetime:
    """How long a log-in lasts: in all, and without a request."""

    most: timedelta
    idle: timedelta


STAFF_LIFETIME = Lifetime(timedelta(hours=12), timedelta(hours=2))
OTHER_LIFETIME = Lifetime(timedelta(days=30), timedelta(days=7))


def start(session: Session, person: Person, *, device: str = "") -> tuple[LoginSession, str]:
    """A new log-in and its token, which is known to the cookie alone. The second factor does not count yet."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    made = LoginSession(
        person=person, token_hash=_hash(token), created_at=now, last_seen_at=now, device=device[:DEVICE_LENGTH]
    )
    session.add(made)
    session.flush()
    return made, token


def renew(session: Session, login: LoginSession, *, second_factor: bool = False) -> str:
    """A new token for a log-in whose powers change; the old one stops working."""
    token = secrets.token_urlsafe(32)
    login.token_hash = _hash(token)
    login.last_seen_at = clock.now()
    if second_factor:
        login.second_factor_at = clock.now()
    session.flush()
    return token


def find(session: Session, token: str) -> LoginSession | None:
    """The running log-in with this token, with its person and roles; one query.

    None when it was ended or has expired, or when the person is no longer active.
    """
    query = (
        select(LoginSession)
        .where(LoginSession.token_hash == _hash(token))
        .options(joinedload(LoginSession.person).joinedload(Person.role_rows))
    )
    found = session.scalars(query).unique().one_or_none()
    return found if found is not None and found.person.active and runs(found, clock.now()) else None


def runs(login: LoginSession, now: datetime) -> bool:
    """Whether the log-in has neither been ended nor expired."""
    lifetime = STAFF_LIFETIME if login.person.role_rows else OTHER_LIFETIME
    return (
        login.ended_at is None and now < login.created_at + lifetime.most and now < login.last_seen_at + lifetime.idle
    )


def running_of(session: Session, person: Person) -> list[LoginSession]:
    """A person's running log-ins, the one seen last first."""
    query = (
        select(LoginSession)
        .where(LoginSession.person_id == person.id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    )
    now = clock.now()
    return [login for login in session.scalars(query) if runs(login, now)]


def seen(session: Session, login_id: int) -> None:
    """Note that the log-in was just used."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(last_seen_at=clock.now()))


def end(session: Session, login: LoginSession) -> None:
    """End one log-in, wherever it is."""
    login.ended_at = login.ended_at or clock.now()
    session.flush()


def end_all(session: Session, person: Person, *, keep: int | None = None) -> int:
    """End all log-ins of a person but the one to keep; how many that were."""
    others = update(LoginSession).where(LoginSession.person_id == person.id, LoginSession.ended_at.is_(None))
    if keep is not None:
        others = others.where(LoginSession.id != keep)
    return len(session.scalars(others.values(ended_at=clock.now()).returning(LoginSession.id)).all())


def any_of(session: Session, person: Person) -> bool:
    """Whether this person ever logged in."""
    return session.scalar(select(LoginSession.id).where(LoginSession.person_id == person.id).limit(1)) is not None


def known_device(session: Session, person: Person, device: str) -> bool:
    """Whether this person logged in from such a device before."""
    query = select(LoginSession.id).where(
        LoginSession.person_id == person.id, LoginSession.device == device[:DEVICE_LENGTH]
    )
    return session.scalar(query.limit(1)) is not None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
