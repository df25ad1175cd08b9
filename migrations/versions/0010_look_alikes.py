"""look-alikes: pairs of points that seem to ask the same (D7)

Revision: 0010
Before it: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alike",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("two_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["contribution.id"], name=op.f("fk_alike_one_id_contribution")),
        sa.ForeignKeyConstraint(["two_id"], ["contribution.id"], name=op.f("fk_alike_two_id_contribution")),
        sa.PrimaryKeyConstraint("one_id", "two_id", name=op.f("pk_alike")),
    )
    op.create_index("ix_alike_two", "alike", ["two_id", "one_id", "score"])
    # Points that are there already are compared once the jobs run.
    op.execute(
        sa.text(
            "INSERT INTO job (kind, key, params, due_at, state, attempts) "
            "SELECT 'contributions.alike', 'all/0', '{\"after\": 0}', MIN(received_at), 'waiting', 0 FROM contribution "
            "HAVING COUNT(*) > 0"
        ).execution_options(no_parameters=True)
    )


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'contributions.alike'")
    op.drop_index("ix_alike_two", "alike")
    op.drop_table("alike")
