"""Following up what members need to take part (T2, R82)."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import NotFound, RuleViolation
from dialoog.permissions import Actor
from dialoog.tables.models import DialogueTable, MemberNeed, SeatHolding


def need_of(session: Session, table: DialogueTable, key: int) -> MemberNeed:
    """A need of a member of this table. Raises NotFound."""
    found = session.scalar(
        select(MemberNeed)
        .where(MemberNeed.id == key)
        .options(joinedload(MemberNeed.holding).joinedload(SeatHolding.seat))
    )
    if found is None or found.holding.seat.table_id != table.id:
        raise NotFound
    return found


def follow_up(session: Session, need: MemberNeed, *, note: str, done: bool, actor: Actor) -> None:
    """Note what was done about a need, and whether that is enough. Raises RuleViolation for done without a note."""
    note = note.strip()
    if done and not note:
        raise RuleViolation(_("Schrijf wat u hebt geregeld."), field="note")
    need.note = note
    if done != (need.done_at is not None):
        need.done_at, need.done_by_id = (clock.now(), actor.person_id) if done else (None, None)
    action = "need.done" if done else "need.noted"
    audit.note(session, actor=actor, action=action, subject_kind="behoefte", subject_key=need.id)
    session.flush()
