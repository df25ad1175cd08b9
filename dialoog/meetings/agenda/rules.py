"""What stands on an agenda: added, ordered, proposed, and the fixed questions answered (M4, R95, R103, R108, R112)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.db import Json
from dialoog.errors import RuleViolation
from dialoog.meetings.agenda.models import (
    AgendaItem,
    Decision,
    ItemAnswer,
    ItemKind,
    ItemState,
    Paper,
    Phase,
    Question,
)
from dialoog.meetings.agenda.queries import earlier, items
from dialoog.meetings.models import Meeting
from dialoog.meetings.rules import slug_of
from dialoog.permissions import Actor

LONGEST_ITEM = 600
# So many proposals of one member may wait at one meeting.
MOST_PROPOSED = 10


class Outdated(RuleViolation):
    """Somebody else changed the same thing meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("Iemand anders veranderde dit intussen. Kijk na wat er nu staat en bewaar dan opnieuw."))


@dataclass(frozen=True)
class ItemDetails:
    """What is said of an item."""

    title: str
    minutes: int
    kind: ItemKind = ItemKind.DISCUSS
    purpose: str = ""
    host: str = ""
    phase: Phase | None = None
    decides: str = ""
    standing: bool = False


def add_item(session: Session, meeting: Meeting, details: ItemDetails, *, actor: Actor) -> AgendaItem:
    """Put an item at the end. Raises RuleViolation for one without a title, or a time that cannot be."""
    _check(details)
    made = AgendaItem(
        meeting_id=meeting.id, position=_next_position(session, meeting), created_at=clock.now(), state=ItemState.ON
    )
    _fill(made, details)
    session.add(made)
    session.flush()
    _note(session, meeting, "agenda.added", actor, {"item": made.id})
    return made


def propose(session: Session, meeting: Meeting, details: ItemDetails, *, actor: Actor) -> AgendaItem:
    """A member puts something forward (R112); secretariat or chair say whether it comes on the agenda.

    Raises RuleViolation as `add_item`, for a meeting that is over or called off, and for a member of whom very many
    wait already.
    """
    if not takes_proposals(meeting):
        raise RuleViolation(_("Deze bijeenkomst is voorbij of gaat niet door. Stel het voor bij de volgende."))
    mine = select(func.count()).where(
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.proposed_by_id == actor.person_id,
        AgendaItem.state == ItemState.PROPOSED,
    )
    if (session.scalar(mine) or 0) >= MOST_PROPOSED:
        raise RuleViolation(_("Er wachten al veel voorstellen van u. Wacht tot daarover is besloten."))
    made = add_item(session, meeting, details, actor=actor)
    made.state, made.proposed_by_id = ItemState.PROPOSED, actor.person_id
    session.flush()
    return made


def takes_proposals(meeting: Meeting) -> bool:
    """Whether members can put something forward: it is still to be held."""
    return meeting.cancelled_at is None and (meeting.held_on is None or meeting.held_on >= clock.today())


def take(session: Session, meeting: Meeting, item: AgendaItem, *, actor: Actor) -> None:
    """Put what a member proposed on the agenda, at its end. Raises RuleViolation for what waits no longer."""
    _waiting(item)
    item.state, item.position = ItemState.ON, _next_position(session, meeting)
    item.edit += 1
    _note(session, meeting, "agenda.taken", actor, {"item": item.id})


def refuse(session: Session, meeting: Meeting, item: AgendaItem, reason: str, *, actor: Actor) -> None:
    """Do not take a proposal, and say why. Raises RuleViolation without a reason."""
    _waiting(item)
    if not reason.strip():
        raise RuleViolation(_("Zeg waarom dit niet op de agenda komt."), field="reason")
    item.state, item.refusal = ItemState.REFUSED, reason.strip()
    item.edit += 1
    _note(session, meeting, "agenda.refused", actor, {"item": item.id})


def change_item(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    details: ItemDetails,
    answers: Mapping[Question, str],
    *,
    edit: int,
    actor: Actor,
) -> None:
    """Change an item and what the table said to its fixed questions.

    Raises Outdated when somebody changed it since `edit`, RuleViolation as `add_item`.
    """
    if session.scalar(select(AgendaItem.edit).where(AgendaItem.id == item.id).with_for_update()) != edit:
        raise Outdated
    _check(details)
    _fill(item, details)
    _answer(item, answers if details.standing else {})
    item.edit += 1
    session.flush()
    _note(session, meeting, "agenda.changed", actor, {"item": item.id})


def move(session: Session, meeting: Meeting, item: AgendaItem, *, up: bool, actor: Actor) -> None:
    """One place up or down; at the end of the list nothing happens."""
    _take_turn(session, meeting)
    order = list(items(session, meeting))
    if item not in order:
        return
    at = order.index(item)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for n, one in enumerate(order, start=1):
        one.position = n
    session.flush()
    _note(session, meeting, "agenda.moved", actor, {"item": item.id})


def remove(session: Session, meeting: Meeting, item: AgendaItem, *, actor: Actor) -> None:
    """Take an item off. Raises RuleViolation where papers or decisions hang on it."""
    for kept in (Paper, Decision):
        if session.scalar(select(kept.id).where(kept.item_id == item.id).limit(1)) is not None:
            raise RuleViolation(_("Bij dit punt horen stukken of besluiten. Het kan niet meer weg."))
    key = item.id
    session.delete(item)
    session.flush()
    _note(session, meeting, "agenda.removed", actor, {"item": key})


def copy_standing(session: Session, meeting: Meeting, *, actor: Actor) -> int:
    """Put the standing items of the last meeting on this agenda, without their answers; how many were new."""
    before = earlier(session, meeting, 1)
    if not before:
        return 0
    there = {one.standing for one in items(session, meeting)}
    wanted = [one for one in items(session, before[0]) if one.standing and one.standing not in there]
    for one in wanted:
        known = {name: getattr(one, name) for name in ("title", "minutes", "kind", "purpose", "host", "phase")}
        add_item(session, meeting, ItemDetails(**known, decides=one.decides, standing=True), actor=actor)
    return len(wanted)


def _fill(item: AgendaItem, details: ItemDetails) -> None:
    item.title, item.purpose, item.host = details.title.strip(), details.purpose, details.host
    item.minutes, item.kind, item.phase, item.decides = details.minutes, details.kind, details.phase, details.decides
    # Once an item has its name as a standing one it keeps it, whatever it is called later.
    item.standing = (item.standing or slug_of(details.title)) if details.standing else None


def _answer(item: AgendaItem, answers: Mapping[Question, str]) -> None:
    known = {one.question: one for one in item.answers}
    for question, text in answers.items():
        if question in known and text:
            known[question].text = text
        elif question in known:
            item.answers.remove(known[question])
        elif text:
            item.answers.append(ItemAnswer(question=question, text=text))


def _check(details: ItemDetails) -> None:
    if not details.title.strip():
        raise RuleViolation(_("Geef het agendapunt een naam."), field="title")
    if not 1 <= details.minutes <= LONGEST_ITEM:
        raise RuleViolation(_("Vul in hoeveel minuten het punt duurt, ten hoogste 600."), field="minutes")


def _waiting(item: AgendaItem) -> None:
    if item.state is not ItemState.PROPOSED:
        raise RuleViolation(_("Over dit voorstel is al besloten."))


def _next_position(session: Session, meeting: Meeting) -> int:
    _take_turn(session, meeting)
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    return (last or 0) + 1


def _take_turn(session: Session, meeting: Meeting) -> None:
    """Whoever else orders this agenda waits."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())


def _note(session: Session, meeting: Meeting, action: str, actor: Actor, detail: Json) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="bijeenkomst", subject_key=meeting.slug, detail=detail)
