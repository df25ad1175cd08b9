"""Meetings as everybody sees them: their count (M6), and what a level keeps back (D11)."""

import html
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.contributions.models import Contribution, ReportImport
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.dossiers.queries import Count, Heard, counts_per_meeting, counts_per_topic, heard_at
from dialoog.files import FileStore
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import SYSTEM
from tests.contributions.work_session_reports.files import as_text
from tests.factories import contributions as make
from tests.support.html import assert_valid_html
from tests.support.queries import counted_queries

LONG_AGO = date(2020, 1, 1)


def points(session: Session, at: Meeting, *states: str, due: date | None = None, **given: Any) -> list[Contribution]:
    """Points of a meeting in these states."""
    made = [make.contribution(session, meeting=at, level=at.level, **given) for _ in states]
    for contribution, state in zip(made, states, strict=True):
        contribution.status = state
        contribution.answer_due = due or contribution.answer_due
    session.commit()
    return made


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    assert_valid_html(answer.text)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def count_of(session: Session, meeting: Meeting) -> Count:
    return counts_per_meeting(session, [meeting.id])[meeting.id]


def test_m6_points_are_answered_open_or_withdrawn(session: Session) -> None:
    at = make.meeting(session)
    points(session, at, "ontvangen", "in-behandeling", "heropend", "beantwoord", "afgerond", "ingetrokken")
    count = count_of(session, at)
    assert count == Count(answered=2, open=3, withdrawn=1, late=0)
    assert count.points == 6


def test_m6_late_is_what_is_open_past_its_day(session: Session) -> None:
    at = make.meeting(session)
    points(session, at, "ontvangen", "heropend", "beantwoord", due=LONG_AGO)
    assert count_of(session, at) == Count(answered=1, open=2, withdrawn=0, late=2)


def test_m6_the_page_shows_the_count_large_and_how_far_it_is(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    points(session, at, "ontvangen", "beantwoord", "beantwoord", "ingetrokken")
    page = words(client, f"/bijeenkomsten/{at.slug}")
    for part in ("4 punten gehoord", "2 beantwoord", "1 nog open", "1 ingetrokken", "2 van 3 punten"):
        assert part in page
    assert "dinsdag 3 maart 2026" in page


def test_m6_what_is_late_stands_out_and_can_be_read(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    points(session, at, "ontvangen", due=LONG_AGO)
    assert "1 te laat" in words(client, "/bijeenkomsten")
    assert f'href="/inbreng?bijeenkomst={at.slug}&amp;te_laat=1"' in client.get(f"/bijeenkomsten/{at.slug}").text


def test_m6_the_page_warns_where_heard_and_registered_differ(app: Flask, client: FlaskClient, session: Session) -> None:
    files: FileStore = app.extensions["dialoog_files"]
    at = make.meeting(session)
    import_report(session, at, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    points(session, at, "ontvangen")
    assert heard_at(session, at.id) == Heard(heard=5, registered=5)
    assert "telling klopt niet" not in words(client, f"/bijeenkomsten/{at.slug}")
    session.query(ReportImport).one().points = 9
    at.place = "Emmen"
    session.commit()
    assert "In de verslagen staan 10 punten, maar 5 hebben een nummer" in words(client, f"/bijeenkomsten/{at.slug}")


def test_topics_lead_to_their_points_with_their_count(app: Flask, client: FlaskClient, session: Session) -> None:
    files: FileStore = app.extensions["dialoog_files"]
    at = make.meeting(session)
    import_report(session, at, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    session.commit()
    counts = counts_per_topic(session, at.id)
    assert [counts[topic.id].points for topic in at.topics] == [3, 1]
    page = client.get(f"/bijeenkomsten/{at.slug}").text
    assert "1. De stille tuin" in page
    address = f"/inbreng?bijeenkomst={at.slug}&onderwerp=1"
    assert f'href="{html.escape(address)}"' in page
    assert "3 punten" in words(client, address)


@pytest.mark.parametrize(("number", "shown"), [(4, 0), (5, 5), (9, 9)])
def test_d11_closed_points_count_only_in_groups_of_five(session: Session, number: int, shown: int) -> None:
    at = make.meeting(session, Level.CLOSED)
    points(session, at, *["ontvangen"] * number)
    assert count_of(session, at).points == shown


def test_d11_a_group_of_closed_points_too_small_is_left_out_and_the_count_still_adds_up(session: Session) -> None:
    at = make.meeting(session, Level.CLOSED)
    points(session, at, *["ontvangen"] * 6, *["beantwoord"] * 2)
    count = count_of(session, at)
    assert (count, count.points) == (Count(open=6), 6)


def test_d11_a_closed_meeting_shows_no_topics_and_no_list(app: Flask, client: FlaskClient, session: Session) -> None:
    files: FileStore = app.extensions["dialoog_files"]
    at = make.meeting(session, Level.CLOSED)
    import_report(session, at, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    session.commit()
    page = words(client, f"/bijeenkomsten/{at.slug}")
    assert "Besloten De tekst en het antwoord zijn voor de deelnemers" in page
    assert "geen aantallen openbaar" in page
    for kept_back in ("stille tuin", "Van wie is het bos", "Veel groen", "/inbreng?bijeenkomst"):
        assert kept_back.casefold() not in page.casefold()
    assert "stille tuin" not in words(client, f"/inbreng?bijeenkomst={at.slug}").casefold()


def test_d11_the_level_is_explained_where_names_are_kept_back(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session, Level.NO_SOURCE)
    session.commit()
    page = words(client, f"/bijeenkomsten/{at.slug}")
    assert "Zonder herkomst Iedereen leest wat er is ingebracht. Niemand ziet wie het inbracht." in page
    assert "nog geen punten ingebracht" in page


def test_without_meetings_the_list_says_what_to_do(client: FlaskClient) -> None:
    assert "Breng iets in" in words(client, "/bijeenkomsten")


def test_a_meeting_that_is_not_there(client: FlaskClient) -> None:
    assert client.get("/bijeenkomsten/nergens").status_code == 404
    assert client.get("/bijeenkomsten?na=x").status_code == 400


def test_queries_do_not_grow_with_meetings_points_or_topics(app: Flask, client: FlaskClient, session: Session) -> None:
    first = make.meeting(session)
    points(session, first, "ontvangen")
    with counted_queries(app) as few:
        words(client, "/bijeenkomsten")
    with counted_queries(app) as few_there:
        words(client, f"/bijeenkomsten/{first.slug}")
    files: FileStore = app.extensions["dialoog_files"]
    import_report(session, first, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    for _ in range(24):
        points(session, make.meeting(session), "ontvangen", "beantwoord")
    with counted_queries(app) as many:
        page = words(client, "/bijeenkomsten")
    with counted_queries(app) as many_there:
        words(client, f"/bijeenkomsten/{first.slug}")
    assert "25 bijeenkomsten" in page
    assert len(few) == len(many) <= 5
    assert len(few_there) == len(many_there) <= 8
