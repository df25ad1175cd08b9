"""Meetings as open data: what each is for, and when (R15, R99, T6)."""

from datetime import date, timedelta

from flask.testing import FlaskClient

from dialoog import clock
from dialoog.db import WorkSession
from tests.factories import tables


def test_r99_a_meeting_says_what_it_is_for_and_when(client: FlaskClient, session: WorkSession) -> None:
    begins = clock.start_of(date(2030, 7, 3)) + timedelta(hours=13)
    given = {"wanted": "Horen waar het stokt.", "track": "NMP", "begins_at": begins}
    meeting = tables.meeting(session, tables.table(session), **given)
    session.commit()
    one = client.get(f"/api/v1/bijeenkomsten/{meeting.slug}").json
    assert (one["watWijWillen"], one["traject"], one["organisator"]) == ("Horen waar het stokt.", "NMP", None)
    assert one["begintOp"] == "2030-07-03T11:00:00.000Z"
    assert one["afgelastOp"] is None
