"""Finding words: those on the page, and what staff decide on."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from dialoog.errors import NotFound
from dialoog.glossary.matching import Term
from dialoog.glossary.models import EntryState, GlossaryEntry

_ON_PAGE = (GlossaryEntry.state == EntryState.APPROVED, GlossaryEntry.improves_id.is_(None))
MOST_PROPOSALS = 50


def on_page(session: Session) -> tuple[Term, ...]:
    """The approved words, by their letters. One query."""
    query = select(
        GlossaryEntry.slug,
        GlossaryEntry.word,
        GlossaryEntry.other_forms,
        GlossaryEntry.plain_words,
        GlossaryEntry.meaning,
    ).where(*_ON_PAGE)
    rows = [Term(slug, *rest) for slug, *rest in session.execute(query).all() if slug is not None]
    return tuple(sorted(rows, key=lambda term: (term.word.casefold(), term.slug)))


def by_slug(session: Session, slug: str) -> GlossaryEntry | None:
    """The word on the page with this place there."""
    return session.scalar(select(GlossaryEntry).where(*_ON_PAGE, GlossaryEntry.slug == slug))


def entry(session: Session, key: int) -> GlossaryEntry:
    """An entry in any state, for staff. Raises NotFound."""
    found = session.get(GlossaryEntry, key)
    if found is None:
        raise NotFound(_("Dit begrip bestaat niet."))
    return found


def proposals(session: Session) -> Sequence[GlossaryEntry]:
    """What waits for a decision, the oldest first; the first 50."""
    query = select(GlossaryEntry).where(GlossaryEntry.state == EntryState.PROPOSED)
    return session.scalars(query.order_by(GlossaryEntry.id).limit(MOST_PROPOSALS)).all()


def decided(words: str) -> Select[GlossaryEntry]:
    """Everything that was decided on, narrowed to words; the caller orders and pages."""
    query = select(GlossaryEntry).where(GlossaryEntry.state != EntryState.PROPOSED)
    if words:
        columns = (GlossaryEntry.word, GlossaryEntry.other_forms, GlossaryEntry.meaning)
        query = query.where(or_(*(func.lower(c).contains(words.lower(), autoescape=True) for c in columns)))
    return query
