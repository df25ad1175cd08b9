"""The secretariat's pages of meetings (D11, P4)."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Role
from dialoog.files import FileStore
from dialoog.meetings.models import Level, Meeting, MeetingKind
from dialoog.meetings.rules import MeetingDetails, Upload, create_meeting, keep_document
from dialoog.permissions import SYSTEM
from tests.factories import accounts as people
from tests.factories import tables
from tests.support.html import assert_valid_html
from tests.support.queries import counted_queries

LIST = "/werk/bijeenkomsten"
FILLED = {
    "title": "Avond over geur",
    "kind": "werksessie",
    "level": "openbaar",
    "held_on": "2026-05-07",
    "place": "Ede",
}


@pytest.fixture
def staff(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    return client


def get(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    assert_valid_html(answer.text)
    return html.unescape(answer.text)


def meeting(session: Session, **said: object) -> Meeting:
    made = create_meeting(session, MeetingDetails(**{"title": "Avond", **said}))  # type: ignore[arg-type]
    session.commit()
    return made


def test_without_meetings_the_list_says_what_to_do(staff: FlaskClient) -> None:
    assert "Maak een bijeenkomst aan" in get(staff, LIST)


def test_a_meeting_is_made_and_found_in_the_list(staff: FlaskClient) -> None:
    get(staff, f"{LIST}/nieuw")
    answer = staff.post(f"{LIST}/nieuw", data=FILLED)
    assert answer.headers["Location"] == f"{LIST}/avond-over-geur"
    page = get(staff, f"{LIST}/avond-over-geur")
    assert 'value="2026-05-07"' in page
    assert "donderdag 7 mei 2026" in get(staff, LIST)


def test_mistakes_stand_at_their_field_and_nothing_typed_is_lost(staff: FlaskClient, session: Session) -> None:
    answer = staff.post(f"{LIST}/nieuw", data={**FILLED, "title": "", "held_on": "gisteren", "place": "Ede"})
    assert answer.status_code == 400
    assert_valid_html(answer.text)
    for words in ('id="title-fout"', 'id="held_on-fout"', 'href="#title"', 'value="gisteren"', 'value="Ede"'):
        assert words in answer.text
    assert session.scalar(select(Meeting)) is None


def test_d11_a_wider_level_is_not_offered_and_not_taken(staff: FlaskClient, session: Session) -> None:
    closed = meeting(session, level=Level.CLOSED)
    page = get(staff, f"{LIST}/{closed.slug}")
    assert 'value="besloten"' in page
    assert 'value="openbaar"' not in page
    assert staff.post(f"{LIST}/{closed.slug}", data=FILLED).status_code == 400
    session.refresh(closed)
    assert (closed.level, closed.title) == (Level.CLOSED, "Avond")


def test_p4_a_change_is_kept_with_who_made_it(staff: FlaskClient, session: Session) -> None:
    made = meeting(session)
    assert staff.post(f"{LIST}/{made.slug}", data={**FILLED, "level": "zonder-herkomst"}).status_code == 302
    session.refresh(made)
    assert (made.title, made.level, made.place) == ("Avond over geur", Level.NO_SOURCE, "Ede")
    row = session.scalars(select(AuditEntry).where(AuditEntry.action == "meeting.changed")).one()
    assert (row.person_id is not None, row.subject_key) == (True, made.slug)


def test_d1_a_file_is_given_back_as_an_attachment_and_reading_it_is_noted(
    app: Flask, staff: FlaskClient, session: Session
) -> None:
    files: FileStore = app.extensions["dialoog_files"]
    made, other = meeting(session), meeting(session)
    upload = Upload("verslag <geur>.txt", "text/plain", "Één verslag".encode())
    kept = keep_document(session, made, upload, files=files, actor=SYSTEM)
    session.commit()
    assert "verslag <geur>.txt" in get(staff, f"{LIST}/{made.slug}")
    answer = staff.get(f"{LIST}/{made.slug}/bestanden/{kept.id}")
    assert answer.data.decode() == "Één verslag"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "document.read")).one().detail == {
        "document": kept.id
    }
    assert staff.get(f"{LIST}/{other.slug}/bestanden/{kept.id}").status_code == 404


def test_r86_the_list_tells_how_many_broad_meetings_there_are_this_year(staff: FlaskClient, session: Session) -> None:
    today = clock.today()
    for held_on in (today, today, today.replace(year=today.year - 1)):
        meeting(session, kind=MeetingKind.BROAD, held_on=held_on)
    assert f"In {today.year} zijn er 2 brede bijeenkomsten." in get(staff, LIST)


def test_t6_a_meeting_that_is_off_says_so_in_the_list_and_on_its_page(staff: FlaskClient, session: Session) -> None:
    made = meeting(session, held_on=clock.today())
    assert "gaat niet door" not in get(staff, LIST)
    made.cancelled_at = clock.now()
    session.commit()
    assert "gaat niet door" in get(staff, LIST)
    assert "Deze bijeenkomst gaat niet door." in get(staff, f"{LIST}/{made.slug}")


def test_t7_presence_is_offered_for_a_table_alone(staff: FlaskClient, session: Session) -> None:
    """Who is at a broad meeting checks in there."""
    table = tables.table(session, name="Dialoogtafel Proef")
    of_table, of_none = tables.meeting(session, table), meeting(session)
    session.commit()
    shown = get(staff, f"{LIST}/{of_table.slug}")
    assert f'href="{LIST}/{of_table.slug}/aanwezig"' in shown
    assert f'href="/werk/tafels/{table.slug}"' in shown
    assert f'href="{LIST}/{of_none.slug}/aanwezig"' not in get(staff, f"{LIST}/{of_none.slug}")


def test_a_meeting_that_is_not_there(staff: FlaskClient) -> None:
    for method in (staff.get, staff.post):
        assert method(f"{LIST}/nergens").status_code == 404


def test_queries_do_not_grow_with_the_list_and_pages_follow_each_other(
    app: Flask, staff: FlaskClient, session: Session
) -> None:
    meeting(session)
    with counted_queries(app) as few:
        get(staff, LIST)
    for _ in range(24):
        meeting(session)
    with counted_queries(app) as many:
        page = get(staff, LIST)
    assert len(few) == len(many) <= 12
    assert page.count('class="row"') == 20
    following = page.split('rel="next"')[1].split('href="')[1].split('"')[0]
    page = get(staff, following)
    assert page.count('class="row"') == 5
    assert f'href="{LIST}">Naar het begin' in page
