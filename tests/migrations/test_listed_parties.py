"""0016: listed stay the parties that staff added and that nothing tells of; of the others nobody hears (D11, P2).

Endorsements that nobody looked at count no more (D3a).
"""

from sqlalchemy import JSON, create_engine, text

from dialoog import migrating
from tests.migrations.test_look_alikes import POINT

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


EVENT = (
    "INSERT INTO event (subject_kind, subject_id, subject_key, n, kind, at, actor_role, data, texts) "
    "SELECT 'inbreng', id, number, :n, 'endorsed', '2026-01-02 00:00:00', 'onderschrijver', '{}', '{}' "
    "FROM contribution"
)
TEXT = "INSERT INTO event_text (event_id, name, public, text) SELECT id, 'party', false, 'Een naam' FROM event"
LOOK = (
    "INSERT INTO text_look (contribution_id, event_id, name, text_id, act, look) "
    "SELECT event.subject_id, event.id, 'party', event_text.id, event.id, "
    "CASE event.n WHEN 1 THEN 'wacht' ELSE 'getoond' END "
    "FROM event JOIN event_text ON event_text.event_id = event.id"
)
BACKS = (
    "INSERT INTO endorsement "
    "(contribution_id, name, sector, contact_name, why, state, asked_at, event_n, tells, links) "
    "SELECT id, 'Een naam', :sector, '', '', 'bevestigd', '2026-01-01 00:00:00', :n, true, '{}' FROM contribution"
)
COUNTED = 'UPDATE contribution SET endorsed = 2, endorsed_by = \'{"overheid": 1, "jongeren": 1}\''


def test_d3a_endorsements_that_nobody_looked_at_count_no_more(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "0014")
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(POINT))
        for n, sector in ((1, "overheid"), (2, "jongeren")):
            connection.execute(text(EVENT), {"n": n})
            connection.execute(text(BACKS), {"n": n, "sector": sector})
        for statement in (TEXT, LOOK):
            connection.execute(text(statement))
        connection.exec_driver_sql(COUNTED)
    found = []
    for _time in range(2):
        migrating.upgrade(empty_database_url)
        with engine.begin() as connection:
            states = connection.execute(text("SELECT state FROM endorsement ORDER BY id")).scalars().all()
            query = text("SELECT endorsed, endorsed_by FROM contribution").columns(endorsed_by=JSON)
            found.append((states, connection.execute(query).one()))
        migrating.downgrade(empty_database_url, "0014")
    with engine.begin() as connection:
        before = connection.execute(text("SELECT endorsed FROM contribution")).scalar_one()
    engine.dispose()
    assert found == [(["wacht", "bevestigd"], (1, {"jongeren": 1}))] * 2
    assert before == 2


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
