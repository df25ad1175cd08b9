"""Forgetting who acted for a party; that the party backs a contribution stays (P2, P3)."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.forgetting import ADDRESS_KEPT, FINISHED, FINISHING
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.endorsements.rules import ASK_MAIL, CONFIRMED_MAIL, NEWS_MAIL, STANDING
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.permissions import SYSTEM
from dialoog.register.models import Event


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
    """The contact goes, also from the mails about it; what waits to be sent is not sent."""
    for one in endorsements:
        if one.email:
            mails = update(OutboxMessage).where(
                OutboxMessage.kind.in_((ASK_MAIL, CONFIRMED_MAIL, NEWS_MAIL)),
                OutboxMessage.subject_id == one.contribution_id,
                OutboxMessage.to_address == one.email,
            )
            waits = OutboxMessage.state.in_((MailState.WAITING, MailState.DEAD))
            session.execute(mails.where(waits).values(state=MailState.SKIPPED, last_error=None))
            session.execute(mails.values(to_address=None))
        one.contact_name, one.email, one.links = "", None, {}
