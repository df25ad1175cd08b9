"""Two of the secretariat change one meeting: the second is shown the first's change and loses nothing of their own."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from tests.contributions.pages import get, hidden_fields
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.support.html import assert_valid_html


def test_who_saves_second_sees_what_the_first_made_of_it(client: FlaskClient, session: Session) -> None:
    meeting = make.meeting(session, title="Werksessie geluid")
    session.commit()
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    where = f"/werk/bijeenkomsten/{meeting.slug}"
    form = {**hidden_fields(get(client, where)), "kind": meeting.kind.value, "level": meeting.level.value}
    form |= {"title": meeting.title, "held_on": "2026-03-03"}
    assert client.post(where, data={**form, "place": "Zwolle"}).status_code == 302
    second = client.post(where, data={**form, "place": "Assen"})
    assert second.status_code == 409
    assert_valid_html(second.text)
    assert "Iemand anders was u net voor" in second.text
    assert "Zwolle" in second.text
    assert 'value="Assen"' in second.text
    session.refresh(meeting)
    assert meeting.place == "Zwolle"
    again = {**form, **hidden_fields(second.text), "place": "Assen"}
    assert client.post(where, data=again).status_code == 302
    session.refresh(meeting)
    assert meeting.place == "Assen"


def test_what_nobody_else_changed_is_saved(client: FlaskClient, session: Session) -> None:
    meeting = make.meeting(session)
    session.commit()
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    where = f"/werk/bijeenkomsten/{meeting.slug}"
    for title in ("Een", "Twee"):
        form = {**hidden_fields(get(client, where)), "kind": meeting.kind.value, "level": meeting.level.value}
        assert client.post(where, data={**form, "title": title, "held_on": "2026-03-03"}).status_code == 302
