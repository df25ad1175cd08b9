"""the look: words of people without an account wait until somebody read them (D3a)

Revision: 0004
Before it: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("look", sa.String(40), nullable=False, server_default="niet-nodig"))
    op.add_column("contribution", sa.Column("look_due", sa.Date(), nullable=True))
    op.create_index("ix_contribution_look", "contribution", ["look", "look_due", "id"])


def downgrade() -> None:
    op.drop_index("ix_contribution_look", "contribution")
    op.drop_column("contribution", "look_due")
    op.drop_column("contribution", "look")
