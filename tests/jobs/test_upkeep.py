"""D1: what was erased leaves the files of the database too, not only its tables."""

from pathlib import Path

import pytest
from sqlalchemy import text

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs import rules, upkeep
from dialoog.jobs.models import Job
from dialoog.jobs.upkeep import KIND, keep_up

JOB = Job(id=1, kind=KIND, key="tonight", params={})


def files(database: Database) -> bytes:
    """Every byte the database has on disk."""
    main = Path(database.url.removeprefix("sqlite:///"))
    return b"".join(path.read_bytes() for path in main.parent.glob(main.name + "*"))


@pytest.fixture
def with_search(own_database: Database) -> Database:
    """A table with a full-text index over it, in which words were changed."""
    if own_database.engine.dialect.name != "sqlite":
        return own_database
    with own_database.transaction() as session:
        session.execute(text("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)"))
        session.execute(text("CREATE VIRTUAL TABLE said_search USING fts5(words, content='said', content_rowid='id')"))
    for key, words in ((1, "zonderlinge zwaluwstaart"), (2, "gewone woorden")):
        with own_database.transaction() as session:
            given = {"key": key, "words": words}
            session.execute(text("INSERT INTO said VALUES (:key, :words)"), given)
            session.execute(text("INSERT INTO said_search(rowid, words) VALUES (:key, :words)"), given)
    return own_database


def test_an_erased_text_is_in_no_file_after_the_night(with_search: Database, own_settings: Settings) -> None:
    if with_search.engine.dialect.name == "postgresql":
        keep_up(with_search, own_settings, JOB)
        return
    assert b"zwaluwstaart" in files(with_search)
    with with_search.transaction() as session:
        session.execute(
            text("INSERT INTO said_search(said_search, rowid, words) VALUES ('delete', 1, 'zonderlinge zwaluwstaart')")
        )
        session.execute(text("UPDATE said SET words = '' WHERE id = 1"))
    assert b"zwaluwstaart" in files(with_search)
    keep_up(with_search, own_settings, JOB)
    assert b"zwaluwstaart" not in files(with_search)
    with with_search.session(read_only=True) as session:
        found = session.execute(text("SELECT rowid FROM said_search WHERE said_search MATCH 'woorden'"))
        assert [key for (key,) in found] == [2]


def test_afterwards_the_database_knows_how_much_its_tables_hold(own_database: Database, own_settings: Settings) -> None:
    if own_database.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL counts by itself")
    keep_up(own_database, own_settings, JOB)
    with own_database.session(read_only=True) as session:
        assert "theme" in session.scalars(text("SELECT tbl FROM sqlite_stat1")).all()


def test_it_may_be_done_again_and_again(own_database: Database, own_settings: Settings) -> None:
    keep_up(own_database, own_settings, JOB)
    keep_up(own_database, own_settings, JOB)


def test_while_someone_reads_the_old_pages_it_is_put_off(
    own_settings: Settings, own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if own_database.engine.dialect.name == "postgresql":
        return
    monkeypatch.setattr(upkeep, "PATIENCE", 0.1)
    keep_up(own_database, own_settings, JOB)
    with own_database.session(read_only=True) as reader:
        reader.execute(text("SELECT count(*) FROM theme")).one()
        with own_database.transaction() as session:
            rules.plan(session, kind="test", key="a")
        with pytest.raises(RuntimeError, match="in use"):
            keep_up(own_database, own_settings, JOB)
    keep_up(own_database, own_settings, JOB)
