"""The database's nightly upkeep: what was erased (D1) leaves the files too, and its statistics are of today."""

import contextlib
import sqlite3
from datetime import time

from sqlalchemy import text

from dialoog.config import Settings
from dialoog.db import Database, count_again
from dialoog.jobs.models import Job
from dialoog.jobs.schedule import Recurring

KIND = "database upkeep"
# Seconds.
PATIENCE = 2.0
NIGHTLY = Recurring(KIND, at=time(3, 40))


def keep_up(database: Database, _settings: Settings, _job: Job) -> None:
    """Handler of `database upkeep`. Raises RuntimeError when readers kept the old pages in use; tried again later."""
    if database.engine.dialect.name == "postgresql":
        _vacuum(database)
    else:
        _merge_search(database)
        with database.transaction() as session:
            count_again(session)
        _empty_write_ahead_log(database)


def _vacuum(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))


def _merge_search(database: Database) -> None:
    # FTS5 keeps the words of what was deleted until it merges its parts; with one part there is nothing to do.
    tables = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%' ORDER BY name")
    with database.session(read_only=True) as session:
        names = list(session.scalars(tables))
    for name in names:
        with database.transaction() as session:
            session.execute(text(f"INSERT INTO {name}({name}) VALUES ('optimize')"))  # noqa: S608 - our own tables


def _empty_write_ahead_log(database: Database) -> None:
    # Freed pages are zeroed at once (secure_delete); the log beside the file still holds them as they were.
    # A connection of its own: ours begin transactions, in which there is no checkpoint, and wait too long. It holds up
    # writers while it waits for readers.
    with contextlib.closing(sqlite3.connect(database.engine.url.database or "", timeout=PATIENCE)) as connection:
        busy, _pages, _copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise RuntimeError("the write-ahead log is in use")
