"""Forgetting who held a seat; that the party held it, and when, stays (P2, P3)."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Delete, Select, delete, func, or_, select
from sqlalchemy.orm import Session, selectinload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.organisations.models import Membership, Part
from dialoog.permissions import SYSTEM, Actor
from dialoog.tables.models import BODY, HoldingState, SeatHolding, TableCandidate

# Who did not take a seat is forgotten so long after; who left one, a year later; candidates likewise.
NOT_TAKEN_KEPT = timedelta(days=30)
MEMBER_KEPT = timedelta(days=365)
CANDIDATE_KEPT = timedelta(days=365)
NOT_TAKEN = (HoldingState.DECLINED, HoldingState.EXPIRED)


def forget_old(session: Session) -> int:
    """P3: forget who was asked in vain, who left long ago, and who is no candidate any more; how many."""
    now, today = clock.now(), clock.today()
    asked = SeatHolding.state.in_(NOT_TAKEN), SeatHolding.expires_at <= now - NOT_TAKEN_KEPT
    left = SeatHolding.state == HoldingState.ENDED, SeatHolding.until <= today - MEMBER_KEPT
    known = or_(SeatHolding.person_id.is_not(None), SeatHolding.email.is_not(None), SeatHolding.name != "")
    found = [
        *session.scalars(_with_needs().where(*asked, known)),
        *session.scalars(_with_needs().where(*left, known)),
    ]
    _forget(session, found)
    led = session.execute(_led_long_ago().returning(Membership.id)).all()
    old = TableCandidate.added_at <= now - CANDIDATE_KEPT
    candidates = session.scalar(select(func.count(TableCandidate.id)).where(old)) or 0
    session.execute(delete(TableCandidate).where(old))
    if found or candidates or led:
        detail = {"holdings": len(found), "candidates": candidates, "led": len(led)}
        audit.note(session, actor=SYSTEM, action="tables.forgotten", detail=detail)
    session.flush()
    return len(found) + candidates + len(led)


def _led_long_ago() -> Delete:
    """Who chaired a table or was its contact person, and stopped long ago."""
    of_tables = Membership.body_kind == BODY, Membership.part.in_((Part.CHAIR, Part.CONTACT))
    return delete(Membership).where(*of_tables, Membership.until <= clock.today() - MEMBER_KEPT)


def forget_person(session: Session, person_id: int, *, actor: Actor) -> int:
    """P2: forget somebody in every seat they left; of how many. A seat they hold must be ended first."""
    ended = SeatHolding.person_id == person_id, SeatHolding.state == HoldingState.ENDED
    found = list(session.scalars(_with_needs().where(*ended)))
    _forget(session, found)
    if found:
        audit.note(session, actor=actor, action="tables.person-forgotten", detail={"holdings": len(found)})
    session.flush()
    return len(found)


def _with_needs() -> Select[SeatHolding]:
    whole = selectinload(SeatHolding.needs), selectinload(SeatHolding.membership)
    return select(SeatHolding).options(*whole).order_by(SeatHolding.id)


def _forget(session: Session, holdings: Iterable[SeatHolding]) -> None:
    for one in holdings:
        membership, one.membership = one.membership, None
        one.person_id, one.email, one.name = None, None, ""
        one.commitment, one.end_reason, one.needs = "", "", []
        session.flush()
        if membership is not None:
            session.delete(membership)
    session.flush()
