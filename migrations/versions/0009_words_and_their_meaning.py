"""words with their plain meaning: proposed, approved, refused (begrippen)

Revision: 0009
Before it: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = ("voorgesteld", "goedgekeurd", "afgewezen")


def upgrade() -> None:
    op.create_table(
        "glossary_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=True),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("other_forms", sa.String(length=400), nullable=False),
        sa.Column("plain_words", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="entrystate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("improves_id", sa.Integer(), nullable=True),
        sa.Column("form_token", sa.String(length=40), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["improves_id"], ["glossary_entry.id"], name=op.f("fk_glossary_entry_improves_id_glossary_entry")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_glossary_entry_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_glossary_entry_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_entry")),
        sa.UniqueConstraint("slug", name=op.f("uq_glossary_entry_slug")),
        sa.UniqueConstraint("form_token", name=op.f("uq_glossary_entry_form_token")),
    )
    op.create_index(op.f("ix_glossary_entry_state"), "glossary_entry", ["state"])


def downgrade() -> None:
    op.drop_table("glossary_entry")
