"""which parties everyone may know of (D11)

Revision: 0016
Before it: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Listed until now was every party that nothing tells of. It stays so only where staff are known to have added it:
    # of the others it may be that whoever named them was forgotten.
    op.execute(
        "UPDATE organisation SET listed = true WHERE EXISTS (SELECT 1 FROM audit_entry "
        "WHERE audit_entry.subject_kind = 'organisation' AND audit_entry.subject_key = organisation.slug "
        "AND audit_entry.action = 'party.added') "
        "AND NOT EXISTS (SELECT 1 FROM contribution WHERE contribution.said_by_organisation_id = organisation.id) "
        "AND NOT EXISTS (SELECT 1 FROM giver WHERE giver.organisation_id = organisation.id)"
    )


def downgrade() -> None:
    op.drop_column("organisation", "listed")
