"""the giver's side: stop, be forgotten, own links, and whether a commitment shows four weeks later (D9, P2)

Revision: 0013
Before it: 0012
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from dialoog import clock

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTS = ("shows_asked", "shows_yes", "shows_partly", "shows_no")
FOUR_WEEKS = timedelta(weeks=4)
commitment = sa.table(
    "commitment",
    sa.column("id", sa.Integer),
    sa.column("status", sa.String),
    sa.column("source_kind", sa.String),
    sa.column("closed_at", MOMENT),
)
job = sa.table(
    "job",
    sa.column("kind", sa.String),
    sa.column("key", sa.String),
    sa.column("params", sa.JSON),
    sa.column("due_at", MOMENT),
    sa.column("state", sa.String),
    sa.column("attempts", sa.Integer),
)


def _value(*, nullable: bool) -> sa.Column[str]:
    values = sa.Enum(
        "ja", "gedeeltelijk", "nee", name="verdictvalue", native_enum=False, create_constraint=True, length=40
    )
    return sa.Column("value", values, nullable=nullable)


def upgrade() -> None:
    op.add_column("giver", sa.Column("links_from", MOMENT, nullable=True))
    op.add_column("giver", sa.Column("forgotten_at", MOMENT, nullable=True))
    op.add_column("contribution_giver", sa.Column("stopped_at", MOMENT, nullable=True))
    for name in COUNTS:
        op.add_column("commitment", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "effect_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        _value(nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_effect_question_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["giver.id"], name=op.f("fk_effect_question_giver_id_giver")),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox_message.id"], name=op.f("fk_effect_question_outbox_id_outbox_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_question")),
        sa.UniqueConstraint("commitment_id", "giver_id", name=op.f("uq_effect_question_commitment_id_giver_id")),
    )
    op.create_index("ix_effect_question_giver", "effect_question", ["giver_id"])
    op.create_table(
        "effect_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        _value(nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_effect_verdict_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["effect_question.id"], name=op.f("fk_effect_verdict_question_id_effect_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_verdict")),
        sa.UniqueConstraint(
            "contribution_id", "question_id", name=op.f("uq_effect_verdict_contribution_id_question_id")
        ),
    )
    _ask_of_what_is_done()


def _ask_of_what_is_done() -> None:
    """What was done less than four weeks ago is asked about when its four weeks are over."""
    recent = commitment.c.closed_at > clock.now() - FOUR_WEEKS
    done = sa.select(commitment.c.id, commitment.c.closed_at).where(
        commitment.c.status == "gereed", commitment.c.source_kind == "antwoord", recent
    )
    for number, closed_at in op.get_bind().execute(done).all():
        values = {
            "kind": "answers.ask_effect",
            "key": f"{number} before",
            "params": {"commitment": number},
            "due_at": closed_at + FOUR_WEEKS,
            "state": "waiting",
            "attempts": 0,
        }
        op.execute(job.insert().values(**values))


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'answers.ask_effect'")
    op.drop_table("effect_verdict")
    op.drop_index("ix_effect_question_giver", "effect_question")
    op.drop_table("effect_question")
    for name in COUNTS:
        op.drop_column("commitment", name)
    op.drop_column("contribution_giver", "stopped_at")
    op.drop_column("giver", "forgotten_at")
    op.drop_column("giver", "links_from")
