"""The migrations make the schema the models describe, on both databases, and can be undone."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from dialoog import migrating
from dialoog.db import Base, Database
from dialoog.wiring import MODELS

GUARDED = ("event", "leaf", "tree_node", "tree_head")


def test_upgrade_from_empty_makes_what_the_models_say(empty_database_url: str) -> None:
    assert MODELS
    migrating.upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        assert migrating.is_current(connection)
        options = {"compare_type": True, "include_object": _ours}
        difference = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    engine.dispose()
    assert difference == []


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (name or "").startswith(("contribution_search", "ix_contribution_search", "alembic"))


def test_downgrade_leaves_nothing_and_upgrade_works_again(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "base")
    engine = create_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    engine.dispose()
    migrating.upgrade(empty_database_url)


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("act", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"])
def test_d12_the_database_itself_refuses_changes_to_the_record(own_database: Database, table: str, act: str) -> None:
    column = {"event": "kind", "leaf": "hash", "tree_node": "hash", "tree_head": "root"}[table]
    rows = {
        "event": "INSERT INTO event (id, subject_kind, subject_id, subject_key, n, kind, at, actor_role, data, texts) "
        "VALUES (1, 'x', 1, 'x', 1, 'x', '2026-01-01 00:00:00', 'x', '{}', '{}')",
        "leaf": "INSERT INTO leaf (idx, event_id, content, hash) VALUES (0, 1, 'x', 'x')",
        "tree_node": "INSERT INTO tree_node (level, position, hash) VALUES (0, 0, 'x')",
        "tree_head": "INSERT INTO tree_head (size, root, at) VALUES (1, 'x', '2026-01-01 00:00:00')",
    }
    with own_database.engine.begin() as connection:
        connection.execute(text(rows["event"].replace("{}", "{}")))
        if table != "event":
            connection.execute(text(rows[table]))
    with pytest.raises(DatabaseError, match="only ever added to"), own_database.engine.begin() as connection:
        connection.execute(text(act.format(t=table, c=column)))


@pytest.mark.parametrize("table", [*GUARDED, "event_text", "audit_entry"])
def test_d12_truncate_is_refused_where_it_exists(own_database: Database, table: str) -> None:
    if own_database.engine.dialect.name == "sqlite":
        statement = f"DELETE FROM {table}"
        # SQLite has no TRUNCATE; an empty table may be emptied.
        with own_database.engine.begin() as connection:
            connection.execute(text(statement))
        return
    with pytest.raises(DatabaseError, match="only ever added to"), own_database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_d1_a_text_can_be_erased_but_never_changed(own_database: Database) -> None:
    with own_database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO event (id, subject_kind, subject_id, subject_key, n, kind, at, actor_role, data, texts) "
                "VALUES (1, 'x', 1, 'x', 1, 'x', '2026-01-01 00:00:00', 'x', '{}', '{}')"
            )
        )
        connection.execute(
            text("INSERT INTO event_text (id, event_id, name, public, salt, text) VALUES (1, 1, 'a', true, 'b', 'c')")
        )
    with pytest.raises(DatabaseError, match="may only be erased"), own_database.engine.begin() as connection:
        connection.execute(text("UPDATE event_text SET text = 'other'"))
    with own_database.engine.begin() as connection:
        connection.execute(text("UPDATE event_text SET text = NULL, salt = NULL"))
