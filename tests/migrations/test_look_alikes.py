"""0006: points that were there before are compared once the jobs run (D7)."""

from sqlalchemy import create_engine, text

from dialoog import migrating

POINT = (
    "INSERT INTO contribution (number, received_at, channel, level, kind, public_text, search_terms, round, "
    "room_table, sector, shown_as, shown_sector, look, status, last_event) "
    "VALUES ('INB-2026-00001', '2026-01-01 00:00:00', "
    "'website', 'openbaar', 'idee', 'Meet', 'meet', '', '', 'onbekend', 'sector', 'onbekend', "
    "'niet-nodig', 'ontvangen', 1)"
)


def test_d7_points_of_before_are_compared_by_a_job(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "0004")
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(POINT))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        [job] = connection.execute(text("SELECT kind, key, params, state FROM job")).all()
    engine.dispose()
    assert (job.kind, job.key, job.state) == ("contributions.alike", "all/0", "waiting")
    assert job.params in ('{"after": 0}', {"after": 0})
