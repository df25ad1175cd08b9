"""Lists paged by key (`?na=`, `?aantal=`) with a count that is exact to 1,000 (interface.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dialoog.errors import RuleViolation

DEFAULT_SIZE = 20
MOST = 100
COUNTED_TO = 1000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows, the key for the next page (None on the last), and how many there are in all.

    `total` is None when there are more than 1,000.
    """

    rows: Sequence[Row]
    next_key: int | None
    total: int | None


def asked_page() -> tuple[int | None, int]:
    """The `na` and `aantal` of the request. Raises RuleViolation for values that are no such numbers."""
    after, size = request.args.get("na"), request.args.get("aantal", str(DEFAULT_SIZE))
    if after is not None and not (after.isdecimal() and len(after) < 18):
        raise RuleViolation("'na' hoort een getal te zijn uit de vorige pagina.")
    if not (size.isdecimal() and len(size) < 18 and 1 <= int(size) <= MOST):
        raise RuleViolation("'aantal' hoort een getal te zijn van 1 tot en met 100.")
    return (int(after) if after is not None else None), int(size)


def page_by_key(
    session: Session, query: Select[Row], key: InstrumentedAttribute[int], *, after: int | None, size: int
) -> Page[Row]:
    """The page of `query` (filters only, no order) after a key, newest (highest key) first. Two queries.

    Give `query` one entity; its rows are that entity.
    """
    wanted = query.order_by(key.desc())
    if after is not None:
        wanted = wanted.where(key < after)
    return _page(session, query, wanted, key, size)


def page_by_day(
    session: Session,
    query: Select[Row],
    day: InstrumentedAttribute[Any],
    key: InstrumentedAttribute[int],
    *,
    after: int | None,
    size: int,
    newest_first: bool = False,
) -> Page[Row]:
    """As `page_by_key`, in the order of a day or moment and, within it, of the key. Two queries."""
    order = (day.desc(), key.desc()) if newest_first else (day, key)
    wanted = query.order_by(*order)
    if after is not None:
        of_last = select(day).where(key == after).scalar_subquery()
        beyond = (day < of_last, key < after) if newest_first else (day > of_last, key > after)
        wanted = wanted.where(or_(beyond[0], and_(day == of_last, beyond[1])))
    return _page(session, query, wanted, key, size)


def _page(
    session: Session, query: Select[Row], wanted: Select[Row], key: InstrumentedAttribute[int], size: int
) -> Page[Row]:
    some = query.with_only_columns(key).order_by(None).limit(COUNTED_TO + 1).subquery()
    counted = session.scalar(select(func.count()).select_from(some))
    rows = list(session.scalars(wanted.limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size]
    return Page(
        rows,
        next_key=getattr(rows[-1], str(key.key)) if more else None,
        total=counted if counted is not None and counted <= COUNTED_TO else None,
    )
