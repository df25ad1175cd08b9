"""which PDFs of meetings are kept, and of what content they were made (M7)

Revision: 0008
Before it: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_made_document_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_document")),
        sa.UniqueConstraint("meeting_id", "names", name=op.f("uq_made_document_meeting_id_names")),
    )


def downgrade() -> None:
    op.drop_table("made_document")
