"""questions to the givers of points, and their replies (D4)

Revision: 0014
Before it: 0013
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LINKS = ("login", "invitation", "confirm", "deny", "withdraw", "verdict", "referral", "endorse")
STATES = ("open", "beantwoord", "ingetrokken", "verlopen", "vervallen")
KINDS = ("contributions.clarification-expire", "contributions.clarification-remind")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    change_check(op, "access_link", "purpose", LINKS, (*LINKS, "clarification"), name="linkpurpose")
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("question_text_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", _choice(STATES, "clarificationstate"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_text_id", sa.Integer(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_clarification_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_clarification_asked_by_id_person")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["giver.id"], name=op.f("fk_clarification_replied_by_id_giver")),
        sa.ForeignKeyConstraint(
            ["question_text_id"], ["text_look.id"], name=op.f("fk_clarification_question_text_id_text_look")
        ),
        sa.ForeignKeyConstraint(
            ["reply_text_id"], ["text_look.id"], name=op.f("fk_clarification_reply_text_id_text_look")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    op.create_index("ix_clarification_contribution", "clarification", ["contribution_id", "id"])
    still_open = sa.text("state = 'open'")
    op.create_index(
        "uq_clarification_open",
        "clarification",
        ["contribution_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    # Words beside a point are for everyone only while its own are.
    op.execute(
        "UPDATE event_text SET public = false WHERE id IN (SELECT text_look.text_id FROM text_look "
        "JOIN contribution ON contribution.id = text_look.contribution_id "
        "WHERE contribution.status = 'ingetrokken' OR contribution.look IN ('wacht', 'verborgen'))"
    )


def downgrade() -> None:
    op.drop_index("uq_clarification_open", "clarification")
    op.drop_index("ix_clarification_contribution", "clarification")
    op.drop_table("clarification")
    for kind in KINDS:
        op.execute(f"DELETE FROM job WHERE kind = '{kind}'")
    op.execute("DELETE FROM access_link WHERE purpose = 'clarification'")
    change_check(op, "access_link", "purpose", (*LINKS, "clarification"), LINKS, name="linkpurpose")
