"""Finding meetings."""

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting


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
