"""Finding meetings."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting, MeetingDocument, MeetingKind
from dialoog.web.paging import COUNTED_TO, Page

# A meeting without a day is still to be planned: it stands above all others.
_UNPLANNED = date(9999, 12, 31)


def by_slug(session: Session, slug: str) -> Meeting:
    """The meeting at an address, with its topics. Raises NotFound."""
    query = select(Meeting).where(Meeting.slug == slug).options(selectinload(Meeting.topics))
    meeting = session.scalar(query)
    if meeting is None:
        raise NotFound(_("Er is geen bijeenkomst met het adres '%(slug)s'.", slug=slug[:80]))
    return meeting


def all_meetings() -> Select[Meeting]:
    """Every meeting; the caller orders and pages."""
    return select(Meeting)


def newest(session: Session, *, after: int | None, size: int) -> Page[Meeting]:
    """A page of meetings by the day they were or will be held, the last day first, after the one with a key.

    Two queries. An imported report of long ago does not come on top because it was imported today.
    """
    counted = select(Meeting.id).limit(COUNTED_TO + 1).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    query = all_meetings().order_by(_day().desc(), Meeting.id.desc()).limit(size + 1)
    if after is not None:
        reached = select(_day()).where(Meeting.id == after).scalar_subquery()
        query = query.where(or_(_day() < reached, and_(_day() == reached, Meeting.id < after)))
    rows = list(session.scalars(query))
    more, rows = len(rows) > size, rows[:size]
    return Page(rows, next_key=rows[-1].id if more else None, total=total if total <= COUNTED_TO else None)


def broad_in(session: Session, year: int) -> int:
    """How many broad meetings are held in a year (R86); those that were called off do not count. One query."""
    query = select(func.count()).where(
        Meeting.kind == MeetingKind.BROAD,
        Meeting.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        Meeting.cancelled_at.is_(None),
    )
    return session.scalar(query) or 0


def documents_of(session: Session, meeting: Meeting) -> list[MeetingDocument]:
    """The files kept with a meeting, newest first."""
    query = select(MeetingDocument).where(MeetingDocument.meeting_id == meeting.id)
    return list(session.scalars(query.order_by(MeetingDocument.id.desc())))


def document(session: Session, meeting: Meeting, key: int) -> MeetingDocument:
    """One file of a meeting. Raises NotFound."""
    query = select(MeetingDocument).where(MeetingDocument.id == key, MeetingDocument.meeting_id == meeting.id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("Dit bestand hoort niet bij deze bijeenkomst."))
    return found


def _day() -> ColumnElement[date]:
    return func.coalesce(Meeting.held_on, literal(_UNPLANNED, Date))
