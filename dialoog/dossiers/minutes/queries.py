"""Finding minutes, their revisions and comments, and what their writer needs at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dialoog.contributions.models import Contribution, ContributionState
from dialoog.contributions.queries import seen_by
from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesRevision
from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Organisation
from dialoog.permissions import Actor

MOST_POINTS = 200


def minutes_of(session: Session, meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, if they were begun."""
    query = select(Minutes).where(Minutes.meeting_id == meeting.id)
    return session.scalar(query.options(joinedload(Minutes.meeting)))


def begun(session: Session, meeting: Meeting) -> Minutes:
    """The minutes of a meeting. Raises NotFound before they are begun."""
    found = minutes_of(session, meeting)
    if found is None:
        raise NotFound(_("Van deze bijeenkomst zijn er nog geen notulen."))
    return found


def revision(session: Session, minutes: Minutes, n: int) -> MinutesRevision:
    """One text with who saved it. Raises NotFound."""
    query = select(MinutesRevision).where(MinutesRevision.minutes_id == minutes.id, MinutesRevision.n == n)
    found = session.scalar(query.options(joinedload(MinutesRevision.by)))
    if found is None:
        raise NotFound(_("Deze versie van de notulen is er niet."))
    return found


@dataclass(frozen=True)
class Told:
    """A revision in a list: its number, when, by whom, and with which it was merged."""

    n: int
    at: datetime
    by: str | None
    merged_with: int | None


def revisions(session: Session, minutes: Minutes, *, first: int = 1) -> list[Told]:
    """The revisions from a number on, the newest first, without their texts."""
    query = select(MinutesRevision).where(MinutesRevision.minutes_id == minutes.id, MinutesRevision.n >= first)
    found = session.scalars(query.options(joinedload(MinutesRevision.by)).order_by(MinutesRevision.n.desc()))
    return [Told(one.n, one.at, one.by.name if one.by else None, one.merged_with) for one in found]


def comments(session: Session, minutes: Minutes) -> Sequence[MinutesComment]:
    """What members said, with who they are, in order."""
    query = select(MinutesComment).where(MinutesComment.minutes_id == minutes.id)
    return session.scalars(query.options(joinedload(MinutesComment.person)).order_by(MinutesComment.id)).all()


def one_comment(session: Session, minutes: Minutes, key: int) -> MinutesComment:
    """One comment on these minutes. Raises NotFound."""
    query = select(MinutesComment).where(MinutesComment.id == key, MinutesComment.minutes_id == minutes.id)
    found = session.scalar(query.options(joinedload(MinutesComment.person)))
    if found is None:
        raise NotFound(_("Deze opmerking hoort niet bij deze notulen."))
    return found


def open_comments_of(session: Session, minutes: Minutes) -> int:
    """How many comments nobody handled yet."""
    query = select(func.count()).where(MinutesComment.minutes_id == minutes.id, MinutesComment.handled.is_(None))
    return session.scalar(query) or 0


def parties_of(session: Session, meeting: Meeting) -> dict[int, str]:
    """For which party each person of the body sits, by the id of the person."""
    query = (
        select(Membership.person_id, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.body_kind == meeting.body_kind, Membership.body_id == meeting.body_id)
    )
    return dict(session.execute(query.order_by(Membership.id)).all())


def points_at_hand(session: Session, meeting: Meeting, actor: Actor) -> Sequence[Contribution]:
    """What was brought in at the meeting and its writer may read, in the order of its numbers."""
    query = select(Contribution).where(
        Contribution.meeting_id == meeting.id, Contribution.status != ContributionState.WITHDRAWN, seen_by(actor)
    )
    query = query.options(joinedload(Contribution.topic))
    return session.scalars(query.order_by(Contribution.id).limit(MOST_POINTS)).all()
