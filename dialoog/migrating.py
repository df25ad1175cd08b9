"""Bringing a database to the newest shape, and telling whether it is there (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
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
