"""Pages of the list of contributions, each in one statement.

A statement is put together once for each set of filters: to have SQLAlchemy put it together, and look through it to
know it again, would take as long as everything else of the page.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from dialoog import search
from dialoog.contributions.models import Contribution, Look, Outcome, PointKind, ShownAs
from dialoog.contributions.queries import Filters, asked, narrowed
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Organisation, Theme
from dialoog.web.kept import kept
from dialoog.web.paging import COUNTED_TO, Page

AnyRow = Row[*tuple[Any, ...]]


class Listed(NamedTuple):
    """What a row of a list shows of a contribution, and what decides whether it may."""

    id: int
    number: str
    public_text: str
    status: str
    level: Level
    look: Look
    unit_id: int | None
    meeting_id: int | None
    kind: PointKind
    outcome: Outcome | None
    answer_due: date | None
    received_at: datetime
    shown_as: ShownAs
    shown_sector: str
    said_by_name: str | None
    party: str | None
    theme: str | None
    meeting: str | None


AnySelect = Select[*tuple[Any, ...]]

COLUMNS: AnySelect = (
    select(
        Contribution.id,
        Contribution.number,
        Contribution.public_text,
        Contribution.status,
        Contribution.level,
        Contribution.look,
        Contribution.unit_id,
        Contribution.meeting_id,
        Contribution.kind,
        Contribution.outcome,
        Contribution.answer_due,
        Contribution.received_at,
        Contribution.shown_as,
        Contribution.shown_sector,
        Contribution.said_by_name,
        Organisation.name.label("party"),
        Theme.name.label("theme"),
        Meeting.title.label("meeting"),
    )
    .select_from(Contribution)
    .outerjoin(Theme, Theme.id == Contribution.theme_id)
    .outerjoin(Meeting, Meeting.id == Contribution.meeting_id)
    .outerjoin(Organisation, Organisation.id == Contribution.said_by_organisation_id)
)


def page_of(session: Session, columns: AnySelect, filters: Filters, *, after: int | None, size: int) -> Page[AnyRow]:
    """A page of the list, newest first, with these columns (`id` among them; a constant of the module that asks).

    One query, and one to count unless that was done before.
    """
    dialect = session.get_bind().dialect.name
    values = asked(filters)
    if "q" in values:
        values["q"] = search.expression(dialect, values["q"])
        if not values["q"]:
            return Page([], None, 0)
    names = frozenset(values)
    statement = _page(dialect, columns, names, further=after is not None)
    rows = session.connection().execute(statement, values | {"after": after, "most": size + 1}).all()
    more = len(rows) > size
    rows = rows[:size]
    # Kept for the pages that follow: to count takes longer than to read a page.
    counted = kept(("count", dialect, *sorted(values.items())), lambda: _count(session, dialect, names, values))
    return Page(rows, rows[-1].id if more else None, counted if counted <= COUNTED_TO else None)


def listed_page(session: Session, filters: Filters, *, after: int | None, size: int) -> Page[Listed]:
    """A page of the list as its rows show it."""
    page = page_of(session, COLUMNS, filters, after=after, size=size)
    return Page([Listed(*row) for row in page.rows], page.next_key, page.total)


def _count(session: Session, dialect: str, names: frozenset[str], values: dict[str, Any]) -> int:
    return session.connection().execute(_counting(dialect, names), values).scalar_one()


@lru_cache(maxsize=1024)
def _page(dialect: str, columns: AnySelect, names: frozenset[str], *, further: bool) -> AnySelect:
    key = search.key(dialect, Contribution) if "q" in names else Contribution.id
    keys = _narrowed(dialect, names).with_only_columns(key)
    if further:
        keys = keys.where(key < bindparam("after"))
    # The ids are found first, in indexes alone; only the rows of the page itself are read.
    ids = keys.order_by(key.desc()).limit(bindparam("most"))
    return columns.where(Contribution.id.in_(ids)).order_by(Contribution.id.desc())


@lru_cache(maxsize=1024)
def _counting(dialect: str, names: frozenset[str]) -> Select[int]:
    some = _narrowed(dialect, names).with_only_columns(Contribution.id).limit(COUNTED_TO + 1)
    return select(func.count()).select_from(some.subquery())


def _narrowed(dialect: str, names: frozenset[str]) -> AnySelect:
    return narrowed(dialect, select(Contribution), {name: bindparam(name) for name in names})
