"""which parties everyone may know of (D11), and endorsements that wait for the look (D3a)

Revision: 0016
Before it: 0015
"""

import sqlalchemy as sa
from alembic import op

from dialoog.migrating import change_check

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = ("gevraagd", "bevestigd", "verborgen", "ingetrokken")
WITH_WAITING = ("gevraagd", "wacht", "bevestigd", "verborgen", "ingetrokken")

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
    _listed()
    _waiting()


def _listed() -> None:
    op.add_column("organisation", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Listed until now was every party that nothing tells of. It stays so only where staff are known to have added it:
    # of the others it may be that whoever named them was forgotten.
    op.execute(
        "UPDATE organisation SET listed = true WHERE EXISTS (SELECT 1 FROM audit_entry "
        "WHERE audit_entry.subject_kind = 'organisation' AND audit_entry.subject_key = organisation.slug "
        "AND audit_entry.action = 'party.added') "
        "AND NOT EXISTS (SELECT 1 FROM contribution WHERE contribution.said_by_organisation_id = organisation.id) "
        "AND NOT EXISTS (SELECT 1 FROM giver WHERE giver.organisation_id = organisation.id)"
    )


def _waiting() -> None:
    change_check(op, "endorsement", "state", STATES, WITH_WAITING, name="endorsementstate")
    op.execute(
        "UPDATE endorsement SET state = 'wacht', organisation_id = NULL WHERE state = 'bevestigd' AND EXISTS ("
        "SELECT 1 FROM event JOIN text_look ON text_look.event_id = event.id "
        "WHERE event.subject_kind = 'inbreng' AND event.subject_id = endorsement.contribution_id "
        "AND event.n = endorsement.event_n AND text_look.name = 'party' AND text_look.look = 'wacht')"
    )
    _count()


def _count() -> None:
    """What lists show of the points that parties back."""
    op.execute("UPDATE contribution SET endorsed = 0, endorsed_by = '{}' WHERE endorsed > 0")
    found = sa.text(
        "SELECT contribution_id, sector, count(*) FROM endorsement WHERE state = 'bevestigd' "
        "GROUP BY contribution_id, sector"
    )
    of_each: dict[int, dict[str, int]] = {}
    for contribution_id, sector, number in op.get_bind().execute(found):
        of_each.setdefault(contribution_id, {})[sector] = number
    changed = sa.text("UPDATE contribution SET endorsed = :number, endorsed_by = :of_each WHERE id = :id")
    changed = changed.bindparams(sa.bindparam("of_each", type_=sa.JSON()))
    for contribution_id, numbers in of_each.items():
        ordered = {sector: numbers[sector] for sector in SECTORS if sector in numbers}
        given = {"id": contribution_id, "number": sum(numbers.values()), "of_each": ordered}
        op.get_bind().execute(changed, given)


def downgrade() -> None:
    op.execute("UPDATE endorsement SET state = 'bevestigd' WHERE state = 'wacht'")
    change_check(op, "endorsement", "state", WITH_WAITING, STATES, name="endorsementstate")
    _count()
    op.drop_column("organisation", "listed")
