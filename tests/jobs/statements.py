"""What a database is asked in a block, and which of it takes a lock to write."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from dialoog.db import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def writes(seen: list[str]) -> list[str]:
    """SQLite's plain BEGIN is a read: only BEGIN IMMEDIATE takes the lock."""
    return [text for text in seen if text != "BEGIN" and text.split()[0] not in ("SELECT", "PRAGMA")]
