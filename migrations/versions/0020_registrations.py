"""who comes to a meeting that everybody may come to (T5)

Revision: 0020
Before it: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = ("aangemeld", "wachtlijst", "bevestigd", "afgemeld", "laat-afgemeld", "aanwezig", "niet-verschenen")
SECTORS = (
    "overheid",
    "bedrijfsleven",
    "maatschappelijke-organisatie",
    "maatschappelijk-initiatief",
    "kennisinstelling",
    "jongeren",
    "inwoner",
    "onbekend",
)


def upgrade() -> None:
    op.create_table(
        "admission",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("freezes_on", sa.Date(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _reference("admission", "meeting_id", "meeting.id"),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_admission")),
    )
    op.create_index(op.f("ix_admission_freezes_on"), "admission", ["freezes_on"])
    op.create_table(
        "admission_sector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("sector", _choice(SECTORS, "sector"), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        _reference("admission_sector", "meeting_id", "admission.meeting_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_sector")),
        sa.UniqueConstraint("meeting_id", "sector", name=op.f("uq_admission_sector_meeting_id_sector")),
    )
    _registrations()


def _registrations() -> None:
    table = "registration"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("party", sa.String(200), nullable=False),
        sa.Column("sector", _choice(SECTORS, "sector"), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("state", _choice(STATES, "registrationstate"), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("spot", sa.String(40), nullable=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("walked_in", sa.Boolean(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        _reference(table, "meeting_id", "admission.meeting_id"),
        _reference(table, "entered_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_code")),
    )
    op.create_index("ix_registration_turn", table, ["meeting_id", "state", "turn"])
    op.create_index("ix_registration_asked", table, ["state", "asked_at"])
    op.create_index(op.f("ix_registration_email"), table, ["email"])


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}_{target.partition('.')[0]}"))


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind LIKE 'registrations.%'")
    op.execute("DELETE FROM outbox_message WHERE kind LIKE 'registrations.%'")
    op.execute("DELETE FROM access_link WHERE purpose = 'registration'")
    op.drop_table("registration")
    op.drop_table("admission_sector")
    op.drop_table("admission")
