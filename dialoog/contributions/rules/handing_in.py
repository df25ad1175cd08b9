"""Handing in: taken in, its giver noted and the receipt queued in one transaction (D0, D3)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.models import Contribution, ContributionGiver, Giver, ShownAs
from dialoog.contributions.rules.givers import giver_for, link
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.naming import party_named
from dialoog.permissions import Actor

RECEIPT_MAIL = "contributions.receipt"
# As long as an answer, and what comes of it, may take.
LINKS_WORK_FOR = timedelta(days=730)
RECEIPT_LINKS = (LinkPurpose.CONFIRM, LinkPurpose.DENY, LinkPurpose.WITHDRAW)
# So many receipts a day go to an address of which nobody ever said it is theirs.
UNASKED_FOR = 20
NARROWNESS = {Level.PUBLIC: 0, Level.NO_SOURCE: 1, Level.CLOSED: 2}


@dataclass(frozen=True)
class Speaker:
    """Who said it, by name, party (whatever its sector, if we know it already) or sector, and how they are shown."""

    shown_as: ShownAs
    name: str = ""
    party: str = ""
    sector: Sector = Sector.UNKNOWN


def hand_in(
    session: Session, given: Input, *, speaker: Speaker, email: str | None = None, actor: Actor
) -> Contribution:
    """Take in what somebody sent, and send a receipt where an address was given (D3).

    The same form with the same words, sent again, gives the contribution it made the first time.
    Raises RuleViolation for a text that is empty or too long, a wrong address, one that got many receipts today
    and confirmed none, a level wider than the meeting's.
    """
    _keep_level(given)
    once = replace(given, form_token=_once(given))
    contribution = _sent_before(session, once)
    if contribution is not None:
        return contribution
    if email and not (actor.staff or actor.system):
        _bother_nobody(session, normal(email), actor)
    once = _said_by(session, once, speaker)
    try:
        with session.begin_nested():
            contribution = receive(session, once, actor=actor)
    except IntegrityError:
        # The same form arrived twice in one moment; the other one waited for nothing and is stored.
        contribution = _sent_before(session, once)
        if contribution is None:
            raise
        return contribution
    if email:
        _acknowledge(session, contribution, email, actor)
    return contribution


def _bother_nobody(session: Session, address: str, actor: Actor) -> None:
    """Anyone can fill in anyone's address: a mailbox is not filled by it (D3).

    Whoever confirmed before is no exception: the difference would tell a stranger that somebody takes part here.
    """
    today = (
        select(func.count())
        .select_from(ContributionGiver)
        .join(Giver)
        .where(Giver.email == address, ContributionGiver.attached_by_id.is_not_distinct_from(actor.person_id))
        .where(ContributionGiver.attached_at > clock.now() - timedelta(days=1))
    )
    if (session.scalar(today) or 0) >= UNASKED_FOR:
        message = _("Naar dit adres gingen vandaag al veel bevestigingen. Probeer het morgen, of laat dit veld leeg.")
        raise RuleViolation(message, field="email")


def _keep_level(given: Input) -> None:
    """A meeting's rule may be made narrower for one point, never wider (D11)."""
    meeting = given.meeting
    if meeting is not None and NARROWNESS[given.level] < NARROWNESS[meeting.level]:
        message = _("Bij deze bijeenkomst is afgesproken: %(level)s. Ruimer mag niet.", level=meeting.level.value)
        raise RuleViolation(message, field="level")


def _said_by(session: Session, given: Input, speaker: Speaker) -> Input:
    return replace(
        given,
        said_by_name=speaker.name or None,
        said_by_organisation=party_named(session, speaker.party, speaker.sector) if speaker.party else None,
        sector=speaker.sector,
        shown_as=speaker.shown_as,
    )


def _once(given: Input) -> str | None:
    """What makes a form count once: its token and its words, so that a form changed and sent again is a new one."""
    if given.form_token is None:
        return None
    return sha256(f"{given.form_token}\0{given.text}".encode()).hexdigest()


def _sent_before(session: Session, given: Input) -> Contribution | None:
    if given.form_token is None:
        return None
    return session.scalar(select(Contribution).where(Contribution.form_token == given.form_token))


def _acknowledge(session: Session, contribution: Contribution, email: str, actor: Actor) -> None:
    """Note who hears of it, and queue the receipt with its three links: confirm, deny, withdraw."""
    giver = giver_for(
        session, email=email, name=contribution.said_by_name, organisation=contribution.said_by_organisation
    )
    link(session, contribution, giver, actor=actor)
    subject = (contribution.subject_kind, contribution.id)
    params = {"giver": giver.id}
    issued = links.issue_each(session, RECEIPT_LINKS, subject=subject, params=params, valid_for=LINKS_WORK_FOR)
    queue(
        session,
        kind=RECEIPT_MAIL,
        to=giver.email or email,
        subject=subject,
        params=params | {purpose.value: made.id for purpose, made in issued.items()},
        unique_key=f"receipt/{contribution.id}/{giver.id}",
    )
