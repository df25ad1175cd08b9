"""How many statements a block sends to the database, without those that only begin and end transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from dialoog.db import Database

WORK = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def counted_queries(of: Flask | Database) -> Iterator[list[str]]:
    """Yield the list that the statements of a database, or of an application's, are added to."""
    database: Database = of if isinstance(of, Database) else of.extensions["dialoog_database"]
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WORK):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
