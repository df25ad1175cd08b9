"""What administrators do with people: roles, access, and a way back in (P1, P4)."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit, second_factor, sessions
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import Person, PersonRole, Role
from dialoog.accounts.queries import active_admins, person_by_address
from dialoog.accounts.rules.notices import Notice, tell
from dialoog.accounts.rules.own_data import check_named
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor


def create(
    session: Session, *, actor: Actor, email: str, name: str, job_title: str = "", roles: Collection[Role] = ()
) -> Person:
    """Somebody new. Raises RuleViolation for a wrong or known address, or without a name (staff: and job title)."""
    address = normal(email)
    check_named(name, job_title, staff=bool(roles))
    if person_by_address(session, address) is not None:
        raise RuleViolation(_("Er is al iemand met dit e-mailadres."), field="email")
    person = Person(email=address, name=name, job_title=job_title, created_at=clock.now())
    person.role_rows = [PersonRole(role=role) for role in sorted(set(roles))]
    session.add(person)
    session.flush()
    _note(session, actor, "person.created", person, roles=sorted(person.roles))
    return person


def set_roles(session: Session, person: Person, roles: Collection[Role], *, actor: Actor) -> None:
    """Give a person exactly these roles. Their log-ins end, so that no old power is left anywhere.

    Raises RuleViolation when nobody would be left to administer.
    """
    wanted = frozenset(roles)
    if wanted == person.roles:
        return
    if Role.ADMIN not in wanted:
        _keep_an_admin(session, person)
    check_named(person.name, person.job_title, staff=bool(wanted))
    old = sorted(person.roles)
    person.role_rows = [row for row in person.role_rows if row.role in wanted]
    person.role_rows += [PersonRole(role=role) for role in sorted(wanted - person.roles)]
    session.flush()
    if actor.person_id != person.id:
        sessions.end_all(session, person)
    _note(session, actor, "person.roles", person, old=old, new=sorted(wanted))


def set_active(session: Session, person: Person, active: bool, *, actor: Actor) -> None:
    """Let somebody in, or out at once. Raises RuleViolation for oneself and for the last administrator."""
    if person.active == active:
        return
    if not active:
        if actor.person_id == person.id:
            raise RuleViolation(_("U kunt uw eigen account niet stopzetten. Vraag een andere beheerder."))
        _keep_an_admin(session, person)
        sessions.end_all(session, person)
    person.active = active
    session.flush()
    _note(session, actor, "person.activated" if active else "person.deactivated", person)


def reset_second_factor(session: Session, person: Person, *, actor: Actor) -> None:
    """Take away a lost second factor: all log-ins end, and the next one begins with setting up a new app."""
    second_factor.remove(session, person)
    sessions.end_all(session, person)
    tell(session, person, Notice.SECOND_FACTOR_REMOVED)
    _note(session, actor, "person.second-factor-removed", person)


def end_sessions(session: Session, person: Person, *, actor: Actor) -> int:
    """End all log-ins of a person; how many that were."""
    ended = sessions.end_all(session, person)
    _note(session, actor, "person.sessions-ended", person, ended=ended)
    return ended


def _keep_an_admin(session: Session, person: Person) -> None:
    if active_admins(session) == [person.id]:
        raise RuleViolation(_("Dit is de enige beheerder. Maak eerst iemand anders beheerder."), field="roles")


def _note(session: Session, actor: Actor, action: str, person: Person, **detail: object) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="person", subject_key=person.id, detail=detail or None)
