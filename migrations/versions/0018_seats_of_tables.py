"""seats of dialogue tables: who holds them, what they need, and the draw (T2, T3)

Revision: 0018
Before it: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

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
REGIONS = ("noord", "oost", "zuid", "west", "landelijk")
ASPECTS = ("sector", "regio", "jongeren", "thema", "grond")
PARTS = ("lid", "plaatsvervanger", "voorzitter", "contactpersoon")
STATES = ("uitgenodigd", "aangenomen", "afgeslagen", "verlopen", "beeindigd")
SHOWN = ("naam", "partij", "sector")
NEEDS = ("tijd", "geld", "kennis", "toegankelijkheid")


SHOWN_OF_TABLES = {"chair_name": 200, "contact_name": 200, "contact_email": 254}


def upgrade() -> None:
    for name, longest in SHOWN_OF_TABLES.items():
        op.add_column("dialogue_table", sa.Column(name, sa.String(longest), nullable=False, server_default=""))
    _seats()
    _holdings()
    _draws()


def _seats() -> None:
    op.create_table(
        "table_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("aspect", _choice(ASPECTS, "aspect"), nullable=False),
        sa.Column("value", sa.String(80), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        _key("table_wish", "table_id", "dialogue_table"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_wish")),
        sa.UniqueConstraint("table_id", "aspect", "value", name=op.f("uq_table_wish_table_id_aspect_value")),
    )
    op.create_table(
        "table_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(200), nullable=False),
        _key("table_seat", "table_id", "dialogue_table"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_seat")),
        sa.UniqueConstraint("table_id", "number", name=op.f("uq_table_seat_table_id_number")),
    )


def _holdings() -> None:
    keys = {
        "seat_id": "table_seat",
        "person_id": "person",
        "organisation_id": "organisation",
        "membership_id": "membership",
        "follows_id": "seat_holding",
        "link_id": "access_link",
        "theme_id": "theme",
    }
    op.create_table(
        "seat_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("part", _choice(PARTS, "part"), nullable=False),
        sa.Column("state", _choice(STATES, "holdingstate"), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in keys if name != "seat_id"),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sector", _choice(SECTORS, "sector"), nullable=False),
        sa.Column("region", _choice(REGIONS, "region"), nullable=True),
        sa.Column("young", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("shown_as", _choice(SHOWN, "seatshown"), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        *(_key("seat_holding", name, other) for name, other in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_holding")),
    )
    op.create_index("ix_seat_holding_seat", "seat_holding", ["seat_id", "state"])
    op.create_index("ix_seat_holding_waiting", "seat_holding", ["state", "expires_at"])
    for name in ("email", *(name for name in keys if name != "seat_id")):
        op.create_index(op.f(f"ix_seat_holding_{name}"), "seat_holding", [name])
    op.create_table(
        "member_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice(NEEDS, "needkind"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        _key("member_need", "holding_id", "seat_holding"),
        _key("member_need", "done_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_need")),
    )
    op.create_index(op.f("ix_member_need_holding_id"), "member_need", ["holding_id"])


def _draws() -> None:
    op.create_table(
        "table_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("composition", sa.JSON(), nullable=False),
        sa.Column("list_sha256", sa.String(64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        _key("table_draw", "table_id", "dialogue_table"),
        _key("table_draw", "drawn_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_draw")),
    )
    op.create_index(op.f("ix_table_draw_table_id"), "table_draw", ["table_id"])
    op.create_table(
        "table_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("party", sa.String(200), nullable=False),
        sa.Column("sector", _choice(SECTORS, "sector"), nullable=False),
        sa.Column("region", _choice(REGIONS, "region"), nullable=True),
        sa.Column("young", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("holding_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _key("table_candidate", "table_id", "dialogue_table"),
        _key("table_candidate", "draw_id", "table_draw"),
        _key("table_candidate", "holding_id", "seat_holding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_candidate")),
        sa.UniqueConstraint("table_id", "email", name=op.f("uq_table_candidate_table_id_email")),
    )
    for name in ("email", "draw_id", "holding_id"):
        op.create_index(op.f(f"ix_table_candidate_{name}"), "table_candidate", [name])


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def downgrade() -> None:
    for table in ("table_candidate", "table_draw", "member_need", "seat_holding", "table_seat", "table_wish"):
        op.drop_table(table)
    for name in SHOWN_OF_TABLES:
        op.drop_column("dialogue_table", name)
