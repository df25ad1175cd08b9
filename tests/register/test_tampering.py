"""D12: one byte changed anywhere in the record, readable afterwards or not, and `register verify` names the place."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, text

from dialoog import create_app
from dialoog.config import Settings
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import Base, Database, Moment
from dialoog.permissions import ANONYMOUS
from dialoog.register.cli import register
from dialoog.register.models import Event, EventText, Leaf, LogState, TreeHead, TreeNode

# Which row is changed, and what the first finding names: the place, or all that is still known of it.
ROWS: dict[type[Base], tuple[str, str]] = {
    Event: ("id = 2", "regel 1:"),
    EventText: ("event_id = 2 AND name = 'public_text'", "inbreng/INB-"),
    Leaf: ("idx = 1", "regel 1:"),
    TreeNode: ("level = 1 AND position = 0", "regel 0:"),
    TreeHead: ("size = 2", "regel "),
    LogState: ("id = 1", "regel "),
}
NAMED_OTHERWISE = {"event.subject_id": "inbreng/INB-", "event_text.event_id": "tekst 4:"}
# Nothing refers to event_text.id; event_text.public may change, which is for its domain to compare; the time of a
# head is in no hash (docs/register.md). The last two must still be readable.
NOT_IN_THE_RECORD = {"event_text.id", "event_text.public", "tree_head.at"}
# SQLite keeps anything in any column, but for whole numbers that are a table's key.
KEYS = {"event.id", "event_text.id", "leaf.idx", "tree_head.size", "log_state.id"}
UNREADABLE = ("x'ff'", "CAST(x'41ff' AS TEXT)", "'abc'", "0.5")


def path(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


COLUMNS = {path(column): (model, column) for model in ROWS for column in model.__table__.columns}
CHANGED = sorted(set(COLUMNS) - NOT_IN_THE_RECORD)
SPOILT = sorted(set(COLUMNS) - KEYS)


@pytest.fixture
def app(own_settings: Settings) -> Iterator[Flask]:
    """An application on a database of the test's own, with two heads of two events each, and no guards."""
    made = create_app(own_settings)
    database: Database = made.extensions["dialoog_database"]
    with made.app_context():
        for words in ("Eén", "Drie"):
            inputs = [Input(text=f"{words} {n}", kind=PointKind.IDEA, channel=Channel.WEB) for n in range(2)]
            with database.transaction() as session:
                receive_many(session, inputs, actor=ANONYMOUS)
    yield made
    database.dispose()


def change(app: Flask, statement: str, **values: Any) -> None:
    """Do what only the owner of the database could do: take the guards away first."""
    database: Database = app.extensions["dialoog_database"]
    if database.engine.dialect.name == "postgresql":
        with database.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.execute(text(statement), values)
        return
    with contextlib.closing(sqlite3.connect(str(database.engine.url.database))) as file:
        for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute(statement, values)
        file.commit()


def change_a_byte(app: Flask, model: type[Base], column: Column[Any], place: int = 20) -> None:
    """Change one byte of the value (one bit of bytes, a digit of a time); fill in what was empty."""
    database: Database = app.extensions["dialoog_database"]
    where = ROWS[model][0]
    read, write = column.name, ":new"
    if isinstance(column.type, (Integer, Boolean)):
        change(app, f"UPDATE {model.__tablename__} SET {read} = COALESCE({read} + 64, 1) WHERE {where}")
        return
    if database.engine.dialect.name == "postgresql" and isinstance(column.type, Moment):
        read = f"to_char({read} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        write = "CAST(:new AS timestamp) AT TIME ZONE 'UTC'"
    elif database.engine.dialect.name == "postgresql" and isinstance(column.type, JSON):
        read, write = f"CAST({read} AS text)", "CAST(:new AS json)"
    with database.engine.connect() as connection:
        old = connection.execute(text(f"SELECT {read} FROM {model.__tablename__} WHERE {where}")).scalar()
    new = flipped(column, old, place)
    change(app, f"UPDATE {model.__tablename__} SET {column.name} = {write} WHERE {where}", new=new)


def flipped(column: Column[Any], value: Any, place: int) -> Any:
    if value is None:
        return "2026-03-03 10:00:00.000000" if isinstance(column.type, Moment) else "x"
    if isinstance(column.type, LargeBinary):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(column.type, Moment):
        return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]
    if isinstance(column.type, JSON):
        return value[:2] + chr(ord(value[2]) ^ 1) + value[3:]
    return value[:-1] + chr(ord(value[-1]) ^ 1)


def verify(app: Flask) -> Result:
    return app.test_cli_runner().invoke(register, ["verify"])


def assert_red(result: Result, named: str) -> None:
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert result.stderr.startswith("Klopt niet: ")
    assert named in result.stderr.splitlines()[0]


def test_d12_an_untouched_record_is_right(app: Flask) -> None:
    result = verify(app)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("where", CHANGED)
def test_d12_one_byte_changed_in_any_column_is_named(app: Flask, where: str) -> None:
    model, column = COLUMNS[where]
    change_a_byte(app, model, column)
    assert_red(verify(app), NAMED_OTHERWISE.get(where, ROWS[model][1]))


def test_d12_a_time_changed_by_less_than_a_leaf_tells_is_named(app: Flask) -> None:
    change_a_byte(app, Event, Event.__table__.c.at, place=25)
    assert_red(verify(app), "regel 1: at van de gebeurtenis is onleesbaar")


def test_d12_a_time_that_never_comes_is_named(app: Flask) -> None:
    for table, where in (("event", "id = 4"), ("tree_head", "size = 4")):
        change(app, f"UPDATE {table} SET at = 'infinity' WHERE {where}")
        assert_red(verify(app), "regel 3: at van de ")


def test_d12_space_slipped_into_the_data_of_an_event_is_named(app: Flask, database_kind: str) -> None:
    kind = "json" if database_kind == "postgresql" else "text"
    change(app, f"UPDATE event SET data = CAST(replace(CAST(data AS text), '{{', '{{ ') AS {kind}) WHERE id = 2")
    assert_red(verify(app), "regel 1: data van de gebeurtenis is onleesbaar (inbreng/INB-")


def test_d1_a_text_that_is_still_there_but_called_destroyed_is_named(app: Flask) -> None:
    change(app, "UPDATE event_text SET salt = NULL, erased_at = '2026-03-03 10:00:00.000000' WHERE event_id = 2")
    assert_red(verify(app), "gebeurtenis 1: de tekst text is er nog, en heet vernietigd")


def test_d12_a_subtree_too_many_is_named(app: Flask) -> None:
    change(app, "INSERT INTO tree_node (level, position, hash) SELECT 7, 7, hash FROM tree_node WHERE level = 2")
    assert_red(verify(app), "regel 4: er zijn 8 deelbomen")


@pytest.mark.parametrize("where", SPOILT)
def test_d12_what_cannot_be_read_any_more_is_a_finding(app: Flask, database_kind: str, where: str) -> None:
    if database_kind == "postgresql":
        pytest.skip("PostgreSQL keeps no value in a column of another type")
    model, column = COLUMNS[where]
    table = model.__tablename__
    # The row by its place in the file, because what it is known by changes too.
    with app.extensions["dialoog_database"].engine.connect() as connection:
        row = connection.execute(text(f"SELECT rowid FROM {table} WHERE {ROWS[model][0]}")).scalar()
    for unreadable in UNREADABLE:
        change(app, f"UPDATE {table} SET {column.name} = {unreadable} WHERE rowid = {row}")
        assert_red(verify(app), "regel 1:" if model is Event else NAMED_OTHERWISE.get(where, ROWS[model][1]))
