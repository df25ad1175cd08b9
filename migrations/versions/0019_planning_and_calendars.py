"""the year of a table, polls on dates, invitations for calendars, school holidays (T4, T6)

Revision: 0019
Before it: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

PARTS = ("lid", "plaatsvervanger", "voorzitter", "contactpersoon")
REPLIES = ("ja", "nee", "misschien")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    _calendars()


def _calendars() -> None:
    op.create_table(
        "meeting_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", _choice(PARTS, "part"), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("reply", _choice(REPLIES, "reply"), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _belongs("meeting_invitation", "meeting_id", "meeting"),
        _belongs("meeting_invitation", "person_id", "person"),
        _belongs("meeting_invitation", "link_id", "access_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitation")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_invitation_meeting_id_person_id")),
    )
    op.create_index("ix_meeting_invitation_person", "meeting_invitation", ["person_id", "meeting_id"])
    op.create_index(op.f("ix_meeting_invitation_link_id"), "meeting_invitation", ["link_id"])
    op.create_table(
        "calendar_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _belongs("calendar_key", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_key_person_id")),
    )


def downgrade() -> None:
    op.drop_table("calendar_key")
    op.drop_table("meeting_invitation")
    for kind in ("meetings.invitations", "meetings.invitations-forget"):
        op.execute(f"DELETE FROM job WHERE kind = '{kind}'")
    op.execute("DELETE FROM outbox_message WHERE kind = 'meetings.calendar'")
    op.execute("DELETE FROM access_link WHERE purpose = 'attendance'")
