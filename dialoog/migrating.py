"""Bringing a database to the newest shape, and telling whether it is there (Alembic)."""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration(url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision."""
    command.downgrade(configuration(url), revision)


def head_revision() -> str:
    """The newest revision the code knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def current_revision(connection: Connection) -> str | None:
    """The revision the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(connection: Connection) -> bool:
    """Whether the database has the shape this code needs."""
    return current_revision(connection) == head_revision()


def change_check(
    operations: Operations, table: str, column: str, old: Sequence[str], new: Sequence[str], *, name: str
) -> None:
    """Change which values the check of a column lets in, in a migration (decision 13). `name`: of the column's enum.

    SQLite cannot make a table with triggers and children anew; its words can be changed, as SQLite's manual describes
    for checks, which touch nothing that is stored (lang_altertable, 7).
    """
    bind = operations.get_bind()
    if bind.dialect.name != "sqlite":
        operations.drop_constraint(name, table, type_="check")
        operations.create_check_constraint(name, table, f"{column} IN ({_listed(new)})")
        return
    operations.execute("PRAGMA writable_schema = ON")
    changed = bind.execute(
        text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name"),
        {
            "old": f"CHECK ({column} IN ({_listed(old)}))",
            "new": f"CHECK ({column} IN ({_listed(new)}))",
            "name": table,
        },
    )
    if changed.rowcount != 1:
        raise ValueError(f"there is no table {table}")
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    operations.execute(f"PRAGMA schema_version = {version + 1}")
    operations.execute("PRAGMA writable_schema = RESET")


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
