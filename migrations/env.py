"""Alembic's way in: one connection, batch mode on SQLite."""

from alembic import context
from sqlalchemy import create_engine, event, pool

from dialoog.db import Base, make_private
from dialoog.wiring import MODELS

target_metadata = Base.metadata
assert MODELS, "wiring loads every model"
NOT_OURS = ("contribution_search", "ix_contribution_search")


def belongs(_object: object, name: str | None, _kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave out what full-text search keeps for itself."""
    return not (name or "").startswith(NOT_OURS)


def run() -> None:
    """Run the migrations on the database of the configuration."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", make_private)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=belongs,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
