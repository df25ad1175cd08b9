"""The database: base class of the models, column types, engines and sessions for SQLite and PostgreSQL.

A session is either for reading or for writing, decided before its first query: on SQLite a writing one
begins IMMEDIATE (a transaction that reads first and then writes fails at once when anyone committed between),
a reading one cannot write at all.
"""

import contextlib
import enum
import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from dialoog.turns import SharedTurn, Turns

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
# So many seconds a transaction waits until it may write.
BUSY = 30
# Each connection keeps 1 MB of pages; the system keeps the file, once for all.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -1000")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Refuses a time without a zone: it would be a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[enum.StrEnum], *, guarded: bool = True) -> Enum:
    """A column that holds the values (not the names) of a string enum, guarded by a check in the database.

    Not guarded: one that was added later, because SQLite adds no check to a table that has triggers.
    """
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=guarded,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


Key = Annotated[int, mapped_column(primary_key=True)]
Short = Annotated[str, mapped_column(String(200))]
Slug = Annotated[str, mapped_column(String(80), unique=True)]


class Base(DeclarativeBase):
    """Every model's parent. `shown_publicly` says that public pages show rows of this table (page cache)."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, Json: JSON}
    shown_publicly: ClassVar[bool] = False


class WorkSession(Session):
    """The session class of Dialoog: the register and the page cache hook on to its commits."""


class Database:
    """One engine with the two kinds of session."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        readonly = self.engine.execution_options(dialoog_read_only=True, **_readonly_options(self.engine))
        self._writing = sessionmaker(self.engine, class_=WorkSession, expire_on_commit=False)
        self._reading = sessionmaker(readonly, class_=WorkSession, expire_on_commit=False)
        self._glancing: deque[PoolProxiedConnection] = deque()

    def session(self, *, read_only: bool = False) -> WorkSession:
        """A new session; the caller closes it."""
        return self._reading() if read_only else self._writing()

    def glance(self, statement: str) -> Any:
        """The one value a statement reads, as committed now: outside any transaction, on a connection kept for this.

        A session, with its transaction, would cost many times the question. Raises DBAPIError.
        """
        try:
            connection = self._glancing.pop()
        except IndexError:
            connection = self._connection_for_glancing()
        try:
            cursor = connection.cursor()
            cursor.execute(statement)
            value = cursor.fetchone()
            cursor.close()
        except Exception as error:
            connection.invalidate(error)
            raise OperationalError(statement, None, error) from error
        self._glancing.append(connection)
        return value[0] if value else None

    def _connection_for_glancing(self) -> PoolProxiedConnection:
        connection = self.engine.raw_connection()
        if self.engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        return connection

    def dispose(self) -> None:
        """Close every connection that nobody uses now."""
        while self._glancing:
            self._glancing.pop().close()
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[WorkSession]:
        """A writing session that commits at the end of the block, or rolls back."""
        with self._writing() as session, session.begin():
            yield session


def count_again(session: Session) -> None:
    """Have SQLite look what its tables hold, by which it chooses indexes; PostgreSQL does so by itself.

    It looks at a part of each index, so that others wait less than a second for it.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA analysis_limit = 1000"))
        session.execute(text("ANALYZE"))


def _readonly_options(engine: Engine) -> dict[str, Any]:
    return {"postgresql_readonly": True} if engine.dialect.name == "postgresql" else {}


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, durable, foreign keys) or PostgreSQL (READ COMMITTED).

    Errors do not show what a statement was given: that may be personal data.
    """
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            isolation_level="READ COMMITTED",
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY, "check_same_thread": False})
    event.listen(engine, "do_connect", make_private)
    event.listen(engine, "connect", _prepare_sqlite)
    _take_turns(engine)
    return engine


def make_private(_dialect: Dialect, _record: object, arguments: list[Any], _named: Json) -> None:
    """Make the file of an embedded database before SQLite does: for nobody but ourselves to read, as its own files.

    A listener for `do_connect`. A file that is there keeps the rights somebody gave it.
    """
    with contextlib.suppress(OSError):  # it is there; or cannot be made, which SQLite says next
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself; _begin_sqlite does, in the right mode.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "cache_size = -1000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: Engine) -> None:
    """Begin transactions in their mode; those that write come one by one.

    SQLite has one writer at a time. Who finds it busy looks again after ever longer pauses, in which the database may
    be idle and newcomers go first: some waited for seconds (docs/benchmarks.md). So writers stand in line before it.
    """
    file = engine.url.database or ""
    turn = SharedTurn(Path(f"{file}-turn")) if file not in ("", ":memory:") else Turns()

    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("dialoog_read_only", False)
        if connection.info.get("reading") is not reading:
            connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
            connection.info["reading"] = reading
        if reading:
            # By the driver itself, because SQLAlchemy takes longer for it than for many a query; it waits for nobody.
            connection.connection.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
            return
        if not connection.info.get("has turn"):
            # Whoever waits in vain asks SQLite, which says what is wrong.
            connection.info["has turn"] = turn.take(BUSY)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def give_back(_connection: object, record: ConnectionPoolEntry) -> None:
        if record.info.pop("has turn", False):
            turn.give_back()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)
