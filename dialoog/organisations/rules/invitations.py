"""Inviting staff: a link that expires; nobody has an account until they accept (P1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit, links, passwords
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose, Person, Role
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules import people
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.organisations.models import Unit
from dialoog.organisations.queries import open_invitations
from dialoog.organisations.rules.units import place
from dialoog.permissions import SYSTEM, Actor

VALID = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    """Who is invited, as what."""

    email: str
    name: str
    job_title: str
    roles: Collection[Role]
    unit: Unit | None = None
    lead: bool = False


def invite(session: Session, given: Invitation, *, actor: Actor) -> AccessLink:
    """Mail an invitation; an earlier one to the same address stops working.

    Raises RuleViolation for a known address, without a role, or for a unit without the role ministry.
    """
    address = normal(given.email)
    if person_by_address(session, address) is not None:
        raise RuleViolation(_("Er is al iemand met dit e-mailadres."), field="email")
    if not given.roles:
        raise RuleViolation(_("Kies minstens één rol."), field="roles")
    if given.unit is not None and Role.MINISTRY not in given.roles:
        raise RuleViolation(_("Bij een dienst hoort de rol Ministerie."), field="roles")
    for earlier in open_invitations(session):
        if earlier.params["email"] == address:
            _end(session, earlier)
    params = {
        "email": address,
        "name": given.name,
        "job_title": given.job_title,
        "roles": sorted(given.roles),
        "unit": given.unit.id if given.unit else None,
        "lead": given.lead,
    }
    link = links.issue(session, LinkPurpose.INVITATION, params=params, valid_for=VALID)
    queue(session, kind="organisations.invitation", to=address, params={"link_id": link.id})
    audit.note(
        session,
        actor=actor,
        action="person.invited",
        subject_kind="invitation",
        subject_key=link.id,
        detail={"roles": params["roles"], "unit": given.unit.slug if given.unit else None},
    )
    return link


def withdraw(session: Session, link: AccessLink, *, actor: Actor) -> None:
    """Make an invitation worthless."""
    _end(session, link)
    audit.note(
        session, actor=actor, action="person.invitation-withdrawn", subject_kind="invitation", subject_key=link.id
    )


def accept(session: Session, link: AccessLink, *, name: str, job_title: str, password: str) -> Person:
    """Make the account that was offered; without a password, log-in is by link.

    Raises LinkGone when the invitation was used meanwhile, RuleViolation for a missing name or job title, a
    password that is easily guessed, or when somebody got this address meanwhile.
    """
    given = link.params
    if password:
        passwords.check_new(password, about=(name, given["email"]))
    links.use(session, link)
    roles = [Role(role) for role in given["roles"]]
    person = people.create(session, actor=SYSTEM, email=given["email"], name=name, job_title=job_title, roles=roles)
    person.password_hash = passwords.hashed(password) if password else None
    unit = session.get(Unit, given["unit"]) if given["unit"] else None
    if unit is not None:
        place(session, unit, person, actor=SYSTEM, lead=given["lead"])
    audit.note(
        session,
        actor=Actor(person_id=person.id),
        action="person.invitation-accepted",
        subject_kind="invitation",
        subject_key=link.id,
    )
    return person


def _end(session: Session, link: AccessLink) -> None:
    session.execute(update(AccessLink).where(AccessLink.id == link.id).values(used_at=clock.now()))
