"""answers by spreadsheet: the files that came back and what was found in their rows (D7a)

Revision: 0007
Before it: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("niet-ingevuld", "ongewijzigd", "klaar", "geweigerd", "opgeslagen")


def upgrade() -> None:
    op.create_table(
        "answer_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_answer_sheet_uploaded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheet")),
        sa.UniqueConstraint("uploaded_by_id", "sha256", name=op.f("uq_answer_sheet_uploaded_by_id_sha256")),
    )
    op.create_table(
        "answer_sheet_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="sheetrowstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_sheet_row_answer_id_answer")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["answer_sheet.id"], name=op.f("fk_answer_sheet_row_sheet_id_answer_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheet_row")),
        sa.UniqueConstraint("sheet_id", "n", name=op.f("uq_answer_sheet_row_sheet_id_n")),
    )
    op.create_index("ix_answer_sheet_row_state", "answer_sheet_row", ["sheet_id", "state", "n"])


def downgrade() -> None:
    op.drop_table("answer_sheet_row")
    op.drop_table("answer_sheet")
