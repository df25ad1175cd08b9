"""agenda, papers, decisions, presence and minutes of a meeting (T7)

Revision: 0021
Before it: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _agenda()
    _papers()
    _decisions_and_presence()
    _minutes()


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _table(name: str, *columns: sa.Column[object], refers: dict[str, str], unique: tuple[str, ...] = ()) -> None:
    keys = [
        sa.ForeignKeyConstraint(
            [column],
            [f"{to}.id"],
            name=op.f(f"fk_{name}_{column}_{to}"),
            # Who sat there may be forgotten; that the party was there stays.
            ondelete="SET NULL" if to == "membership" else None,
        )
        for column, to in refers.items()
    ]
    once = [sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))] if unique else []
    key = sa.Column("id", sa.Integer(), nullable=False)
    op.create_table(name, key, *columns, *keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")), *once)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _column(name: str, kind: object, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=empty)  # type: ignore[arg-type]


def _agenda() -> None:
    kinds = _choice("itemkind", "ter-informatie", "bespreken", "adviseren", "besluiten")
    phases = ("agenda-bepalen", "beleid-voorbereiden", "besluiten-nemen", "uitvoeren", "monitoren", "evalueren")
    _table(
        "agenda_item",
        _column("meeting_id", sa.Integer()),
        _column("position", sa.Integer()),
        _column("title", sa.String(200)),
        _column("purpose", sa.Text()),
        _column("host", sa.String(200)),
        _column("minutes", sa.Integer()),
        _column("kind", kinds),
        _column("phase", _choice("phase", *phases), empty=True),
        _column("decides", sa.String(200)),
        _column("standing", sa.String(80), empty=True),
        _column("state", _choice("itemstate", "voorgesteld", "op-de-agenda", "niet-overgenomen")),
        _column("refusal", sa.Text()),
        _column("proposed_by_id", sa.Integer(), empty=True),
        _column("edit", sa.Integer()),
        _column("created_at", MOMENT),
        refers={"meeting_id": "meeting", "proposed_by_id": "person"},
    )
    op.create_index("ix_agenda_item_meeting", "agenda_item", ["meeting_id", "position"])
    _index("agenda_item", "standing", "proposed_by_id")
    _table(
        "agenda_answer",
        _column("item_id", sa.Integer()),
        _column("question", _choice("question", "gaat-goed", "moet-beter", "is-nieuw", "waar-stokt-het")),
        _column("text", sa.Text()),
        refers={"item_id": "agenda_item"},
        unique=("item_id", "question"),
    )


def _papers() -> None:
    _table(
        "meeting_paper",
        _column("meeting_id", sa.Integer()),
        _column("item_id", sa.Integer(), empty=True),
        _column("title", sa.String(200)),
        _column("public", sa.Boolean()),
        _column("created_at", MOMENT),
        refers={"meeting_id": "meeting", "item_id": "agenda_item"},
    )
    _index("meeting_paper", "meeting_id", "item_id")
    _table(
        "meeting_paper_version",
        _column("paper_id", sa.Integer()),
        _column("n", sa.Integer()),
        _column("file_name", sa.String(200)),
        _column("media_type", sa.String(100)),
        _column("sha256", sa.String(64)),
        _column("size", sa.Integer()),
        _column("note", sa.Text()),
        _column("added_at", MOMENT),
        _column("added_by_id", sa.Integer(), empty=True),
        refers={"paper_id": "meeting_paper", "added_by_id": "person"},
        unique=("paper_id", "n"),
    )
    _index("meeting_paper_version", "sha256")


def _decisions_and_presence() -> None:
    _table(
        "decision",
        _column("meeting_id", sa.Integer()),
        _column("item_id", sa.Integer(), empty=True),
        _column("text", sa.Text()),
        _column("may_decide", sa.String(200)),
        _column("decided_by", sa.String(200)),
        _column("decided_on", sa.Date()),
        _column("follow_up", sa.Text()),
        _column("owner", sa.String(200)),
        _column("due_on", sa.Date(), empty=True),
        _column("done_on", sa.Date(), empty=True),
        _column("edit", sa.Integer()),
        _column("created_at", MOMENT),
        refers={"meeting_id": "meeting", "item_id": "agenda_item"},
    )
    _index("decision", "meeting_id", "item_id")
    _table(
        "presence",
        _column("meeting_id", sa.Integer()),
        _column("membership_id", sa.Integer(), empty=True),
        _column("organisation_id", sa.Integer(), empty=True),
        _column(
            "kind", _choice("presencekind", "aanwezig", "plaatsvervanger", "afwezig-met-bericht", "niet-verschenen")
        ),
        _column("noted_at", MOMENT),
        _column("noted_by_id", sa.Integer(), empty=True),
        refers={
            "meeting_id": "meeting",
            "membership_id": "membership",
            "organisation_id": "organisation",
            "noted_by_id": "person",
        },
        unique=("meeting_id", "membership_id"),
    )
    _index("presence", "membership_id", "organisation_id")


def _minutes() -> None:
    _table(
        "minutes",
        _column("meeting_id", sa.Integer()),
        _column("state", _choice("minutesstate", "concept", "ter-commentaar", "vastgesteld", "gepubliceerd")),
        _column("revision", sa.Integer()),
        _column("first_shown", sa.Integer(), empty=True),
        _column("comments_until", sa.Date(), empty=True),
        _column("adopted_on", sa.Date(), empty=True),
        _column("published_at", MOMENT, empty=True),
        _column("created_at", MOMENT),
        refers={"meeting_id": "meeting"},
        unique=("meeting_id",),
    )
    _table(
        "minutes_revision",
        _column("minutes_id", sa.Integer()),
        _column("n", sa.Integer()),
        _column("text", sa.Text()),
        _column("merged_with", sa.Integer(), empty=True),
        _column("at", MOMENT),
        _column("by_id", sa.Integer(), empty=True),
        refers={"minutes_id": "minutes", "by_id": "person"},
        unique=("minutes_id", "n"),
    )
    _table(
        "minutes_comment",
        _column("minutes_id", sa.Integer()),
        _column("person_id", sa.Integer(), empty=True),
        _column("about", sa.Text()),
        _column("revision", sa.Integer()),
        _column("text", sa.Text()),
        _column("at", MOMENT),
        _column("handled", _choice("handled", "overgenomen", "niet-overgenomen"), empty=True),
        _column("reason", sa.Text()),
        _column("handled_at", MOMENT, empty=True),
        _column("handled_by_id", sa.Integer(), empty=True),
        refers={"minutes_id": "minutes", "person_id": "person", "handled_by_id": "person"},
    )
    _index("minutes_comment", "minutes_id", "person_id")


def downgrade() -> None:
    for table in (
        *("minutes_comment", "minutes_revision", "minutes"),
        *("presence", "decision"),
        *("meeting_paper_version", "meeting_paper"),
        *("agenda_answer", "agenda_item"),
    ):
        op.drop_table(table)
