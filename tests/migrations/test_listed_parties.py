"""0016: listed stay the parties that staff added and that nothing tells of; of the others nobody hears (D11, P2)."""

from sqlalchemy import create_engine, text

from dialoog import migrating

PARTY = (
    "INSERT INTO organisation (slug, name, sector, created_at) VALUES (:slug, :slug, 'onbekend', '2026-01-01 00:00:00')"
)
ADDED = (
    "INSERT INTO audit_entry (at, action, subject_kind, subject_key, detail) "
    "VALUES ('2026-01-01 00:00:00', 'party.added', 'organisation', :slug, '{}')"
)
GIVER = (
    "INSERT INTO giver (organisation_id, created_at) "
    "SELECT id, '2026-01-01 00:00:00' FROM organisation WHERE slug = 'bij-een-inbrenger'"
)


def test_d11_only_what_staff_added_stays_listed(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "0014")
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        for slug in ("toegevoegd", "bij-een-inbrenger", "vergeten"):
            connection.execute(text(PARTY), {"slug": slug})
        for slug in ("toegevoegd", "bij-een-inbrenger"):
            connection.execute(text(ADDED), {"slug": slug})
        connection.execute(text(GIVER))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        listed = connection.execute(text("SELECT slug FROM organisation WHERE listed")).scalars().all()
    engine.dispose()
    assert listed == ["toegevoegd"]
