"""A database in one transaction: many commits, each with its own head of the log, stored together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import sessionmaker

from dialoog.db import Database, WorkSession


class Whole(Database):
    """A Database whose sessions commit into one outer transaction on one connection."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.url = database.url
        self.engine = database.engine
        self._connection = connection
        make = sessionmaker(
            connection, class_=WorkSession, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        self._writing = self._reading = make

    def glance(self, statement: str) -> Any:
        """As of a Database, in the outer transaction."""
        return self._connection.exec_driver_sql(statement).scalar()

    def dispose(self) -> None:
        """Leave the connections to the database this one is part of."""


@contextmanager
def whole(database: Database) -> Iterator[Database]:
    """Yield the database; what is committed in it is stored when the block ends well, and undone when it does not."""
    with database.engine.connect() as connection, connection.begin():
        yield Whole(database, connection)
