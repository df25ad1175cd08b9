"""the year of a table, polls on dates, invitations for calendars, school holidays (T4, T6)

Revision: 0019
Before it: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PARTS = ("lid", "plaatsvervanger", "voorzitter", "contactpersoon")
REPLIES = ("ja", "nee", "misschien")
PHASES = ("uitvoering", "monitoring", "evaluatie", "bijsturing")
REGIONS = ("noord", "midden", "zuid")
LIKINGS = ("ja", "liever-niet", "nee")
JOBS = ("meetings.invitations", "meetings.invitations-forget", "tables.poll-remind", "tables.poll-forget")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    _calendars()
    _cycles()
    _polls()
    _school_holidays()


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


def _cycles() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("phase", _choice(PHASES, "phase"), nullable=False),
        sa.Column("meetings", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _belongs("cycle", "table_id", "dialogue_table"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("table_id", "year", name=op.f("uq_cycle_table_id_year")),
    )
    op.create_table(
        "table_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        _belongs("table_goal", "table_id", "dialogue_table"),
        _belongs("table_goal", "set_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_goal")),
        sa.UniqueConstraint("table_id", "n", name=op.f("uq_table_goal_table_id_n")),
    )
    op.create_index(op.f("ix_table_goal_set_by_id"), "table_goal", ["set_by_id"])
    op.create_table(
        "planned_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        _belongs("planned_date", "cycle_id", "cycle"),
        _belongs("planned_date", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_date")),
        sa.UniqueConstraint("cycle_id", "day", name=op.f("uq_planned_date_cycle_id_day")),
    )
    op.create_index(op.f("ix_planned_date_meeting_id"), "planned_date", ["meeting_id"])


def _polls() -> None:
    op.create_table(
        "date_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _belongs("date_poll", "cycle_id", "cycle"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_poll")),
    )
    op.create_index("ix_date_poll_cycle", "date_poll", ["cycle_id", "id"])
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_date_poll_open",
        "date_poll",
        ["cycle_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "poll_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("date_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", _choice(LIKINGS, "liking"), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _belongs("poll_answer", "poll_id", "date_poll"),
        _belongs("poll_answer", "date_id", "planned_date"),
        _belongs("poll_answer", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_answer")),
        sa.UniqueConstraint("date_id", "person_id", name=op.f("uq_poll_answer_date_id_person_id")),
    )
    op.create_index("ix_poll_answer_person", "poll_answer", ["person_id"])
    op.create_index(op.f("ix_poll_answer_poll_id"), "poll_answer", ["poll_id"])


def _school_holidays() -> None:
    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", _choice(REGIONS, "region"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holiday")),
        sa.UniqueConstraint("region", "first_day", name=op.f("uq_school_holiday_region_first_day")),
    )
    op.create_index(op.f("ix_school_holiday_last_day"), "school_holiday", ["last_day"])


def downgrade() -> None:
    for table in ("school_holiday", "poll_answer", "date_poll", "planned_date", "table_goal", "cycle"):
        op.drop_table(table)
    op.drop_table("calendar_key")
    op.drop_table("meeting_invitation")
    for kind in JOBS:
        op.execute(f"DELETE FROM job WHERE kind = '{kind}'")
    op.execute("DELETE FROM outbox_message WHERE kind IN ('meetings.calendar', 'tables.poll')")
    op.execute("DELETE FROM access_link WHERE purpose IN ('attendance', 'poll')")
