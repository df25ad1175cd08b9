"""dialogue tables, who sits in them, and what their meetings are for (T1, T2, R99)

Revision: 0017
Before it: 0016
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LINKS = (
    "login",
    "invitation",
    "confirm",
    "deny",
    "withdraw",
    "verdict",
    "referral",
    "endorse",
    "clarification",
)
NEW_LINKS = ("seat", "attendance", "poll", "registration")
MEETING_TEXTS = ("wanted", "result", "gives")


def upgrade() -> None:
    change_check(op, "access_link", "purpose", LINKS, (*LINKS, *NEW_LINKS), name="linkpurpose")
    _meetings()
    _memberships()
    _tables()


def _meetings() -> None:
    added = [
        sa.Column("body_kind", sa.String(40), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in MEETING_TEXTS),
        sa.Column("track", sa.String(200), nullable=False, server_default=""),
        sa.Column("organiser", sa.String(200), nullable=False, server_default=""),
    ]
    for column in added:
        op.add_column("meeting", column)
    op.create_index("ix_meeting_body", "meeting", ["body_kind", "body_id", "held_on"])


def _memberships() -> None:
    parts = sa.Enum(
        "lid",
        "plaatsvervanger",
        "voorzitter",
        "contactpersoon",
        name="part",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_kind", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("part", parts, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_person", "membership", ["person_id", "body_kind", "body_id"])
    op.create_index("ix_membership_body", "membership", ["body_kind", "body_id", "id"])
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"])


def _tables() -> None:
    texts = ("purpose", "wanted", "result", "gives", "asks")
    op.create_table(
        "dialogue_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("track", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(200), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("meetings_a_year", sa.Integer(), nullable=False),
        sa.Column("most_seats", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_dialogue_table_theme_id_theme")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_dialogue_table_chair_id_person")),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name=op.f("fk_dialogue_table_contact_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_table")),
        sa.UniqueConstraint("slug", name=op.f("uq_dialogue_table_slug")),
    )
    for column in ("theme_id", "chair_id", "contact_id"):
        op.create_index(op.f(f"ix_dialogue_table_{column}"), "dialogue_table", [column])


def downgrade() -> None:
    op.drop_table("dialogue_table")
    op.drop_table("membership")
    op.drop_index("ix_meeting_body", "meeting")
    for name in ("organiser", "track", *reversed(MEETING_TEXTS)):
        op.drop_column("meeting", name)
    for name in ("cancelled_at", "sequence", "ends_at", "begins_at", "body_id", "body_kind"):
        op.drop_column("meeting", name)
    for purpose in NEW_LINKS:
        op.execute(f"DELETE FROM access_link WHERE purpose = '{purpose}'")
    change_check(op, "access_link", "purpose", (*LINKS, *NEW_LINKS), LINKS, name="linkpurpose")
