"""Rows that several processes work on: added once, claimed by one worker at a time (SQLite and PostgreSQL).

What differs between the databases stands here and nowhere else.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dialoog.db import Base

Row = TypeVar("Row", bound=Base)


def insert_once(session: Session, model: type[Row], values: dict[str, Any], *, unique: Sequence[str]) -> Row | None:
    """Insert a row, or give None when there is one with the same unique columns (of another transaction too)."""
    insert: sqlite.Insert | postgresql.Insert
    insert = sqlite.insert(model) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(model)
    statement = insert.values(**values).on_conflict_do_nothing(index_elements=unique).returning(model)
    return session.scalars(statement).one_or_none()
