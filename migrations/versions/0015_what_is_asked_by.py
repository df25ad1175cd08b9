"""indexes for what is asked: readers of a version, mail to an address, noes that wait for a decision

Revision: 0015
Before it: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN_NOES = {"ix_verdict_open_no": "verdict", "ix_effect_verdict_open_no": "effect_verdict"}


def upgrade() -> None:
    op.drop_index("ix_answer_review_answer", "answer_review")
    op.create_index("ix_answer_review_version", "answer_review", ["version_id", "answer_id"])
    op.create_index("ix_outbox_message_to", "outbox_message", ["to_address"])
    waits = sa.text("value = 'nee' AND handled_at IS NULL")
    for name, table in OPEN_NOES.items():
        op.create_index(name, table, ["contribution_id"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    for name, table in OPEN_NOES.items():
        op.drop_index(name, table)
    op.drop_index("ix_outbox_message_to", "outbox_message")
    op.drop_index("ix_answer_review_version", "answer_review")
    op.create_index("ix_answer_review_answer", "answer_review", ["answer_id", "version_id"])
