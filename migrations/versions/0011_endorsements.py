"""endorsements (D7), and texts of events under the look (D3a)

Revision: 0011
Before it: 0010
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LINKS = ("login", "invitation", "confirm", "deny", "withdraw", "verdict", "referral")
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
STATES = ("gevraagd", "bevestigd", "verborgen", "ingetrokken")
LOOKS = ("niet-nodig", "wacht", "getoond", "verborgen")


def upgrade() -> None:
    _texts_under_the_look()
    _endorsements()


def _texts_under_the_look() -> None:
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
            _choice(LOOKS, "look"),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_text_look_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_text_look_event_id_event")),
        sa.ForeignKeyConstraint(["text_id"], ["event_text.id"], name=op.f("fk_text_look_text_id_event_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_look")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_text_look_event_id_name")),
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


def _endorsements() -> None:
    change_check(op, "access_link", "purpose", LINKS, (*LINKS, "endorse"), name="linkpurpose")
    op.add_column("contribution", sa.Column("endorsed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contribution", sa.Column("endorsed_by", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index("ix_contribution_endorsed", "contribution", ["endorsed", "id"])
    op.create_table(
        "endorsement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sector", _choice(SECTORS, "sector"), nullable=False),
        sa.Column("contact_name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", _choice(STATES, "endorsementstate"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_n", sa.Integer(), nullable=True),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_endorsement_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_endorsement_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_endorsement_entered_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
    )
    op.create_index("ix_endorsement_point", "endorsement", ["contribution_id", "state"])
    op.create_index("ix_endorsement_asked", "endorsement", ["state", "asked_at"])
    op.create_index(op.f("ix_endorsement_email"), "endorsement", ["email"])
    op.create_index(op.f("ix_endorsement_organisation_id"), "endorsement", ["organisation_id"])


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    op.drop_table("endorsement")
    op.drop_index("ix_contribution_endorsed", "contribution")
    op.drop_column("contribution", "endorsed_by")
    op.drop_column("contribution", "endorsed")
    op.execute("DELETE FROM access_link WHERE purpose = 'endorse'")
    change_check(op, "access_link", "purpose", (*LINKS, "endorse"), LINKS, name="linkpurpose")
    op.drop_table("text_look")
