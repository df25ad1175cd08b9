"""an index by which the drafts among all versions of answers are found

Revision: 0003
Before it: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answer_version_state", "answer_version", ["state", "answer_id"])


def downgrade() -> None:
    op.drop_index("ix_answer_version_state", "answer_version")
