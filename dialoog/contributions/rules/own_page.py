"""What a giver does from their own page: stop and go on, another address, fresh links (D3, P2).

A link may be forwarded. So what cannot be undone (another address, being forgotten) is confirmed by a mail to the
address we have; what can be undone is told there.
"""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.clarifications.rules import lapse_unreachable
from dialoog.contributions.giver_pages import Owner, givers_at
from dialoog.contributions.models import ContributionGiver, Giver
from dialoog.errors import RuleViolation
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import queue

# What the confirming links are about: each is of one kind only, so that one cannot be used for another.
MOVE, NEW_ADDRESS, FORGET = "inbrenger-adres", "inbrenger-nieuw-adres", "inbrenger-vergeten"
CONFIRM_WITHIN = timedelta(days=3)
PAGE_MAIL, STOPPED_MAIL = "contributions.own_page", "contributions.stopped"
MOVE_MAIL, NEW_ADDRESS_MAIL, MOVED_MAIL = "contributions.move", "contributions.new_address", "contributions.moved"
FORGET_MAIL = "contributions.forget"
# Kinds of mail that go to givers begin so; others at the same address are of somebody's work here.
TO_GIVERS = ("contributions.", "answers.answer", "answers.commitment", "answers.decided", "answers.effect")


def stop(session: Session, owner: Owner) -> int:
    """No more mail about these points; how many. Told once a day at most, because the link may be in other hands."""
    stopped = update(ContributionGiver).where(
        ContributionGiver.giver_id.in_(owner.ids),
        ContributionGiver.denied_at.is_(None),
        ContributionGiver.stopped_at.is_(None),
    )
    ids = session.scalars(stopped.values(stopped_at=clock.now()).returning(ContributionGiver.contribution_id)).all()
    if ids:
        lapse_unreachable(session, ids)
        _mail(session, STOPPED_MAIL, owner, unique_key=f"stopped/{owner.ids[0]}/{clock.today().isoformat()}")
    return len(set(ids))


def go_on(session: Session, owner: Owner) -> list[int]:
    """Mail again about the points it was stopped for; their ids, to tell what was missed."""
    again = update(ContributionGiver).where(
        ContributionGiver.giver_id.in_(owner.ids), ContributionGiver.stopped_at.is_not(None)
    )
    ids = session.scalars(again.values(stopped_at=None).returning(ContributionGiver.contribution_id)).all()
    return sorted(set(ids))


def send_page(session: Session, email: str) -> None:
    """Mail a fresh link to whoever lost it.

    For an address that gave nothing the same work is done and undone: neither answer nor time tells (no enumeration).
    """
    address = normal(email)
    tied = select(ContributionGiver.giver_id).where(ContributionGiver.denied_at.is_(None))
    known = select(Giver).where(Giver.email == address, Giver.bounced_at.is_(None), Giver.id.in_(tied))
    found = session.scalars(known.order_by(Giver.id).limit(1)).first()
    with session.begin_nested() as work:
        queue(session, kind=PAGE_MAIL, to=address, params={"giver": found.id if found else 0})
        if found is None:
            work.rollback()


def renew(session: Session, owner: Owner) -> None:
    """Make all earlier links to the page worthless, and mail a fresh one to the address."""
    for giver in owner.givers:
        giver.links_from = clock.now()
    session.flush()
    _mail(session, PAGE_MAIL, owner)


def ask_move(session: Session, owner: Owner, wanted: str) -> None:
    """Ask at the present address whether another one is wanted. Raises RuleViolation for the same or no address."""
    address = normal(wanted)
    if address == owner.email:
        raise RuleViolation(_("Dit is al uw e-mailadres."), field="email")
    _confirm(session, MOVE_MAIL, MOVE, owner.givers[0], to=owner.email, params={"email": address})


def approve_move(session: Session, link: AccessLink, giver: Giver) -> None:
    """Whoever reads mail at the present address wants it: a link goes to the new one. Nothing changes yet."""
    links.use(session, link)
    wanted = str(link.params["email"])
    _confirm(session, NEW_ADDRESS_MAIL, NEW_ADDRESS, giver, to=wanted, params={"email": wanted})


def take_address(session: Session, link: AccessLink, giver: Giver) -> None:
    """Change the address of all givers who share it, and tell the old one. Mail that waits goes to the new one."""
    links.use(session, link)
    old, new = giver.email or "", str(link.params["email"])
    owners = givers_at(session, old, first=giver.id)
    for one in owners:
        one.email, one.confirmed_at, one.bounced_at = new, clock.now(), None
    waiting = mails_to(old, states=(MailState.WAITING,))
    session.execute(update(OutboxMessage).where(*waiting).values(to_address=new))
    end_links(session, [one.id for one in owners])
    queue(session, kind=MOVED_MAIL, to=old, params={"giver": giver.id})
    session.flush()


def ask_forgetting(session: Session, owner: Owner, *, party: bool) -> None:
    """Ask at the address whether the person is to be forgotten, and the party that gives them away (P2)."""
    _confirm(session, FORGET_MAIL, FORGET, owner.givers[0], to=owner.email, params={"party": party})


def mails_to(email: str, *, states: Iterable[MailState] = tuple(MailState)) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the mails to an address as that of a giver."""
    kinds = or_(*(OutboxMessage.kind.startswith(kind) for kind in TO_GIVERS))
    return OutboxMessage.to_address == email, OutboxMessage.state.in_(tuple(states)), kinds


def end_links(session: Session, giver_ids: Iterable[int]) -> None:
    """Make what still waits for a confirmation worthless, and forget the addresses that stand in it."""
    asked = update(AccessLink).where(
        AccessLink.subject_kind.in_((MOVE, NEW_ADDRESS, FORGET)), AccessLink.subject_id.in_(list(giver_ids))
    )
    session.execute(asked.values(used_at=clock.now(), params={}))


def _confirm(session: Session, kind: str, about: str, giver: Giver, *, to: str, params: dict[str, object]) -> None:
    link = links.issue(session, LinkPurpose.CONFIRM, subject=(about, giver.id), params=params, valid_for=CONFIRM_WITHIN)
    queue(session, kind=kind, to=to, params={"giver": giver.id, "link": link.id})


def _mail(session: Session, kind: str, owner: Owner, *, unique_key: str | None = None) -> None:
    queue(session, kind=kind, to=owner.email, params={"giver": owner.ids[0]}, unique_key=unique_key)
