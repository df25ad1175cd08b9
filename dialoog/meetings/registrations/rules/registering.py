"""Registering for a meeting: asked on its page, confirmed by mail, changed and cancelled by link or by staff (T5)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.addresses import normal
from dialoog.errors import RuleViolation
from dialoog.meetings.registrations.allotting import Spot, free, spot_for
from dialoog.meetings.registrations.models import HEARING, OFF, Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules.places import (
    fill,
    frozen,
    held,
    hold,
    hold_one,
    over,
    put,
    room_of,
    take_turn,
)
from dialoog.meetings.registrations.rules.telling import (
    AGAIN_MAIL,
    CANCELLED_MAIL,
    CONFIRM_MAIL,
    OWN_PAGE_WORKS,
    PLACE_MAIL,
    WAITING_MAIL,
    link_of,
    stop_telling,
    tell,
)
from dialoog.organisations.models import Sector
from dialoog.permissions import Actor

LONGEST_NEEDS = 600
# So many people register from one address: a secretary for colleagues, nobody for a whole hall.
MOST_FROM_ONE = 5
# So many mails go to it about one registration, however often that is sent again.
MOST_MAILS = 3
# What nobody confirmed is forgotten after this (P3); so long the link works, too.
UNCONFIRMED_KEPT = timedelta(days=30)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
STANDING = (RegistrationState.ASKED, RegistrationState.WAITING, RegistrationState.PLACED)


@dataclass(frozen=True)
class Given:
    """Who wants to come, and what they need to take part."""

    name: str
    sector: Sector
    party: str = ""
    email: str = ""
    needs: str = ""


def takes_registrations(admission: Admission) -> bool:
    """Whether people can register by themselves now."""
    return admission.opens_on <= clock.today() and not frozen(admission) and not over(admission)


def ask(session: Session, admission: Admission, given: Given) -> Registration:
    """Note who wants to come, and ask by mail whether the address is theirs; nothing is held before that.

    Somebody of the same name and address is the same registration: what they typed last counts until it is confirmed,
    and afterwards they get the link to it again. Raises RuleViolation when registering is not open, and for an address
    from which many registered.
    """
    if not takes_registrations(admission):
        raise RuleViolation(_("Aanmelden kan nu niet."))
    given = right(given)
    address = normal(given.email)
    theirs = _from_address(session, admission, address)
    found = next((one for one in theirs if one.name.lower() == given.name.lower()), None)
    if found is None:
        if len(theirs) >= MOST_FROM_ONE:
            raise RuleViolation(
                _("Met dit e-mailadres zijn al vijf mensen aangemeld. Gebruik een ander adres."), field="email"
            )
        found = new(session, admission, given)
    if found.mails >= MOST_MAILS:
        message = _("Wij stuurden deze mail al een paar keer naar dit adres. Kijk ook bij ongewenste post.")
        raise RuleViolation(message, field="email")
    found.mails += 1
    if found.state is not RegistrationState.ASKED:
        tell(session, found, AGAIN_MAIL, key=str(found.mails))
        return found
    found.sector, found.party, found.needs = given.sector, given.party, given.needs
    _ask_to_confirm(session, found)
    return found


def _ask_to_confirm(session: Session, registration: Registration) -> None:
    session.flush()
    link = link_of(session, registration, "confirm", UNCONFIRMED_KEPT)
    tell(session, registration, CONFIRM_MAIL, key=str(link.id), link=link.id)


def confirm(session: Session, registration: Registration) -> Registration:
    """Whoever reads mail at the address says that it is theirs: they get a place, or a turn on the waiting list.

    Who confirmed the same name before has that registration still, which is given. Raises RuleViolation when it was
    confirmed already, or too late.
    """
    admission = hold_one(session, registration, RegistrationState.ASKED, refused=_("Dit is al bevestigd."))
    if not takes_registrations(admission):
        raise RuleViolation(_("U bevestigt te laat: aanmelden kan niet meer. Mail het secretariaat als u wilt komen."))
    theirs = _from_address(session, admission, registration.email or "")
    twin = next(
        (
            one
            for one in theirs
            if one.state is not RegistrationState.ASKED and one.name.lower() == registration.name.lower()
        ),
        None,
    )
    if twin is not None:
        session.delete(registration)
        session.flush()
        return twin
    _let_in(session, admission, registration)
    return registration


def enter(session: Session, admission: Admission, given: Given, *, actor: Actor) -> Registration:
    """The secretariat registers somebody, also after the freeze date; they stand in the same line.

    Raises RuleViolation when the meeting is over, and for who stands in it already.
    """
    hold(session, admission)
    if over(admission):
        raise RuleViolation(_("Deze bijeenkomst is voorbij of gaat niet door."))
    given = right(given)
    known = _from_address(session, admission, normal(given.email)) if given.email else []
    if any(one.name.lower() == given.name.lower() for one in known):
        raise RuleViolation(_("Deze persoon staat al in de lijst, met dit e-mailadres."), field="name")
    made = new(session, admission, given, actor=actor)
    _let_in(session, admission, made)
    note(session, made, "registration.entered", actor)
    return made


def change(session: Session, registration: Registration, given: Given, *, seen: datetime, actor: Actor) -> None:
    """The secretariat corrects what is known of somebody. Another sector keeps the place, or may give one.

    Another address gets the link to the registration; that of the old one no longer works. Raises RuleViolation when
    somebody else changed it after `seen`.
    """
    admission = hold_one(session, registration, *RegistrationState, refused="")
    if registration.changed_at != seen:
        raise RuleViolation(_("Iemand anders heeft dit net gewijzigd. Kijk wat er nu staat en bewaar opnieuw."))
    given = right(given)
    registration.name, registration.party, registration.needs = given.name, given.party, given.needs
    registration.sector = given.sector
    registration.changed_at = clock.now()
    _move_mail(session, registration, normal(given.email) if given.email else None)
    fill(session, admission)
    note(session, registration, "registration.changed", actor)


def change_needs(session: Session, registration: Registration, needs: str) -> None:
    """Say anew what one needs to take part. Raises RuleViolation after the freeze date, and when one does not come."""
    refused = _("U bent afgemeld, of de bijeenkomst is voorbij.")
    admission = hold_one(session, registration, *STANDING, refused=refused)
    if frozen(admission):
        raise RuleViolation(_("De lijst staat vast. Mail het secretariaat wat u nodig hebt."), field="needs")
    registration.needs = _needs(needs)
    registration.changed_at = clock.now()
    session.flush()


def cancel(session: Session, registration: Registration, *, actor: Actor | None = None) -> None:
    """Somebody does not come; a place that comes free goes to who waits. Whoever had one after the freeze date is late.

    `actor`: of the secretariat, when they do it. Raises RuleViolation for who does not stand on the list (any more).
    """
    admission = hold_one(session, registration, *STANDING, refused=_("Deze aanmelding is al afgemeld."))
    if over(admission):
        raise RuleViolation(_("Deze bijeenkomst is voorbij of gaat niet door."))
    had_place = registration.state is RegistrationState.PLACED
    freed = [Spot(registration.spot)] if had_place else []
    late = had_place and frozen(admission)
    put(registration, RegistrationState.CANCELLED_LATE if late else RegistrationState.CANCELLED)
    tell(session, registration, CANCELLED_MAIL)
    fill(session, admission, freed)
    if actor is not None:
        note(session, registration, "registration.cancelled", actor)


def give_place(session: Session, registration: Registration, *, actor: Actor) -> None:
    """The secretariat gives somebody who waits a free place out of turn, also one that is kept for another sector.

    Raises RuleViolation when no place is free.
    """
    refused = _("Deze aanmelding staat niet op de wachtlijst.")
    admission = hold_one(session, registration, RegistrationState.WAITING, refused=refused)
    left = free(room_of(admission), held(session, admission))
    order = (registration.sector, None, *left)
    spot = next((Spot(of) for of in order if left[of] > 0), None)
    if spot is None:
        raise RuleViolation(_("Er is geen plek vrij. Maak eerst een plek vrij of zet er plekken bij."))
    put(registration, RegistrationState.PLACED, spot)
    tell(session, registration, PLACE_MAIL)
    session.flush()
    note(session, registration, "registration.given-place", actor)


def right(given: Given) -> Given:
    """What was given, in one form. Raises RuleViolation without a name."""
    name = " ".join(given.name.split())
    if not name:
        raise RuleViolation(_("Vul een naam in."), field="name")
    return Given(name, given.sector, " ".join(given.party.split()), given.email, _needs(given.needs))


def new(session: Session, admission: Admission, given: Given, *, actor: Actor | None = None) -> Registration:
    """A registration without a place or a turn."""
    now = clock.now()
    made = Registration(
        admission=admission,
        name=given.name,
        party=given.party,
        sector=given.sector,
        needs=given.needs,
        email=normal(given.email) if given.email else None,
        state=RegistrationState.ASKED,
        code="".join(secrets.choice(LETTERS) for _n in range(10)),
        asked_at=now,
        changed_at=now,
        mails=0,
        entered_by_id=actor.person_id if actor else None,
    )
    session.add(made)
    session.flush()
    return made


def note(session: Session, registration: Registration, action: str, actor: Actor) -> None:
    """Keep what staff did to a registration (P4)."""
    audit.note(
        session,
        actor=actor,
        action=action,
        subject_kind="bijeenkomst",
        subject_key=registration.admission.meeting.slug,
        detail={"registration": registration.id},
    )


def _let_in(session: Session, admission: Admission, registration: Registration) -> None:
    take_turn(session, registration)
    spot = spot_for(registration.sector, room_of(admission), held(session, admission))
    put(registration, RegistrationState.PLACED if spot else RegistrationState.WAITING, spot)
    session.flush()
    _tell_where_they_stand(session, registration)


def _tell_where_they_stand(session: Session, registration: Registration) -> None:
    """Mail the link to one's own page, with the place or the number on the waiting list."""
    if not registration.email:
        return
    registration.link_id = link_of(session, registration, "own", OWN_PAGE_WORKS).id
    placed = registration.state is RegistrationState.PLACED
    tell(session, registration, PLACE_MAIL if placed else WAITING_MAIL, key=str(registration.link_id))
    session.flush()


def _move_mail(session: Session, registration: Registration, address: str | None) -> None:
    if address == registration.email:
        return
    stop_telling(session, registration)
    registration.email = address
    if registration.state is RegistrationState.ASKED and address:
        _ask_to_confirm(session, registration)
    elif registration.state in HEARING and not over(registration.admission):
        _tell_where_they_stand(session, registration)


def _needs(needs: str) -> str:
    if len(needs) > LONGEST_NEEDS:
        message = _("Dit is te lang: er passen %(most)s tekens in.", most=LONGEST_NEEDS)
        raise RuleViolation(message, field="needs")
    return needs.strip()


def _from_address(session: Session, admission: Admission, address: str) -> list[Registration]:
    query = select(Registration).where(
        Registration.meeting_id == admission.meeting_id,
        Registration.email == address,
        Registration.state.not_in(OFF),
    )
    return list(session.scalars(query.order_by(Registration.id)))
