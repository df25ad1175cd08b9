"""a second reader, and release moments, of drafts (D7b)

Revision: 0012
Before it: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REVIEWS = ("gevraagd", "akkoord", "opmerkingen", "ingetrokken")
RELEASES = ("gepland", "vrijgegeven", "afgelast")
ITEMS = ("klaar", "gepubliceerd", "geweigerd", "eruit")


def upgrade() -> None:
    _reviews()
    _releases()
    _items()


def _reviews() -> None:
    table = "answer_review"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", _states(REVIEWS, "reviewstate"), nullable=False),
        sa.Column("edit_read", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        _reference(table, "answer_id", "answer"),
        _reference(table, "version_id", "answer_version"),
        _reference(table, "reader_id", "person"),
        _reference(table, "asked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_answer_review_answer", table, ["answer_id", "version_id"])
    op.create_index("ix_answer_review_reader", table, ["reader_id", "state"])
    _unique_where("uq_answer_review_open", table, ["version_id", "reader_id"], "state = 'gevraagd'")


def _releases() -> None:
    table = "answer_release"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _states(RELEASES, "releasestate"), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _reference(table, "made_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_answer_release_state", table, ["state", "at", "id"])


def _items() -> None:
    table = "answer_release_item"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("state", _states(ITEMS, "itemstate"), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_name", sa.String(length=200), nullable=False),
        sa.Column("signed_role", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        _reference(table, "release_id", "answer_release"),
        _reference(table, "answer_id", "answer"),
        _reference(table, "version_id", "answer_version"),
        _reference(table, "added_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_answer_release_item_release", table, ["release_id", "state"])
    op.create_index(op.f("ix_answer_release_item_answer_id"), table, ["answer_id"])
    _unique_where("uq_answer_release_item_waiting", table, ["version_id"], "state = 'klaar'")


def _states(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'answers.release'")
    op.drop_table("answer_release_item")
    op.drop_table("answer_release")
    op.drop_table("answer_review")
