"""Being forgotten (P2), and forgetting by itself when an address is needed no more (P3)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit, links
from dialoog.accounts.models import AccessLink
from dialoog.contributions.clarifications.rules import lapse_unreachable
from dialoog.contributions.giver_pages import givers_at
from dialoog.contributions.happenings import GiverForgotten
from dialoog.contributions.models import Contribution, ContributionGiver, ContributionState, Giver, ShownAs
from dialoog.contributions.rules.givers import theirs
from dialoog.contributions.rules.own_page import FORGET, MOVE, NEW_ADDRESS, end_links, mails_to
from dialoog.contributions.rules.visibility import refresh_shown_sectors, shown_sector
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.models import Level
from dialoog.organisations.rules.parties import remove_unused
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.models import Event
from dialoog.register.rules import Entry, record_many

ADDRESS_KEPT = timedelta(days=365)
LINKS_KEPT = timedelta(days=30)
FINISHED = (ContributionState.CLOSED, ContributionState.WITHDRAWN)
FINISHING = ("closed", "withdrawn")


def forget(session: Session, link: AccessLink, giver: Giver) -> int:
    """Take away name and address (and, if asked, the party) of whoever reads mail there; of how many points.

    The points, answers and verdicts stay (D2), with an event that holds no personal data. Mail that waits is not sent;
    of what was sent the address goes.
    """
    links.use(session, link)
    party, email = bool(link.params.get("party")), giver.email or ""
    givers = givers_at(session, email, first=giver.id)
    ids = [one.id for one in givers]
    points = _points(session, ids)
    for contribution in points:
        _unname(contribution, givers, party=party)
    refresh_shown_sectors(session, {c.meeting_id for c in points if c.meeting_id is not None})
    entries = [Entry(contribution, GiverForgotten()) for contribution in points]
    record_many(session, entries, actor=Actor(gave=frozenset(c.id for c in points)))
    session.execute(delete(ContributionGiver).where(ContributionGiver.giver_id.in_(ids)))
    parties = [one.organisation for one in givers if party and one.organisation is not None]
    for one in givers:
        one.email = one.name = one.confirmed_at = None
        one.organisation = None if party else one.organisation
        one.forgotten_at = clock.now()
    for named in dict.fromkeys(parties):
        remove_unused(session, named)
    _forget_mail(session, email)
    end_links(session, ids)
    session.flush()
    lapse_unreachable(session, [contribution.id for contribution in points])
    return len(points)


def _points(session: Session, giver_ids: Sequence[int]) -> list[Contribution]:
    query = select(Contribution).where(Contribution.id.in_(theirs(giver_ids))).order_by(Contribution.id)
    return list(session.scalars(query))


def numbers_of(session: Session, giver_ids: Sequence[int]) -> list[str]:
    """The numbers of the points of these givers."""
    return [contribution.number for contribution in _points(session, giver_ids)]


def _unname(contribution: Contribution, givers: Sequence[Giver], *, party: bool) -> None:
    """Only what this giver said; of a point that another giver is known to have said nothing changes (D0)."""
    said = (contribution.said_by_name, contribution.said_by_organisation_id)
    if said not in {(giver.name, giver.organisation_id) for giver in givers}:
        return
    contribution.said_by_name = None
    if party:
        contribution.said_by_organisation = None
    if contribution.shown_as is ShownAs.NAME or (party and contribution.shown_as is ShownAs.PARTY):
        contribution.shown_as = ShownAs.SECTOR
    if contribution.level is not Level.NO_SOURCE:
        contribution.shown_sector = shown_sector(contribution, shared_by=0)


def _forget_mail(session: Session, email: str) -> None:
    waiting = mails_to(email, states=(MailState.WAITING, MailState.DEAD))
    session.execute(update(OutboxMessage).where(*waiting).values(state=MailState.SKIPPED, last_error=None))
    session.execute(update(OutboxMessage).where(*mails_to(email)).values(to_address=None))


def forget_old_addresses(session: Session) -> int:
    """P3: forget the addresses of givers all of whose points were finished a year ago or longer; how many."""
    unfinished = (
        exists()
        .where(ContributionGiver.giver_id == Giver.id, Contribution.id == ContributionGiver.contribution_id)
        .where(Contribution.status.not_in(FINISHED), ContributionGiver.denied_at.is_(None))
    )
    lately = (
        exists()
        .where(ContributionGiver.giver_id == Giver.id, Event.subject_id == ContributionGiver.contribution_id)
        .where(Event.subject_kind == Contribution.subject_kind, Event.kind.in_(FINISHING))
        .where(Event.at > clock.now() - ADDRESS_KEPT)
    )
    old = select(Giver).where(Giver.email.is_not(None), Giver.created_at < clock.now() - ADDRESS_KEPT)
    givers = session.scalars(old.where(~unfinished, ~lately)).all()
    emails = {giver.email or "" for giver in givers}
    for giver in givers:
        giver.email = None
    session.flush()
    for email in sorted(emails):
        if not givers_at(session, email):
            _forget_mail(session, email)
    end_links(session, [giver.id for giver in givers])
    old_links = delete(AccessLink).where(
        AccessLink.subject_kind.in_((MOVE, NEW_ADDRESS, FORGET)), AccessLink.created_at < clock.now() - LINKS_KEPT
    )
    session.execute(old_links)
    if givers:
        audit.note(session, actor=SYSTEM, action="givers.addresses-forgotten", detail={"givers": len(givers)})
    session.flush()
    return len(givers)
