"""an answer may be *later*: with the day on which it will be decided (D6)

Revision: 0005
Before it: 0004
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("contribution", "answer", "answer_version")
BEFORE = ("overgenomen", "deels-overgenomen", "niet-overgenomen", "al-bestaand-beleid")
AFTER = (*BEFORE, "later")


def upgrade() -> None:
    op.add_column("answer_version", sa.Column("decide_on", sa.Date(), nullable=True))
    for table in TABLES:
        change_check(op, table, "outcome", BEFORE, AFTER, name="outcome")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET outcome = NULL WHERE outcome = 'later'")
        change_check(op, table, "outcome", AFTER, BEFORE, name="outcome")
    op.drop_column("answer_version", "decide_on")
