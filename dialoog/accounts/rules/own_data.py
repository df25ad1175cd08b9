"""What a person changes of the own account; who took it over by stealth is told of and loses the other log-ins."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts import audit, links, passwords, second_factor, sessions
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose, LoginSession, Person
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules.notices import Notice, tell
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.permissions import Actor

ADDRESS_LINK_VALID = timedelta(hours=24)


def correct(session: Session, person: Person, *, actor: Actor, name: str, job_title: str) -> None:
    """Correct name and job title. Raises RuleViolation without a name, or, for staff, without a title (P7)."""
    check_named(name, job_title, staff=bool(person.role_rows))
    person.name, person.job_title = name, job_title
    audit.note(session, actor=actor, action="person.corrected", subject_kind="person", subject_key=person.id)
    session.flush()


def check_named(name: str, job_title: str, *, staff: bool) -> None:
    """Raise RuleViolation unless a person is named, and staff with what they do: it stands under answers (P7)."""
    if not name.strip():
        raise RuleViolation(_("Vul een naam in."), field="name")
    if staff and not job_title.strip():
        raise RuleViolation(_("Vul een functie in. Die staat openbaar bij antwoorden."), field="job_title")


def set_password(session: Session, login: LoginSession, password: str, *, actor: Actor) -> None:
    """Choose a (new) password; all other log-ins end. Raises RuleViolation for one that is easily guessed."""
    person = login.person
    passwords.check_new(password, about=(person.name, person.email))
    person.password_hash = passwords.hashed(password)
    _secured(session, login, Notice.PASSWORD, actor)


def set_second_factor(
    session: Session, login: LoginSession, nonce: bytes, code: str, *, secret_key: str, actor: Actor
) -> list[str]:
    """Take an app into use, the first or another one; all other log-ins end. Returns new recovery codes.

    Raises RuleViolation for a wrong code.
    """
    codes = second_factor.confirm(session, login.person, nonce, code, secret_key=secret_key)
    _secured(session, login, Notice.SECOND_FACTOR, actor)
    return codes


def renew_recovery_codes(session: Session, person: Person, *, secret_key: str, actor: Actor) -> list[str]:
    """Ten new recovery codes; the old ones no longer work. Raises RuleViolation without a second factor."""
    if person.totp_confirmed_at is None:
        raise RuleViolation(_("Stel eerst uw tweede stap in."))
    codes = second_factor.renew_codes(session, person, secret_key=secret_key)
    tell(session, person, Notice.RECOVERY_CODES)
    audit.note(session, actor=actor, action="person.recovery-codes", subject_kind="person", subject_key=person.id)
    return codes


def ask_new_address(session: Session, person: Person, address: str, *, actor: Actor) -> None:
    """Mail a link to the address somebody wants to have; until it is used, nothing changes.

    Whether somebody else has that address is not told: they get no link, as the asker would see (no enumeration).
    """
    wanted = normal(address)
    if wanted == person.email:
        raise RuleViolation(_("Dit is al uw e-mailadres."), field="email")
    audit.note(session, actor=actor, action="person.address-asked", subject_kind="person", subject_key=person.id)
    if person_by_address(session, wanted) is not None:
        return
    links.end_all(session, LinkPurpose.CONFIRM, person_id=person.id)
    link = links.issue(
        session, LinkPurpose.CONFIRM, person_id=person.id, params={"email": wanted}, valid_for=ADDRESS_LINK_VALID
    )
    queue(session, kind="accounts.new_address", to=wanted, params={"link_id": link.id})


def take_new_address(session: Session, link: AccessLink, person: Person, *, actor: Actor) -> None:
    """Change the address by the link that was sent there. The old address is told.

    Raises LinkGone when the link is not this person's, or somebody else has the address by now.
    """
    links.use(session, link)
    wanted = str(link.params.get("email", ""))
    if not wanted or link.person_id != person.id or person_by_address(session, wanted) is not None:
        raise links.LinkGone(_("Deze link hoort niet bij uw account."))
    old, person.email = person.email, wanted
    tell(session, person, Notice.ADDRESS, to=old)
    audit.note(session, actor=actor, action="person.address-changed", subject_kind="person", subject_key=person.id)
    session.flush()


def end_session(session: Session, person: Person, login_id: int, *, actor: Actor) -> None:
    """End one of the own log-ins; one that is not the person's own, or has ended, is left alone."""
    login = session.get(LoginSession, login_id)
    if login is not None and login.person_id == person.id:
        sessions.end(session, login)
    audit.note(session, actor=actor, action="person.session-ended", subject_kind="person", subject_key=person.id)


def end_other_sessions(session: Session, login: LoginSession, *, actor: Actor) -> int:
    """End all log-ins of the person but this one; how many that were."""
    ended = sessions.end_all(session, login.person, keep=login.id)
    audit.note(session, actor=actor, action="person.sessions-ended", subject_kind="person", subject_key=login.person_id)
    return ended


def _secured(session: Session, login: LoginSession, notice: Notice, actor: Actor) -> None:
    sessions.end_all(session, login.person, keep=login.id)
    tell(session, login.person, notice)
    audit.note(
        session, actor=actor, action=f"person.{notice.value}", subject_kind="person", subject_key=login.person_id
    )
    session.flush()
