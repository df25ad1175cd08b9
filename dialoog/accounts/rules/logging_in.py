"""Logging in by a link in a mail, and what every log-in leaves behind (P1)."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts import audit, links, sessions
from dialoog.accounts.models import AccessLink, LinkPurpose, LoginSession, Person
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules.notices import Notice, tell
from dialoog.mail.rules import queue
from dialoog.permissions import Actor

LINK_VALID = timedelta(minutes=15)
PRINTED_LINK_VALID = timedelta(hours=24)


def send_link(session: Session, address: str, *, then: str = "") -> None:
    """Mail a log-in link to who has this address; `then` is the page to go on to.

    For an address nobody has, the same work is done and undone: neither answer nor time tells (no enumeration).
    """
    person = person_by_address(session, address)
    known = person is not None and person.active
    with session.begin_nested() as work:
        link = links.issue(
            session,
            LinkPurpose.LOGIN,
            person_id=person.id if person else None,
            params={"then": then},
            valid_for=LINK_VALID,
        )
        queue(
            session,
            kind="accounts.login_link",
            to=person.email if person else address,
            params={"link_id": link.id},
        )
        if not known:
            work.rollback()


def printed_link(session: Session, person: Person) -> AccessLink:
    """A log-in link to be handed over by who runs the service; older ones stop working."""
    links.end_all(session, LinkPurpose.LOGIN, person_id=person.id)
    return links.issue(session, LinkPurpose.LOGIN, person_id=person.id, valid_for=PRINTED_LINK_VALID)


def use_link(session: Session, link: AccessLink) -> Person:
    """Who logs in with this link; it is used now. Raises LinkGone for one used before or of somebody put inactive."""
    links.use(session, link)
    person = session.get(Person, link.person_id) if link.person_id is not None else None
    if person is None or not person.active:
        raise links.LinkGone(_("Deze link kennen wij niet. Kijk of u hem helemaal hebt overgenomen."))
    return person


def note_login(session: Session, login: LoginSession, *, way: str, new_device: bool) -> None:
    """Leave the trace of a log-in: an audit row, and a mail when it was by password from a device not seen before."""
    audit.note(session, actor=Actor(person_id=login.person_id), action="login", detail={"way": way})
    if new_device and way == "password":
        tell(session, login.person, Notice.NEW_DEVICE)


def pass_second_factor(session: Session, login: LoginSession, *, recovery: bool = False) -> str:
    """Let the second factor count from now on. Returns the log-in's new token (no fixation)."""
    token = sessions.renew(session, login, second_factor=True)
    audit.note(
        session,
        actor=Actor(person_id=login.person_id),
        action="login.second-factor",
        detail={"recovery": recovery},
    )
    if recovery:
        tell(session, login.person, Notice.RECOVERY_CODE_USED)
    return token


def log_out(session: Session, login: LoginSession) -> None:
    """End this log-in."""
    sessions.end(session, login)
    audit.note(session, actor=Actor(person_id=login.person_id), action="logout")
