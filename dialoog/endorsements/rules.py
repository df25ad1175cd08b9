"""A party backs a contribution: asked for on its page, confirmed by mail, taken back at any time (D7, P3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.choices import publicly_known
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState, Look, TextLook
from dialoog.contributions.rules.blacking_out import BLOCKS
from dialoog.contributions.rules.looking_at_texts import watch
from dialoog.contributions.rules.visibility import Guarded
from dialoog.endorsements.forgetting import forget_mail
from dialoog.endorsements.happenings import Endorsed, EndorsementWithdrawn
from dialoog.endorsements.models import HEARING, STANDING, Endorsement, EndorsementState
from dialoog.errors import NotFound, RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.naming import party_named
from dialoog.organisations.rules.parties import remove_unused
from dialoog.permissions import Actor
from dialoog.register.models import Event
from dialoog.register.rules import Words, erase, record

ASK_MAIL = "endorsements.ask"
CONFIRMED_MAIL = "endorsements.confirmed"
NEWS_MAIL = "endorsements.news"
LONGEST_WHY = 600
# So many requests to confirm a day go to one address: nobody's mailbox is filled with them.
MOST_ASKED = 5
# So many mails go to it about one request, however often that is sent again.
MOST_MAILS = 3
# What nobody confirmed is forgotten after this (P3); so long the link works, too.
UNCONFIRMED_KEPT = timedelta(days=30)
LINKS_WORK_FOR = timedelta(days=5 * 365)
AFTER = {Look.WAITING: EndorsementState.WAITING, Look.HIDDEN: EndorsementState.HIDDEN}


@dataclass(frozen=True)
class Given:
    """Who backs a contribution, and who says so for them."""

    name: str
    sector: Sector
    email: str = ""
    contact_name: str = ""
    why: str = ""


def can_be_endorsed(contribution: Guarded) -> bool:
    """Whether everyone can read what they would back: no closed point (D11), no withdrawn or hidden words."""
    return (
        contribution.level is not Level.CLOSED
        and contribution.status != ContributionState.WITHDRAWN
        and contribution.look in LOOKED_AT
    )


def ask(session: Session, contribution: Contribution, given: Given) -> Endorsement:
    """Note who wants to back it, and ask by mail whether that is so; nothing counts or shows before that.

    The same party from the same address, again before it confirmed, is the same request. Raises NotFound for what
    cannot be endorsed, RuleViolation where the party does so already, and for an address that was asked often today.
    """
    given = _right(session, contribution, given)
    address = normal(given.email)
    today = select(func.count()).where(Endorsement.email == address, Endorsement.asked_at > _a_day_ago())
    if (session.scalar(today) or 0) >= MOST_ASKED:
        message = _("Naar dit adres gingen vandaag al veel vragen om te bevestigen. Probeer het morgen.")
        raise RuleViolation(message, field="email")
    asked = _asked_before(session, contribution, given.name, address) or _new(session, contribution, given)
    mails = (asked.links or {}).get("mails", 0)
    if mails >= MOST_MAILS:
        message = _("Wij stuurden deze mail al een paar keer naar dit adres. Kijk ook bij ongewenste post.")
        raise RuleViolation(message, field="email")
    asked.links = {"mails": mails + 1}
    asked.email, asked.contact_name, asked.why = address, given.contact_name, given.why
    link = _link(session, asked, "confirm", UNCONFIRMED_KEPT)
    session.flush()
    _mail(session, ASK_MAIL, asked, key=str(link.id), link=link.id)
    return asked


def confirm(session: Session, asked: Endorsement, *, look_first: bool, actor: Actor) -> bool:
    """Whoever reads mail at the address says that it is so: since then it stands in the history.

    It counts, and name and reason show, after the look (D3a), also those of a party that everyone knows: anyone could
    have typed it.
    False, and the request is gone, where the party backs it already. Raises NotFound, RuleViolation as `ask`.
    """
    contribution = asked.contribution
    if asked.state is not EndorsementState.ASKED:
        raise RuleViolation(_("Dit is al bevestigd."))
    if not can_be_endorsed(contribution):
        raise NotFound(_("Dit punt kan niet (meer) worden onderschreven."))
    if _counted(session, contribution, asked.name) is not None:
        _forget(session, asked)
        return False
    known = publicly_known(session, asked.name)
    if not look_first:
        known = asked.organisation = known or party_named(session, asked.name, asked.sector)
    if known is not None:
        asked.name, asked.sector = known.name, _sector(known.sector, asked.sector)
    texts = {"party": Words(asked.name)} | ({"why": Words(asked.why)} if asked.why else {})
    event = record(session, contribution, Endorsed(sector=asked.sector), actor=actor, texts=texts)
    watch(session, [event], list(texts), look_first=look_first)
    asked.state = EndorsementState.WAITING if look_first else EndorsementState.CONFIRMED
    asked.event_n, asked.why, asked.links = event.n, "", {}
    count(session, contribution)
    if asked.email:
        made = {act: _link(session, asked, act, LINKS_WORK_FOR).id for act in ("withdraw", "stop")}
        asked.links = made
        _mail(session, CONFIRMED_MAIL, asked, key=str(asked.id))
    session.flush()
    return True


def enter(session: Session, contribution: Contribution, given: Given, *, actor: Actor) -> Endorsement:
    """Staff note that a party backs it, which it told them; whoever acts for the party gets the links by mail.

    Raises NotFound and RuleViolation as `ask`.
    """
    made = _new(session, contribution, _right(session, contribution, given))
    made.email = normal(given.email) if given.email else None
    made.contact_name, made.why, made.entered_by_id = given.contact_name, given.why, actor.person_id
    session.flush()
    confirm(session, made, look_first=False, actor=actor)
    return made


def withdraw(session: Session, endorsement: Endorsement, *, actor: Actor) -> None:
    """The party takes it back: a public event. The contact is forgotten, and words that nobody looked at are destroyed.

    Raises RuleViolation for what does not stand.
    """
    if endorsement.state not in STANDING:
        raise RuleViolation(_("Deze onderschrijving is al ingetrokken."))
    contribution = endorsement.contribution
    shows = _forget_unseen(session, contribution, endorsement.event_n or 0)
    texts = {"party": Words(endorsement.name)} if shows else {}
    happening = EndorsementWithdrawn(sector=endorsement.sector, of=endorsement.event_n or 0)
    event = record(session, contribution, happening, actor=actor, texts=texts)
    watch(session, [event], ["party"], look_first=False)
    endorsement.state = EndorsementState.WITHDRAWN
    forget_mail(session, endorsement)
    endorsement.contact_name, endorsement.email, endorsement.links = "", None, {}
    count(session, contribution)
    session.flush()


def _forget_unseen(session: Session, contribution: Contribution, event_n: int) -> bool:
    """Destroy what waits for the look or is hidden beside this event; whether its name is left for everyone."""
    query = select(TextLook).join(Event, Event.id == TextLook.event_id)
    shows = False
    for one in session.scalars(query.where(TextLook.contribution_id == contribution.id, Event.n == event_n)):
        if one.look in LOOKED_AT:
            shows = shows or one.name == "party"
            continue
        if one.text.erased_at is None:
            erase(session, one.text)
        session.delete(one)
    return shows


def stop_telling(session: Session, endorsement: Endorsement) -> None:
    """No more mail about what becomes of it; the endorsement stands."""
    endorsement.tells = False
    session.flush()


def tell_of_answer(session: Session, contribution_ids: Sequence[int], *, step: str) -> int:
    """Tell who backs these contributions that there is an answer, or a new version of it; how many mails. One query.

    `step` tells the versions apart: of each is told once.
    """
    query = select(Endorsement).where(
        Endorsement.contribution_id.in_(contribution_ids),
        Endorsement.state.in_(HEARING),
        Endorsement.tells,
        Endorsement.email.is_not(None),
    )
    told = [_mail(session, NEWS_MAIL, one, key=f"{one.id}/{step}") for one in session.scalars(query)]
    return sum(told)


def count(session: Session, contribution: Contribution) -> None:
    """Keep with the contribution how many parties back it, for lists: in all, and of each sector.

    Only what shows counts, a party once, whoever says so for it; each whose name is blacked out is another (D1).
    """
    session.flush()
    query = (
        select(Endorsement.organisation_id, Endorsement.id, Endorsement.sector)
        .where(Endorsement.contribution_id == contribution.id, Endorsement.state == EndorsementState.CONFIRMED)
        .order_by(Endorsement.event_n.desc())
    )
    of_each = Counter({known or -own: sector for known, own, sector in session.execute(query)}.values())
    contribution.endorsed_by = {sector.value: of_each[sector] for sector in Sector if sector in of_each}
    contribution.endorsed = of_each.total()


def after_the_look(session: Session, endorsement: Endorsement, look: Look, name: str) -> None:
    """Its name was shown, hidden or blacked out after a look: `name` is what shows of it now (D1, D3a).

    A party that nothing else tells of goes when its name does.
    """
    endorsement.name = name
    if look not in LOOKED_AT or BLOCKS.search(name):
        _unname(session, endorsement)
    elif endorsement.organisation is None and endorsement.state in STANDING:
        endorsement.organisation = party_named(session, name, endorsement.sector)
    if endorsement.state not in STANDING:
        return
    endorsement.state = AFTER.get(look, EndorsementState.CONFIRMED)
    count(session, endorsement.contribution)


def _unname(session: Session, endorsement: Endorsement) -> None:
    named, endorsement.organisation = endorsement.organisation, None
    if named is not None:
        remove_unused(session, named)


def forget_unconfirmed(session: Session) -> int:
    """Erase requests that nobody confirmed in time (P3); how many."""
    before = clock.now() - UNCONFIRMED_KEPT
    old = select(Endorsement).where(Endorsement.state == EndorsementState.ASKED, Endorsement.asked_at <= before)
    gone = session.scalars(old.with_for_update()).all()
    for asked in gone:
        _forget(session, asked)
    return len(gone)


def _forget(session: Session, asked: Endorsement) -> None:
    forget_mail(session, asked)
    session.delete(asked)
    session.flush()


def _right(session: Session, contribution: Contribution, given: Given) -> Given:
    """The request with its name in one form. Raises NotFound, RuleViolation.

    What does not show is told to nobody and is in nobody's way: anyone could have typed the name of a party (D3a).
    """
    if not can_be_endorsed(contribution):
        raise NotFound(_("Dit punt kan niet worden onderschreven."))
    name = " ".join(given.name.split())
    if not name:
        raise RuleViolation(_("Vul de naam van de organisatie in."), field="party")
    if len(given.why) > LONGEST_WHY:
        raise RuleViolation(_("Uw uitleg is te lang: er passen 600 tekens in."), field="why")
    found = _counted(session, contribution, name)
    if found is not None:
        message = _("%(name)s onderschrijft dit punt al. Eén keer is genoeg.", name=found.name)
        raise RuleViolation(message, field="party")
    return Given(name, given.sector, given.email, " ".join(given.contact_name.split()), given.why.strip())


def _counted(session: Session, contribution: Contribution, name: str) -> Endorsement | None:
    query = select(Endorsement).where(
        Endorsement.contribution_id == contribution.id,
        Endorsement.state == EndorsementState.CONFIRMED,
        func.lower(Endorsement.name) == name.lower(),
    )
    return session.scalars(query.limit(1)).first()


def _asked_before(session: Session, contribution: Contribution, name: str, address: str) -> Endorsement | None:
    query = select(Endorsement).where(
        Endorsement.contribution_id == contribution.id,
        Endorsement.state == EndorsementState.ASKED,
        Endorsement.email == address,
        func.lower(Endorsement.name) == name.lower(),
    )
    return session.scalars(query.limit(1)).first()


def _new(session: Session, contribution: Contribution, given: Given) -> Endorsement:
    made = Endorsement(
        contribution=contribution,
        name=given.name,
        sector=given.sector,
        state=EndorsementState.ASKED,
        asked_at=clock.now(),
    )
    session.add(made)
    return made


def _sector(known: Sector, given: Sector) -> Sector:
    return given if known is Sector.UNKNOWN else known


def _a_day_ago() -> datetime:
    return clock.now() - timedelta(days=1)


def _link(session: Session, endorsement: Endorsement, act: str, valid_for: timedelta) -> AccessLink:
    session.flush()
    return links.issue(
        session,
        LinkPurpose.ENDORSE,
        subject=(Contribution.subject_kind, endorsement.contribution_id),
        params={"endorsement": endorsement.id, "act": act},
        valid_for=valid_for,
    )


def of_link(session: Session, link: AccessLink) -> Endorsement | None:
    """The endorsement a link was sent for; None when it was forgotten.

    A database may give the number of a forgotten one to the next: a link that is older is not of that one.
    """
    found = session.get(Endorsement, link.params["endorsement"])
    if found is None or found.contribution_id != link.subject_id or link.created_at < found.asked_at:
        return None
    return found


def _mail(session: Session, kind: str, endorsement: Endorsement, *, key: str, **params: int) -> bool:
    queued = queue(
        session,
        kind=kind,
        to=endorsement.email or "",
        subject=(Contribution.subject_kind, endorsement.contribution_id),
        params={"endorsement": endorsement.id, **params},
        unique_key=f"{kind}/{key}",
    )
    return queued is not None
