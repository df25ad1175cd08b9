"""an answer may be *later*: with the day on which it will be decided (D6)

Revision: 0005
Before it: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("contribution", "answer", "answer_version")
BEFORE = ("overgenomen", "deels-overgenomen", "niet-overgenomen", "al-bestaand-beleid")
AFTER = (*BEFORE, "later")


def upgrade() -> None:
    op.add_column("answer_version", sa.Column("decide_on", sa.Date(), nullable=True))
    _allow(BEFORE, AFTER)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET outcome = NULL WHERE outcome = 'later'")
    _allow(AFTER, BEFORE)
    op.drop_column("answer_version", "decide_on")


def _allow(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Change which outcomes the checks of the tables let in."""
    if op.get_bind().dialect.name == "sqlite":
        return _rewrite(old, new)
    for table in TABLES:
        op.drop_constraint("outcome", table, type_="check")
        op.create_check_constraint("outcome", table, f"outcome IN ({_listed(new)})")
    return None


def _rewrite(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    # A table with triggers and children cannot be made anew; its words can be changed, as lang_altertable.html of
    # SQLite describes for checks, which touch nothing that is stored.
    op.execute("PRAGMA writable_schema = ON")
    for table in TABLES:
        op.get_bind().execute(
            sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name"),
            {
                "old": f"CHECK (outcome IN ({_listed(old)}))",
                "new": f"CHECK (outcome IN ({_listed(new)}))",
                "name": table,
            },
        )
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
