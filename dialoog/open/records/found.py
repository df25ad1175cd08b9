"""A page of records, found in two steps: the keys that fit, then everything about those keys."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.web.paging import COUNTED_TO

Record = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]
HIGHEST = 2**63 - 1


@dataclass(frozen=True)
class Found:
    """One page: its records, the key for the next page (None on the last), the total (None above 1,000)."""

    records: list[Record]
    next_key: int | None
    total: int | None


@dataclass(frozen=True)
class Keys:
    """As `Found`, with keys in the place of records."""

    keys: list[int]
    next_key: int | None
    total: int | None

    def found(self, records: Mapping[int, Record]) -> Found:
        """The page with the record of each key, in the order of the keys."""
        return Found([records[key] for key in self.keys], self.next_key, self.total)


class Questions:
    """The statements that find keys, one for each choice of filters, put together when they are first asked.

    To put one together takes longer than asking it. `build` gives the filters as a query, without order.
    """

    def __init__(self, key: InstrumentedAttribute[int], most: int = 500) -> None:
        self._key = key
        self._most = most
        self._known: dict[Hashable, Select[Any]] = {}

    def keys(
        self, session: Session, filters: Hashable, build: Callable[[], Select[Any]], *, after: int | None, size: int
    ) -> Keys:
        """The keys that fit after a key, the highest first. One query, two past the end."""
        # What is late changes with the day, how words are searched with the database.
        known_by = (filters, clock.today(), session.get_bind().dialect.name)
        query = self._known.get(known_by)
        if query is None:
            query = self._known[known_by] = self._put_together(build())
            if len(self._known) > self._most:
                self._known = {known_by: query}
        last = after if after is not None else HIGHEST
        rows = session.connection().execute(query, {"after": last, "most": size + 1}).all()
        if not rows and after is not None:
            return Keys([], None, self.keys(session, filters, build, after=None, size=1).total)
        total = rows[0][1] if rows else 0
        found = [row[0] for row in rows[:size]]
        more = len(rows) > size
        return Keys(found, next_key=found[-1] if more else None, total=total if total <= COUNTED_TO else None)

    def _put_together(self, filtered: Select[Any]) -> Select[Any]:
        narrowed = filtered.with_only_columns(self._key)
        counted = select(func.count()).select_from(narrowed.limit(COUNTED_TO + 1).subquery()).scalar_subquery()
        page = narrowed.add_columns(counted).where(self._key < bindparam("after", type_=BigInteger))
        return page.order_by(self._key.desc()).limit(bindparam("most", type_=Integer))


def must_exist(session: Session, name: str, slug: str, column: InstrumentedAttribute[str]) -> None:
    """Raise RuleViolation for a filter that names nothing: to find nothing would look like an answer."""
    if slug and session.scalar(select(column).where(column == slug)) is None:
        message = _("Het filter '%(name)s' kent de waarde '%(value)s' niet.", name=name, value=slug[:40])
        raise RuleViolation(message, field=name)
