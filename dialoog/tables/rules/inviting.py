"""Asking somebody for a seat: by a link that expires, answered once, reminded of while it waits (T2)."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit, links
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose, Person
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.organisations.models import Part, Sector
from dialoog.organisations.rules.naming import party_named
from dialoog.permissions import Actor
from dialoog.tables.models import HoldingState, Region, SeatHolding, TableSeat, TakesPart

# What links and mails about a seat are about: a holding of it.
SUBJECT = "zetel"
VALID = timedelta(days=21)
# A reminder so long after the invitation, and another one.
REMIND_AFTER = (timedelta(days=7), timedelta(days=14))
INVITATION_MAIL, REMINDER_MAIL, ANSWERED_MAIL = "tables.invitation", "tables.reminder", "tables.answered"
TAKEN = (HoldingState.INVITED, HoldingState.ACCEPTED)


@dataclass(frozen=True)
class Invited:
    """Who is asked for a seat, and for whom they would sit there."""

    name: str
    email: str
    sector: Sector
    party: str = ""
    region: Region | None = None
    young: bool = False
    theme_id: int | None = None
    grounds: frozenset[TakesPart] = frozenset()
    part: Part = Part.MEMBER


def invite(session: Session, seat: TableSeat, given: Invited, *, actor: Actor) -> SeatHolding:
    """Ask somebody for a seat, or as stand-in of who sits there, and mail the link.

    Raises RuleViolation for a seat that is taken or has nobody to stand in for, for who sits or is asked at this table
    already, for a table that is over, and without name, address or sector.
    """
    if not given.name.strip():
        raise RuleViolation(_("Vul een naam in."), field="name")
    if given.sector is Sector.UNKNOWN:
        raise RuleViolation(_("Kies een sector."), field="sector")
    if seat.table.ends_on < clock.today():
        raise RuleViolation(_("Deze tafel is afgelopen. U kunt niemand meer uitnodigen."))
    address = normal(given.email)
    session.scalar(select(TableSeat.id).where(TableSeat.id == seat.id).with_for_update())
    session.refresh(seat, ["holdings"])
    _check_free(seat, given.part)
    _check_not_there(session, seat, address)
    now = clock.now()
    made = SeatHolding(
        seat=seat,
        part=given.part,
        state=HoldingState.INVITED,
        name=given.name.strip(),
        email=address,
        organisation=party_named(session, given.party, given.sector) if given.party.strip() else None,
        sector=given.sector,
        region=given.region,
        young=given.young,
        theme_id=given.theme_id,
        grounds=as_kept(given.grounds),
        invited_at=now,
        expires_at=now + VALID,
        follows_id=_before(seat, given.part),
    )
    session.add(made)
    session.flush()
    _send(session, made)
    note(session, made, "seat.invited", actor)
    return made


def send_again(session: Session, holding: SeatHolding, *, actor: Actor) -> None:
    """A new link with a full term; the earlier one stops working. Raises RuleViolation for what does not wait."""
    _waits(session, holding)
    _end_link(session, holding)
    holding.invited_at, holding.expires_at, holding.reminders = clock.now(), clock.now() + VALID, 0
    _send(session, holding)
    note(session, holding, "seat.invited-again", actor)


def take_back(session: Session, holding: SeatHolding, *, actor: Actor) -> None:
    """Ask no longer; whoever was asked is forgotten. Raises RuleViolation for what does not wait for an answer."""
    _waits(session, holding)
    _end_link(session, holding)
    holding.state, holding.email, holding.name = HoldingState.ENDED, None, ""
    note(session, holding, "seat.invitation-taken-back", actor)


def remind(session: Session) -> int:
    """Remind who did not answer yet, twice at most; how many mails."""
    told = 0
    for n, after in enumerate(REMIND_AFTER):
        waiting = select(SeatHolding).where(
            SeatHolding.state == HoldingState.INVITED,
            SeatHolding.reminders == n,
            SeatHolding.invited_at <= clock.now() - after,
            SeatHolding.expires_at > clock.now(),
        )
        for holding in session.scalars(waiting.order_by(SeatHolding.id)):
            holding.reminders = n + 1
            told += _mail(session, REMINDER_MAIL, holding, key=f"seat-reminder/{holding.link_id}/{n}")
        session.flush()
    return told


def expire(session: Session) -> int:
    """Note of each invitation that was not answered in time that it is over; how many."""
    late = select(SeatHolding).where(SeatHolding.state == HoldingState.INVITED, SeatHolding.expires_at <= clock.now())
    found = session.scalars(late.order_by(SeatHolding.id).with_for_update()).all()
    for holding in found:
        holding.state = HoldingState.EXPIRED
        tell_contact(session, holding)
    session.flush()
    return len(found)


def tell_contact(session: Session, holding: SeatHolding) -> None:
    """Mail the contact person of the table what became of an invitation."""
    address = holding.seat.table.contact_email
    if not address:
        return
    key = f"seat-answered/{holding.id}/{holding.state.value}"
    params = {"holding": holding.id, "state": holding.state.value}
    queue(session, kind=ANSWERED_MAIL, to=address, subject=(SUBJECT, holding.id), params=params, unique_key=key)


def unreachable(session: Session, holding: SeatHolding) -> None:
    """The address does not exist: the secretariat sees so with the seat."""
    if holding.state is HoldingState.INVITED:
        _end_link(session, holding)
        holding.state, holding.end_reason = HoldingState.EXPIRED, _("Het e-mailadres bestaat niet.")
        tell_contact(session, holding)
        session.flush()


def as_kept(grounds: frozenset[TakesPart]) -> dict[str, list[str]]:
    """Grounds for taking part as they stand in the database."""
    return {"values": sorted(grounds)}


def note(session: Session, holding: SeatHolding, action: str, actor: Actor) -> None:
    """Note an act on a holding in the audit log (P4)."""
    seat = holding.seat
    detail = {"table": seat.table.slug, "seat": seat.number, "part": holding.part.value}
    audit.note(session, actor=actor, action=action, subject_kind=SUBJECT, subject_key=holding.id, detail=detail)
    session.flush()


def _check_free(seat: TableSeat, part: Part) -> None:
    taken = {holding.part for holding in seat.holdings if holding.state in TAKEN}
    sits = any(one.part is Part.MEMBER and one.state is HoldingState.ACCEPTED for one in seat.holdings)
    if part in taken:
        raise RuleViolation(_("Voor deze zetel is al iemand gevraagd, of er zit al iemand."))
    if part is Part.STAND_IN and not sits:
        raise RuleViolation(_("Op deze zetel zit nog niemand om te vervangen."))


def _check_not_there(session: Session, seat: TableSeat, address: str) -> None:
    query = (
        select(SeatHolding.id)
        .join(TableSeat)
        .outerjoin(Person, Person.id == SeatHolding.person_id)
        .where(TableSeat.table_id == seat.table_id, SeatHolding.state.in_(TAKEN))
        .where(or_(SeatHolding.email == address, Person.email == address))
    )
    if session.scalar(query.limit(1)) is not None:
        raise RuleViolation(_("Deze persoon zit al aan deze tafel, of is al gevraagd."), field="email")


def _before(seat: TableSeat, part: Part) -> int | None:
    """Whom this one takes over from (R101)."""
    ended = [one.id for one in seat.holdings if one.part is part and one.state is HoldingState.ENDED and one.since]
    return max(ended, default=None)


def hold(session: Session, holding: SeatHolding) -> None:
    """Let nobody else answer or withdraw an invitation before our commit, and read how it stands now."""
    session.scalar(select(SeatHolding.id).where(SeatHolding.id == holding.id).with_for_update())
    session.refresh(holding, ["state", "link_id", "email"])


def _waits(session: Session, holding: SeatHolding) -> None:
    hold(session, holding)
    if holding.state is not HoldingState.INVITED:
        raise RuleViolation(_("Deze uitnodiging wacht niet (meer) op antwoord."))


def _send(session: Session, holding: SeatHolding) -> None:
    link = links.issue(session, LinkPurpose.SEAT, subject=(SUBJECT, holding.id), valid_for=VALID)
    holding.link_id = link.id
    _mail(session, INVITATION_MAIL, holding, key=f"seat-invitation/{link.id}")
    session.flush()


def _mail(session: Session, kind: str, holding: SeatHolding, *, key: str) -> bool:
    if holding.email is None:
        return False
    params = {"holding": holding.id, "link": holding.link_id}
    subject = SUBJECT, holding.id
    return queue(session, kind=kind, to=holding.email, subject=subject, params=params, unique_key=key) is not None


def _end_link(session: Session, holding: SeatHolding) -> None:
    unused = update(AccessLink).where(AccessLink.id == holding.link_id, AccessLink.used_at.is_(None))
    session.execute(unused.values(used_at=clock.now()))
