"""Finding uploaded reports and what was stored of them."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dialoog.contributions.models import Contribution, ReportImport
from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting


def import_by_id(session: Session, key: int) -> ReportImport:
    """An uploaded report with its meeting and file. Raises NotFound."""
    query = (
        select(ReportImport)
        .where(ReportImport.id == key)
        .options(joinedload(ReportImport.meeting), joinedload(ReportImport.document))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("Dit verslag is er niet."))
    return found


def imports_of(session: Session, meeting: Meeting) -> list[ReportImport]:
    """The reports uploaded at a meeting, newest first."""
    query = select(ReportImport).where(ReportImport.meeting_id == meeting.id).options(joinedload(ReportImport.document))
    return list(session.scalars(query.order_by(ReportImport.id.desc())))


def stored_of(session: Session, report_import: ReportImport) -> list[Contribution]:
    """What was stored of a report, in its order, with topics."""
    query = (
        select(Contribution).where(Contribution.import_id == report_import.id).options(joinedload(Contribution.topic))
    )
    return list(session.scalars(query.order_by(Contribution.id)))


def numbers_of(session: Session, report_import: ReportImport) -> tuple[str, str] | None:
    """The first and last number that the points of a report got; None if none is stored."""
    mine = Contribution.import_id == report_import.id
    ends = (select(pick(Contribution.id)).where(mine).scalar_subquery() for pick in (func.min, func.max))
    numbers = session.scalars(
        select(Contribution.number).where(Contribution.id.in_(list(ends))).order_by(Contribution.id)
    ).all()
    return (numbers[0], numbers[-1]) if numbers else None
