"""The application on a migrated database: in a transaction that is rolled back, or on a database of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker
from werkzeug.test import TestResponse

from dialoog import create_app, migrating
from dialoog.config import Settings
from dialoog.db import Database, WorkSession, make_engine
from dialoog.web.application import Application
from tests.support.databases import PostgresServer
from tests.support.remembered import RememberedRule

Application.url_rule_class = RememberedRule


class RolledBack(Database):
    """A Database whose sessions share one connection, in a transaction that never commits."""

    def __init__(self, engine: Engine) -> None:
        self.url = str(engine.url)
        self.engine = engine
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        make = sessionmaker(
            self.connection, class_=WorkSession, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        self._writing = self._reading = make

    def glance(self, statement: str) -> Any:
        return self.connection.exec_driver_sql(statement).scalar()

    def close(self) -> None:
        self.outer.rollback()
        self.connection.close()


@dataclass(frozen=True)
class Databases:
    """Where databases come from: a migrated one to share, and copies of it to spoil."""

    kind: str
    shared: str
    fresh: Callable[[], str]


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.sqlite"
    migrating.upgrade(f"sqlite:///{template}")
    shared = folder / "shared.sqlite"
    shutil.copy(template, shared)
    numbers = iter(range(1_000_000))

    def fresh() -> str:
        copy = folder / f"own-{next(numbers)}.sqlite"
        shutil.copy(template, copy)
        return f"sqlite:///{copy}"

    return Databases("sqlite", f"sqlite:///{shared}", fresh)


@pytest.fixture(scope="session")
def postgresql_databases(postgres_server: PostgresServer) -> Databases:
    template = postgres_server.new_database()
    migrating.upgrade(postgres_server.url(template))

    def fresh() -> str:
        return postgres_server.url(postgres_server.new_database(template))

    return Databases("postgresql", fresh(), fresh)


@pytest.fixture(scope="session")
def databases(database_kind: str, request: pytest.FixtureRequest) -> Databases:
    # Asked for by name, so that a run on SQLite alone starts no PostgreSQL.
    found: Databases = request.getfixturevalue(f"{database_kind}_databases")
    return found


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path,
        database_url=databases.shared,
        secret_key="a-secret-for-tests-that-is-long-enough",
        base_url="http://localhost",
        # Tests of the look (D3a) switch it on; for all others words show at once.
        look_first=False,
        testing=True,
    )


class Client(FlaskClient):
    """A client whose every request has a `g` of its own, also where the test holds an application context."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **options)


@pytest.fixture(scope="session")
def engine(databases: Databases) -> Iterator[Engine]:
    """One engine for all tests that share a database: it keeps its connections and the statements it compiled."""
    made = make_engine(databases.shared)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates as they were compiled for an earlier test: compiling them anew takes longer than most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, engine: Engine, templates: BytecodeCache) -> Iterator[Flask]:
    """The application; everything it stores is undone after the test."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = templates
    made.test_client_class = Client
    database = RolledBack(engine)
    made.extensions["dialoog_database"] = database
    yield made
    database.close()


@pytest.fixture
def session(app: Flask) -> Iterator[WorkSession]:
    """A writing session in the test's transaction, with an application context for translated texts."""
    database: RolledBack = app.extensions["dialoog_database"]
    with app.app_context(), database.session() as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def own_settings(databases: Databases, settings: Settings) -> Settings:
    """Settings with a migrated database of the test's own, for tests with several connections or processes."""
    return replace(settings, database_url=databases.fresh())


@pytest.fixture
def own_database(own_settings: Settings) -> Iterator[Database]:
    made = Database(own_settings.database_url)
    yield made
    made.dispose()
