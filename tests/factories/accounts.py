"""People with an account, and clients that are logged in as them."""

import re
from itertools import count

import pyotp
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import passwords, second_factor, sessions
from dialoog.accounts.models import LoginSession, Person, PersonRole, Role
from dialoog.organisations.models import Unit, UnitMember

NUMBERS = count(1)
PASSWORD = "vier woorden op een rij"
NONCE = b"n" * 32
CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def person(session: Session, *roles: Role, name: str = "Noor Dijk", password: str | None = None) -> Person:
    """Somebody with these roles; staff has a job title and an app for the second factor."""
    made = Person(email=f"mens{next(NUMBERS)}@voorbeeld.example", name=name, created_at=clock.now())
    made.role_rows = [PersonRole(role=role) for role in roles]
    made.password_hash = passwords.hashed(password) if password else None
    if roles:
        made.job_title = "medewerker"
        made.totp_nonce, made.totp_confirmed_at = NONCE, clock.now()
    session.add(made)
    session.commit()
    return made


def member(session: Session, of: Unit, *, lead: bool = False, name: str = "Jip Vos") -> Person:
    """An official who belongs to the unit."""
    made = person(session, Role.MINISTRY, name=name)
    session.add(UnitMember(unit=of, person=made, is_lead=lead, since=clock.today()))
    session.commit()
    return made


def unit(session: Session, name: str = "") -> Unit:
    """A part of the ministry."""
    number = next(NUMBERS)
    made = Unit(slug=f"directie-{number}", name=name or f"directie {number}")
    session.add(made)
    session.commit()
    return made


def log_in(client: FlaskClient, session: Session, who: Person, *, second_step: bool | None = None) -> LoginSession:
    """Give the client the cookie of a new log-in; with the second factor for staff unless told otherwise."""
    login, token = sessions.start(session, who, device="test")
    if second_step if second_step is not None else bool(who.role_rows):
        login.second_factor_at = clock.now()
    session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = token
    return login


def app_code(who: Person, secret_key: str, *, steps: int = 0) -> str:
    """What the person's app shows now, or so many steps from now."""
    secret = second_factor.secret(who.id, who.totp_nonce or b"", secret_key)
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def csrf(client: FlaskClient, page: str) -> str:
    """The token that a form on the page sends along."""
    found = CSRF.search(client.get(page).text)
    assert found, f"no form on {page}"
    return found.group(1)
