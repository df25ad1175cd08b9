"""0014: reactions that were public before stay so, and can be hidden and blacked out from now on (D1, D3a)."""

from sqlalchemy import create_engine, text

from dialoog import migrating
from tests.migrations.test_look_alikes import POINT

EVENT = (
    "INSERT INTO event (subject_kind, subject_id, subject_key, n, kind, at, actor_role, data, texts) "
    "SELECT 'inbreng', id, number, 1, 'judged', '2026-01-02 00:00:00', 'inbrenger', '{}', '{}' FROM contribution"
)
TEXT = "INSERT INTO event_text (event_id, name, public, text) SELECT id, 'reaction', true, 'Nee dus.' FROM event"


def test_d3a_reactions_of_before_need_no_look(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url)
    migrating.downgrade(empty_database_url, "0010")
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text(POINT))
        connection.execute(text(EVENT))
        connection.execute(text(TEXT))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        [row] = connection.execute(text("SELECT name, look, act, event_id FROM text_look")).all()
        [point] = connection.execute(text("SELECT endorsed FROM contribution")).all()
    engine.dispose()
    assert (row.name, row.look, row.act, point.endorsed) == ("reaction", "niet-nodig", row.event_id, 0)
