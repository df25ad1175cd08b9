"""an answer may be *doorgeleid*: offered to another body, which takes it on or not (D6)

Revision: 0006
Before it: 0005
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("contribution", "answer", "answer_version")
BEFORE = ("overgenomen", "deels-overgenomen", "niet-overgenomen", "al-bestaand-beleid", "later")
AFTER = ("overgenomen", "deels-overgenomen", "niet-overgenomen", "al-bestaand-beleid", "doorgeleid", "later")
LINKS = ("login", "invitation", "confirm", "deny", "withdraw", "verdict")
STATES = ("aangeboden", "aangenomen", "geweigerd", "stil", "vervallen")


def upgrade() -> None:
    op.add_column("answer_version", sa.Column("referred_to", sa.String(200), nullable=False, server_default=""))
    op.add_column("answer_version", sa.Column("referred_contact", sa.String(254), nullable=False, server_default=""))
    for table in TABLES:
        change_check(op, table, "outcome", BEFORE, AFTER, name="outcome")
    change_check(op, "access_link", "purpose", LINKS, (*LINKS, "referral"), name="linkpurpose")
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="referralstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["answer_version.id"], name=op.f("fk_referral_version_id_answer_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("version_id", name=op.f("uq_referral_version_id")),
    )


def downgrade() -> None:
    op.drop_table("referral")
    op.execute("DELETE FROM access_link WHERE purpose = 'referral'")
    change_check(op, "access_link", "purpose", (*LINKS, "referral"), LINKS, name="linkpurpose")
    for table in TABLES:
        op.execute(f"UPDATE {table} SET outcome = NULL WHERE outcome = 'doorgeleid'")
        change_check(op, table, "outcome", AFTER, BEFORE, name="outcome")
    op.drop_column("answer_version", "referred_contact")
    op.drop_column("answer_version", "referred_to")
