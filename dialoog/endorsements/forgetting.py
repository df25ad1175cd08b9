"""Forgetting who acted for a party; that the party backs a contribution stays (P2, P3)."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.forgetting import ADDRESS_KEPT, FINISHED, FINISHING
from dialoog.contributions.rules.looking_at_texts import HIDDEN_MAIL
from dialoog.endorsements.models import STANDING, Endorsement, EndorsementState
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.permissions import SYSTEM
from dialoog.register.models import Event

OURS = "endorsements."


def of_address(session: Session, email: str) -> Sequence[Endorsement]:
    """What was asked for or confirmed from an address, oldest first, each with its contribution. One query."""
    query = select(Endorsement).where(Endorsement.email == email, Endorsement.email != "")
    return session.scalars(query.options(joinedload(Endorsement.contribution)).order_by(Endorsement.id)).all()


def forget_address(session: Session, email: str) -> int:
    """P2: forget whoever acts for a party at this address, and what they did not confirm; of how many endorsements."""
    found = of_address(session, email)
    _forget_contacts(session, found)
    for endorsement in found:
        if endorsement.state is EndorsementState.ASKED:
            session.delete(endorsement)
    session.flush()
    return len(found)


def forget_old_contacts(session: Session) -> int:
    """P3: forget the contacts of what stands, a year after the contribution was finished; how many."""
    finished_lately = exists().where(
        Event.subject_kind == Contribution.subject_kind,
        Event.subject_id == Endorsement.contribution_id,
        Event.kind.in_(FINISHING),
        Event.at > clock.now() - ADDRESS_KEPT,
    )
    query = (
        select(Endorsement)
        .join(Contribution)
        .where(Endorsement.state.in_(STANDING), Endorsement.asked_at <= clock.now() - ADDRESS_KEPT)
        .where(or_(Endorsement.email.is_not(None), Endorsement.contact_name != ""))
        .where(Contribution.status.in_(FINISHED), ~finished_lately)
    )
    old = session.scalars(query.order_by(Endorsement.id)).all()
    _forget_contacts(session, old)
    if old:
        audit.note(session, actor=SYSTEM, action="endorsements.contacts-forgotten", detail={"endorsements": len(old)})
    session.flush()
    return len(old)


def _forget_contacts(session: Session, endorsements: Collection[Endorsement]) -> None:
    for one in endorsements:
        forget_mail(session, one)
        one.contact_name, one.email, one.links = "", None, {}


def forget_mail(session: Session, endorsement: Endorsement) -> None:
    """Mail about this endorsement that waits is not sent; of what was sent the address goes."""
    if not endorsement.email:
        return
    told = select(OutboxMessage).where(
        OutboxMessage.to_address == endorsement.email,
        OutboxMessage.subject_kind == Contribution.subject_kind,
        OutboxMessage.subject_id == endorsement.contribution_id,
    )
    for message in session.scalars(told):
        if not _is_about(session, message, endorsement):
            continue
        if message.state in (MailState.WAITING, MailState.DEAD):
            message.state, message.last_error = MailState.SKIPPED, None
        message.to_address = None
        if message.kind == HIDDEN_MAIL:
            # The address stands in it.
            message.unique_key = None
    session.flush()


def _is_about(session: Session, message: OutboxMessage, endorsement: Endorsement) -> bool:
    if message.kind == HIDDEN_MAIL:
        return bool(session.get_one(Event, message.params["event"]).data["of"] == endorsement.event_n)
    return message.kind.startswith(OURS) and bool(message.params["endorsement"] == endorsement.id)
