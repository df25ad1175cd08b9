"""advices of dialogue tables, and answers about something else than contributions (T8)

Revision: 0022
Before it: 0021
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PROMISES = ("toewijzen", "beantwoorden")
WITH_REACTION = (*PROMISES, "reageren")
TEXTS = ("question", "summary", "text", "generation_test")


def upgrade() -> None:
    change_check(op, "clock", "promise", PROMISES, WITH_REACTION, name="promise")
    op.add_column("answer", sa.Column("about_kind", sa.String(40), nullable=True))
    op.add_column("answer", sa.Column("about_id", sa.Integer(), nullable=True))
    _advices()
    _points()
    _comments()


def _advices() -> None:
    addressees = sa.Enum(
        "minister",
        "staatssecretaris",
        name="addressee",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("addressee", addressees, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comments_until", sa.Date(), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("signed", sa.String(300), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["table_id"], ["dialogue_table.id"], name=op.f("fk_advice_table_id_dialogue_table")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_advice_written_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_advice_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("slug", name=op.f("uq_advice_slug")),
    )
    op.create_index("ix_advice_list", "advice", ["status", "sent_on", "id"])
    op.create_index("ix_advice_unit", "advice", ["unit_id", "status"])
    for column in ("table_id", "written_by_id", "answer_id"):
        op.create_index(op.f(f"ix_advice_{column}"), "advice", [column])


def _points() -> None:
    op.create_table(
        "advice_contribution",
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_advice_contribution_advice_id_advice")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_advice_contribution_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("advice_id", "contribution_id", name=op.f("pk_advice_contribution")),
    )
    op.create_index("ix_advice_contribution_contribution", "advice_contribution", ["contribution_id", "advice_id"])


def _comments() -> None:
    op.create_table(
        "advice_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_over", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_advice_comment_advice_id_advice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_advice_comment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_advice_comment_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_comment")),
    )
    op.create_index("ix_advice_comment_advice", "advice_comment", ["advice_id", "id"])
    for column in ("person_id", "organisation_id"):
        op.create_index(op.f(f"ix_advice_comment_{column}"), "advice_comment", [column])


def downgrade() -> None:
    for table in ("advice_comment", "advice_contribution", "advice"):
        op.drop_table(table)
    op.execute("DELETE FROM job WHERE kind IN ('advices.close', 'advices.decide')")
    op.execute("DELETE FROM clock WHERE promise = 'reageren'")
    op.drop_column("answer", "about_id")
    op.drop_column("answer", "about_kind")
    change_check(op, "clock", "promise", WITH_REACTION, PROMISES, name="promise")
