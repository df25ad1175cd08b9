"""What a giver does from their own page: stop and go on, another address, fresh links (D3, P2).

A link may be forwarded. So what cannot be undone (another address, being forgotten) is confirmed by a mail to the
address we have; what can be undone is told there.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.addresses import normal
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.clarifications.rules import ASKED_MAIL, lapse_unreachable
from dialoog.contributions.giver_pages import Owner, givers_at
from dialoog.contributions.models import ContributionGiver, Giver
from dialoog.contributions.rules import looking, looking_at_texts
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL
from dialoog.contributions.rules.withdrawing import WITHDRAWN_MAIL
from dialoog.errors import RuleViolation
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import queue

# What the confirming links are about: each is of one kind only, so that one cannot be used for another.
MOVE, NEW_ADDRESS, FORGET = "inbrenger-adres", "inbrenger-nieuw-adres", "inbrenger-vergeten"
CONFIRM_WITHIN = timedelta(days=3)
PAGE_MAIL, STOPPED_MAIL = "contributions.own_page", "contributions.stopped"
MOVE_MAIL, NEW_ADDRESS_MAIL, MOVED_MAIL = "contributions.move", "contributions.new_address", "contributions.moved"
FORGET_MAIL = "contributions.forget"
# The kinds of mail that go to givers; others at the same address are of somebody's work here.
TO_GIVERS = (
    *(RECEIPT_MAIL, WITHDRAWN_MAIL, looking.HIDDEN_MAIL, looking_at_texts.HIDDEN_MAIL, ASKED_MAIL),
    *(PAGE_MAIL, STOPPED_MAIL, MOVE_MAIL, NEW_ADDRESS_MAIL, MOVED_MAIL, FORGET_MAIL),
    *("answers.answer", "answers.commitment", "answers.decided", "answers.effect"),
)


def stop(session: Session, owner: Owner) -> int:
    """No more mail about these points; how many. Told each time, because the link may be in other hands."""
    stopped = update(ContributionGiver).where(
        ContributionGiver.giver_id.in_(owner.ids),
        ContributionGiver.denied_at.is_(None),
        ContributionGiver.stopped_at.is_(None),
    )
    ids = session.scalars(stopped.values(stopped_at=clock.now()).returning(ContributionGiver.contribution_id)).all()
    if ids:
        lapse_unreachable(session, ids)
        _mail(session, STOPPED_MAIL, owner)
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
    """Make all earlier links worthless, and mail a fresh one to the page to the address."""
    _end_earlier(session, owner.givers, owner.email)
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
    _move(session, givers_at(session, old, first=giver.id), old, new)
    queue(session, kind=MOVED_MAIL, to=old, params={"giver": giver.id})
    session.flush()


def follow_account(session: Session, old: str, new: str) -> None:
    """Somebody with an account proved they have another address: what they brought in stays theirs (P2)."""
    _move(session, givers_at(session, old), old, new)


def _move(session: Session, givers: Sequence[Giver], old: str, new: str) -> None:
    for one in givers:
        one.email, one.confirmed_at, one.bounced_at = new, clock.now(), None
    if givers:
        _end_earlier(session, givers, old)
        waiting = mails_to(old, states=(MailState.WAITING,))
        session.execute(update(OutboxMessage).where(*waiting).values(to_address=new))
        end_links(session, [one.id for one in givers])


def _end_earlier(session: Session, givers: Iterable[Giver], email: str) -> None:
    """No link in a mail that these givers were sent works any more; those in mail that waits do."""
    for giver in givers:
        giver.links_from = clock.now()
    session.flush()
    waiting = session.scalars(select(OutboxMessage.params).where(*mails_to(email, states=(MailState.WAITING,)))).all()
    names = ("link", *LinkPurpose)
    ids = [params[name] for params in waiting for name in names if isinstance(params.get(name), int)]
    session.execute(update(AccessLink).where(AccessLink.id.in_(ids)).values(created_at=clock.now()))


def ask_forgetting(session: Session, owner: Owner, *, party: bool) -> None:
    """Ask at the address whether the person is to be forgotten, and the party that gives them away (P2)."""
    _confirm(session, FORGET_MAIL, FORGET, owner.givers[0], to=owner.email, params={"party": party})


def mails_to(email: str, *, states: Iterable[MailState] = tuple(MailState)) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the mails to an address as that of a giver."""
    in_state, kinds = OutboxMessage.state.in_(tuple(states)), OutboxMessage.kind.in_(TO_GIVERS)
    return OutboxMessage.to_address == email, in_state, kinds


def end_links(session: Session, giver_ids: Iterable[int]) -> None:
    """Make what still waits for a confirmation worthless, and forget the addresses that stand in it."""
    asked = update(AccessLink).where(
        AccessLink.subject_kind.in_((MOVE, NEW_ADDRESS, FORGET)), AccessLink.subject_id.in_(list(giver_ids))
    )
    session.execute(asked.values(used_at=clock.now(), params={}))


def _confirm(session: Session, kind: str, about: str, giver: Giver, *, to: str, params: dict[str, object]) -> None:
    link = links.issue(session, LinkPurpose.CONFIRM, subject=(about, giver.id), params=params, valid_for=CONFIRM_WITHIN)
    queue(session, kind=kind, to=to, params={"giver": giver.id, "link": link.id})


def _mail(session: Session, kind: str, owner: Owner) -> None:
    queue(session, kind=kind, to=owner.email, params={"giver": owner.ids[0]})
