"""Holding a seat: accepted with what one will do and needs, declined, and ended with a reason (T2, R82, R83)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit, links
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, Person
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules import people
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.agenda.models import Presence
from dialoog.organisations.models import Membership
from dialoog.permissions import SYSTEM, Actor
from dialoog.tables.models import (
    HoldingState,
    MemberNeed,
    NeedKind,
    Region,
    SeatHolding,
    SeatShown,
    TableSeat,
    TakesPart,
)
from dialoog.tables.rules.inviting import SUBJECT, as_kept, hold, note, tell_contact

ACCEPTED_MAIL = "tables.accepted"


@dataclass(frozen=True)
class Acceptance:
    """What somebody says who takes a seat: who they are, what they will do, and what they need for that."""

    name: str
    commitment: str
    shown_as: SeatShown = SeatShown.PARTY
    region: Region | None = None
    young: bool = False
    grounds: frozenset[TakesPart] = frozenset()
    needs: Mapping[NeedKind, str] = field(default_factory=dict)


def of_link(session: Session, link: AccessLink) -> SeatHolding:
    """The invitation that a link is about. Raises LinkGone when it no longer waits for an answer."""
    found = session.get(SeatHolding, link.subject_id) if link.subject_id is not None else None
    if found is None or found.state is not HoldingState.INVITED or found.link_id != link.id:
        raise LinkGone(_("Deze uitnodiging is al beantwoord of ingetrokken."))
    return found


def accept(session: Session, holding: SeatHolding, given: Acceptance) -> Person:
    """Take the seat: from today they sit in the body, with an account at the address that was asked.

    Raises RuleViolation without a name or commitment, and where the account was stopped; LinkGone when it was answered
    meanwhile.
    """
    if not given.name.strip():
        raise RuleViolation(_("Vul uw naam in."), field="name")
    if not given.commitment.strip():
        raise RuleViolation(_("Schrijf wat u aan de tafel wilt doen."), field="commitment")
    _answer(session, holding)
    person = _account(session, holding, given.name.strip())
    holding.person, holding.name, holding.email = person, given.name.strip(), None
    holding.commitment, holding.shown_as, holding.asked = given.commitment, given.shown_as, holding.seat.table.asks
    holding.region, holding.young, holding.grounds = given.region, given.young, as_kept(given.grounds)
    holding.state, holding.since = HoldingState.ACCEPTED, clock.today()
    holding.needs = [
        MemberNeed(kind=kind, text=text.strip(), told_at=clock.now())
        for kind, text in given.needs.items()
        if text.strip()
    ]
    _sit_down(session, holding, person)
    note(session, holding, "seat.accepted", Actor(person_id=person.id))
    tell_contact(session, holding)
    key = f"seat-accepted/{holding.id}"
    queue(
        session,
        kind=ACCEPTED_MAIL,
        to=person.email,
        subject=(SUBJECT, holding.id),
        params={"holding": holding.id},
        unique_key=key,
    )
    return person


def decline(session: Session, holding: SeatHolding, *, reason: str) -> None:
    """Not take the seat; why, if they say so, is for the secretariat. Raises LinkGone as `accept`."""
    _answer(session, holding)
    holding.state, holding.end_reason = HoldingState.DECLINED, reason.strip()
    note(session, holding, "seat.declined", SYSTEM)
    tell_contact(session, holding)


def end(session: Session, holding: SeatHolding, *, reason: str, actor: Actor) -> None:
    """Somebody leaves their seat today: they no longer sit in the body; that they held it stays to be read.

    Raises RuleViolation without a reason, and for who does not sit there.
    """
    if holding.state is not HoldingState.ACCEPTED:
        raise RuleViolation(_("Deze persoon zit niet (meer) op deze zetel."))
    if not reason.strip():
        raise RuleViolation(_("Schrijf waarom iemand stopt."), field="reason")
    holding.state, holding.until, holding.end_reason = HoldingState.ENDED, clock.today(), reason.strip()
    if holding.membership is not None:
        holding.membership.until = clock.today()
    note(session, holding, "seat.ended", actor)


def show_as(session: Session, holding: SeatHolding, shown_as: SeatShown, *, name: str, actor: Actor) -> None:
    """Change what everyone may read of who holds a seat, and of who was there (P2).

    Raises RuleViolation without a name.
    """
    if not name.strip():
        raise RuleViolation(_("Vul uw naam in."), field="name")
    holding.shown_as, holding.name = shown_as, name.strip()
    if holding.membership_id is not None:
        party = None if shown_as is SeatShown.SECTOR else holding.organisation_id
        theirs = Presence.membership_id == holding.membership_id
        session.execute(update(Presence).where(theirs).values(organisation_id=party))
    note(session, holding, "seat.shown", actor)


def change_profile(session: Session, seat: TableSeat, profile: str, *, actor: Actor) -> None:
    """Say what kind of member is looked for."""
    seat.profile = " ".join(profile.split())
    detail = {"seat": seat.number}
    key = seat.table.slug
    audit.note(session, actor=actor, action="seat.profile", subject_kind="tafel", subject_key=key, detail=detail)
    session.flush()


def _answer(session: Session, holding: SeatHolding) -> None:
    hold(session, holding)
    link = session.get(AccessLink, holding.link_id) if holding.link_id is not None else None
    if link is None or holding.state is not HoldingState.INVITED:
        raise LinkGone(_("Deze uitnodiging is al beantwoord of ingetrokken."))
    links.use(session, link)
    holding.answered_at = clock.now()


def _account(session: Session, holding: SeatHolding, name: str) -> Person:
    address = holding.email or ""
    found = person_by_address(session, address) or people.create(session, actor=SYSTEM, email=address, name=name)
    if not found.active:
        raise RuleViolation(_("Uw account is stopgezet. Neem contact op met de contactpersoon van de tafel."))
    return found


def _sit_down(session: Session, holding: SeatHolding, person: Person) -> None:
    kind, key = holding.seat.table.body
    holding.membership = Membership(
        body_kind=kind,
        body_id=key,
        person_id=person.id,
        organisation_id=holding.organisation_id,
        part=holding.part,
        since=clock.today(),
    )
    session.flush()
