"""texts of events under the look (D3a)

Revision: 0014
Before it: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None

LOOKS = ("niet-nodig", "wacht", "getoond", "verborgen")


def upgrade() -> None:
    op.create_table(
        "text_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column(
            "look",
            sa.Enum(*LOOKS, name="look", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_text_look_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_text_look_event_id_event")),
        sa.ForeignKeyConstraint(["text_id"], ["event_text.id"], name=op.f("fk_text_look_text_id_event_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_look")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_text_look_event_id")),
    )
    op.create_index(op.f("ix_text_look_contribution_id"), "text_look", ["contribution_id"])
    op.create_index(op.f("ix_text_look_act"), "text_look", ["act"])
    op.create_index("ix_text_look_waiting", "text_look", ["look", "due", "act"])
    # Reactions of before show already; they can be blacked out and hidden like the new ones.
    op.execute(
        "INSERT INTO text_look (contribution_id, event_id, name, text_id, act, look) "
        "SELECT event.subject_id, event.id, event_text.name, event_text.id, event.id, 'niet-nodig' "
        "FROM event_text JOIN event ON event.id = event_text.event_id "
        "WHERE event.kind = 'judged' AND event_text.name = 'reaction' AND event_text.public"
    )


def downgrade() -> None:
    op.drop_table("text_look")
