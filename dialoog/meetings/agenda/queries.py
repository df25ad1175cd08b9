"""Reading what a meeting is about and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.errors import NotFound
from dialoog.meetings.agenda.models import (
    AgendaItem,
    Decision,
    ItemState,
    Paper,
    PaperVersion,
    Presence,
    PresenceKind,
)
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Organisation, Part

# So many meetings back a standing item and presence are looked at.
LOOKED_BACK = 6
# As what people are counted when it is noted who was there.
COUNTED = (Part.CHAIR, Part.MEMBER, Part.STAND_IN)


def items(session: Session, meeting: Meeting, *, state: ItemState = ItemState.ON) -> Sequence[AgendaItem]:
    """The items of a meeting in their order, with answers and who proposed them. Two queries."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.state == state)
    query = query.options(selectinload(AgendaItem.answers), joinedload(AgendaItem.proposed_by))
    return session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)).all()


def item(session: Session, meeting: Meeting, key: int) -> AgendaItem:
    """One item of a meeting. Raises NotFound."""
    query = select(AgendaItem).where(AgendaItem.id == key, AgendaItem.meeting_id == meeting.id)
    found = session.scalar(query.options(selectinload(AgendaItem.answers), joinedload(AgendaItem.proposed_by)))
    if found is None:
        raise NotFound(_("Dit agendapunt hoort niet bij deze bijeenkomst."))
    return found


def begins(meeting: Meeting, listed: Iterable[AgendaItem]) -> dict[int, datetime]:
    """When each item begins, by its id: they follow each other from the start of the meeting. Empty without a start."""
    found: dict[int, datetime] = {}
    at = meeting.begins_at
    for one in listed:
        if at is not None:
            found[one.id] = at
            at += timedelta(minutes=one.minutes)
    return found


def earlier(session: Session, meeting: Meeting, most: int = LOOKED_BACK) -> Sequence[Meeting]:
    """The meetings of the same body before this one, the last first; cancelled ones never. None without a body."""
    if meeting.body_kind is None:
        return []
    query = select(Meeting).where(
        Meeting.body_kind == meeting.body_kind,
        Meeting.body_id == meeting.body_id,
        Meeting.id != meeting.id,
        Meeting.cancelled_at.is_(None),
        Meeting.held_on.is_not(None),
    )
    if meeting.held_on is not None:
        query = query.where(
            or_(Meeting.held_on < meeting.held_on, (Meeting.held_on == meeting.held_on) & (Meeting.id < meeting.id))
        )
    return session.scalars(query.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(most)).all()


def same_item_before(session: Session, meeting: Meeting, standing: str) -> Sequence[tuple[Meeting, AgendaItem]]:
    """A standing item at earlier meetings of the body, the last first, with its answers."""
    before = {one.id: one for one in earlier(session, meeting)}
    query = select(AgendaItem).where(
        AgendaItem.meeting_id.in_(before), AgendaItem.standing == standing, AgendaItem.state == ItemState.ON
    )
    found = {one.meeting_id: one for one in session.scalars(query.options(selectinload(AgendaItem.answers)))}
    return [(one, found[one.id]) for one in before.values() if one.id in found]


def papers(session: Session, meeting: Meeting, *, public_only: bool) -> Sequence[Paper]:
    """The papers of a meeting with all versions. Two queries."""
    query = select(Paper).where(Paper.meeting_id == meeting.id)
    if public_only:
        query = query.where(Paper.public)
    return session.scalars(query.options(selectinload(Paper.versions)).order_by(Paper.id)).all()


def paper(session: Session, meeting: Meeting, key: int) -> Paper:
    """One paper of a meeting. Raises NotFound."""
    found = session.scalar(
        select(Paper).where(Paper.id == key, Paper.meeting_id == meeting.id).options(selectinload(Paper.versions))
    )
    if found is None:
        raise NotFound(_("Dit stuk hoort niet bij deze bijeenkomst."))
    return found


def paper_version(found: Paper, n: int) -> PaperVersion:
    """One version of a paper. Raises NotFound."""
    for version in found.versions:
        if version.n == n:
            return version
    raise NotFound(_("Deze versie is er niet."))


def decisions(session: Session, meeting: Meeting) -> Sequence[Decision]:
    """What was decided at a meeting, with the item it is about."""
    query = select(Decision).where(Decision.meeting_id == meeting.id).options(joinedload(Decision.item))
    return session.scalars(query.order_by(Decision.id)).all()


def decision(session: Session, meeting: Meeting, key: int) -> Decision:
    """One decision of a meeting. Raises NotFound."""
    found = session.scalar(select(Decision).where(Decision.id == key, Decision.meeting_id == meeting.id))
    if found is None:
        raise NotFound(_("Dit besluit hoort niet bij deze bijeenkomst."))
    return found


def seated(session: Session, meeting: Meeting) -> Sequence[Membership]:
    """Who sat in the body on the day of the meeting, with person and party: chair, members, stand-ins."""
    if meeting.body_kind is None or meeting.held_on is None:
        return []
    day = meeting.held_on
    query = select(Membership).where(
        Membership.body_kind == meeting.body_kind,
        Membership.body_id == meeting.body_id,
        Membership.part.in_(COUNTED),
        Membership.since <= day,
        or_(Membership.until.is_(None), Membership.until > day),
    )
    found = session.scalars(query.options(joinedload(Membership.person), joinedload(Membership.organisation))).all()
    return sorted(found, key=lambda one: (COUNTED.index(one.part), _party(one), one.id))


def presence(session: Session, meeting_ids: Iterable[int]) -> dict[tuple[int, int], PresenceKind]:
    """What was noted, by meeting and membership. One query."""
    query = select(Presence.meeting_id, Presence.membership_id, Presence.kind)
    rows = session.execute(query.where(Presence.meeting_id.in_(list(meeting_ids)))).all()
    return {(meeting_id, member): kind for meeting_id, member, kind in rows if member is not None}


@dataclass(frozen=True)
class Attendance:
    """Who was there, by party (T7). Of who sits for no party, only how many."""

    present: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    without_party: int = 0

    @property
    def noted(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.present or self.stand_in or self.excused or self.absent or self.without_party)


def attendance(session: Session, meeting: Meeting) -> Attendance:
    """Attendance by party. A party with anybody there was there, though others of it were not. One query."""
    query = (
        select(Organisation.name, Presence.kind, func.count())
        .select_from(Presence)
        .outerjoin(Organisation, Organisation.id == Presence.organisation_id)
        .where(Presence.meeting_id == meeting.id)
        .group_by(Organisation.name, Presence.kind)
    )
    best: dict[str, PresenceKind] = {}
    alone = 0
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(query).all()
    for name, kind, number in rows:
        if name is None:
            alone += number if kind in (PresenceKind.PRESENT, PresenceKind.STAND_IN) else 0
        elif name not in best or _ORDER.index(kind) < _ORDER.index(best[name]):
            best[name] = kind
    by_kind = {kind: tuple(sorted(name for name, was in best.items() if was is kind)) for kind in PresenceKind}
    return Attendance(
        present=by_kind[PresenceKind.PRESENT],
        stand_in=by_kind[PresenceKind.STAND_IN],
        excused=by_kind[PresenceKind.EXCUSED],
        absent=by_kind[PresenceKind.ABSENT],
        without_party=alone,
    )


_ORDER = list(PresenceKind)


def _party(one: Membership) -> str:
    return one.organisation.name.lower() if one.organisation else ""


def proposed_by(session: Session, meeting: Meeting, person_id: int | None) -> Sequence[AgendaItem]:
    """What somebody put forward for a meeting, in order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.proposed_by_id == person_id)
    return session.scalars(query.order_by(AgendaItem.id)).all()
