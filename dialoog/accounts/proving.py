"""Proving who one is: by password, by the second factor, or once more before something that matters.

Beside the entry points this is the one place that commits: a try is counted before it is judged, and no lock is
held while a password is hashed.
"""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import attempts, passwords, second_factor, sessions
from dialoog.accounts.models import LoginSession, Person
from dialoog.accounts.queries import person_by_address
from dialoog.errors import RuleViolation, TooMany


def begin_link_request(session: Session, address: str, place: str, *, secret_key: str) -> bool:
    """Count the asking of a log-in link; whether one may be sent to this address now.

    Raises TooMany for the place alone: the answer does not tell what others asked for an address.
    """
    attempts.begin(session, attempts.counter(attempts.LINK_BY_PLACE, place, secret_key))
    try:
        attempts.begin(
            session,
            attempts.counter(attempts.LINK_BY_ADDRESS_THERE, (address, place), secret_key),
            attempts.counter(attempts.LINK_BY_ADDRESS, address, secret_key),
        )
    except TooMany:
        return False
    return True


def by_password(session: Session, address: str, password: str, place: str, *, secret_key: str) -> Person:
    """Who has this address and password. Raises TooMany, or RuleViolation that does not say which was wrong."""
    tried = attempts.begin(
        session,
        attempts.counter(attempts.PASSWORD_BY_ADDRESS_THERE, (address, place), secret_key),
        attempts.counter(attempts.PASSWORD_BY_ADDRESS, address, secret_key),
        attempts.counter(attempts.PASSWORD_BY_PLACE, place, secret_key),
    )
    person = person_by_address(session, address)
    session.commit()
    stored = person.password_hash if person is not None and person.active else None
    right = passwords.fits(stored, password)
    renewed = passwords.hashed(password) if right and stored and passwords.is_old(stored) else None
    if not right or person is None:
        raise RuleViolation(_("Dit e-mailadres en dit wachtwoord horen niet bij elkaar."))
    attempts.forgive(session, tried)
    person.password_hash = renewed or stored
    return person


def by_second_factor(session: Session, login: LoginSession, code: str, *, secret_key: str) -> bool:
    """Check a code from the app or a recovery code; whether it was the latter. Raises TooMany or RuleViolation."""
    tried = attempts.begin(session, attempts.counter(attempts.CODE_BY_PERSON, login.person_id, secret_key))
    if second_factor.app_code_passes(session, login.person, code, secret_key=secret_key):
        recovery = False
    elif second_factor.recovery_code_passes(session, login.person, code, secret_key=secret_key):
        recovery = True
    else:
        raise RuleViolation(_("Deze code klopt niet, of is al gebruikt. Wacht op de volgende code."), field="code")
    attempts.forgive(session, tried)
    return recovery


def once_more(session: Session, login: LoginSession, proof: str, *, secret_key: str) -> None:
    """Before something that matters: the password or a code again (ASVS 5.0, 7.5.1).

    Who has neither must have logged in within the half hour. Raises TooMany or RuleViolation.
    """
    person = login.person
    if not can_prove(person):
        if login.created_at + sessions.RECENT < clock.now():
            raise RuleViolation(_("Log eerst opnieuw in. U bent al een tijd ingelogd."), field="proof")
        return
    tried = attempts.begin(session, attempts.counter(attempts.PROOF_BY_PERSON, person.id, secret_key))
    session.commit()
    right = passwords.fits(person.password_hash, proof)
    if not right and not second_factor.app_code_passes(session, person, proof, secret_key=secret_key):
        raise RuleViolation(_("Dit klopt niet. Vul uw huidige wachtwoord in, of een code uit uw app."), field="proof")
    attempts.forgive(session, tried)


def can_prove(person: Person) -> bool:
    """Whether the person has a password or an app to prove with."""
    return person.password_hash is not None or person.totp_confirmed_at is not None
