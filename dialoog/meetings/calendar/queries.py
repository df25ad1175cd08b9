"""Which meetings stand in which calendar, and who expects to come."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.errors import NotFound
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership
from dialoog.permissions import Body

# A feed looks a year back, and holds no more than any calendar takes in.
LOOKS_BACK = timedelta(days=366)
MOST = 1000


def public(session: Session) -> Sequence[Meeting]:
    """Every meeting with a day, from a year ago on, the last one first."""
    return session.scalars(_lately()).all()


def of_body(session: Session, body: Body) -> Sequence[Meeting]:
    """The meetings of a body, as `public`."""
    kind, key = body
    return session.scalars(_lately().where(Meeting.body_kind == kind, Meeting.body_id == key)).all()


def of_person(session: Session, person_id: int) -> Sequence[Meeting]:
    """The meetings somebody is or was invited to, and those of the bodies they sit in on that day, as `public`."""
    return session.scalars(_lately().where(or_(_invited(person_id), _seated(person_id)))).all()


def _lately() -> Select[Meeting]:
    since = clock.today() - LOOKS_BACK
    query = select(Meeting).where(Meeting.held_on.is_not(None), Meeting.held_on >= since)
    return query.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST)


def _invited(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        MeetingInvitation.meeting_id == Meeting.id,
        MeetingInvitation.person_id == person_id,
        MeetingInvitation.ended_at.is_(None),
    )


def _seated(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Membership.person_id == person_id,
        Membership.body_kind == Meeting.body_kind,
        Membership.body_id == Meeting.body_id,
        Membership.since <= Meeting.held_on,
        or_(Membership.until.is_(None), Membership.until > Meeting.held_on),
    )


def invitations_of(session: Session, person_id: int) -> Sequence[MeetingInvitation]:
    """What somebody is invited to and still lies ahead, the first one first. One query."""
    query = (
        select(MeetingInvitation)
        .join(Meeting, and_(Meeting.id == MeetingInvitation.meeting_id, Meeting.cancelled_at.is_(None)))
        .where(MeetingInvitation.person_id == person_id, MeetingInvitation.ended_at.is_(None))
        .where(Meeting.begins_at > clock.now())
        .options(joinedload(MeetingInvitation.meeting))
        .order_by(Meeting.begins_at, Meeting.id)
    )
    return session.scalars(query).all()


def earlier_invitations_of(session: Session, person_id: int) -> Sequence[MeetingInvitation]:
    """What else we keep of whom we invited: what is over, called off, or not for them any more. One query."""
    over = or_(
        Meeting.begins_at <= clock.now(), Meeting.cancelled_at.is_not(None), MeetingInvitation.ended_at.is_not(None)
    )
    query = (
        select(MeetingInvitation)
        .join(MeetingInvitation.meeting)
        .where(MeetingInvitation.person_id == person_id, over)
        .options(joinedload(MeetingInvitation.meeting))
        .order_by(Meeting.begins_at.desc(), Meeting.id.desc())
        .limit(MOST)
    )
    return session.scalars(query).all()


def invitation(session: Session, key: int, person_id: int) -> MeetingInvitation:
    """One invitation of somebody's own. Raises NotFound."""
    found = session.get(MeetingInvitation, key, options=[joinedload(MeetingInvitation.meeting)])
    if found is None or found.person_id != person_id or found.ended_at is not None:
        raise NotFound
    return found


def counted(invited: Sequence[MeetingInvitation]) -> dict[Reply | None, int]:
    """How many come, come not, do not know yet, and did not say."""
    counts = Counter(one.reply for one in invited)
    return {reply: counts[reply] for reply in (*Reply, None)}
