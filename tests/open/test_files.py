"""The lists as files: .json as the API gives them, .csv that opens well and safely in a Dutch spreadsheet."""

import csv
from io import StringIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import WorkSession
from dialoog.open import spreadsheets
from dialoog.permissions import SYSTEM
from tests.factories.open import Story, story

LISTS = {
    "inbreng": "inbrengen",
    **{name: name for name in ("antwoorden", "toezeggingen", "bijeenkomsten", "tafels", "adviezen")},
}


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def add(session: WorkSession, *texts: str) -> None:
    inputs = [Input(text, PointKind.IDEA, Channel.IMPORT) for text in texts]
    receive_many(session, inputs, actor=SYSTEM)
    session.commit()


@pytest.mark.parametrize("name", LISTS)
def test_json_is_what_the_api_gives(client: FlaskClient, told: Story, name: str) -> None:
    file, api = client.get(f"/{name}.json"), client.get(f"/api/v1/{LISTS[name]}")
    assert file.content_type == "application/json"
    assert file.json["resultaten"] == api.json["resultaten"]
    assert file.json["_links"]["self"]["href"] == f"http://localhost/{name}.json"
    again = client.get(f"/{name}.json", headers={"If-None-Match": file.headers["ETag"]})
    assert again.status_code == 304


def test_json_leads_on_within_its_own_file(client: FlaskClient, told: Story) -> None:
    first = client.get("/inbreng.json?aantal=2").json
    second = client.get(first["_links"]["next"]["href"]).json
    assert first["_links"]["next"]["href"].startswith("http://localhost/inbreng.json?aantal=2&na=")
    assert len({row["nummer"] for row in first["resultaten"] + second["resultaten"]}) == 4


@pytest.mark.parametrize("name", LISTS)
def test_csv_is_saved_under_a_name_and_holds_the_list(client: FlaskClient, told: Story, name: str) -> None:
    answer = client.get(f"/{name}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-{clock.today()}.csv"'
    listed = client.get(f"/{name}.json").json["resultaten"]
    assert [row["pagina"] for row in rows(answer)] == [one["_links"]["pagina"]["href"] for one in listed]
    assert client.get(f"/{name}.csv", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_csv_opens_in_a_dutch_excel(client: FlaskClient, told: Story) -> None:
    data = client.get("/inbreng.csv").data
    assert data.startswith("\ufeffnummer;ontvangenOp;status;tekst;".encode())
    assert b"\r\n" in data


def test_csv_has_the_answer_beside_the_point(client: FlaskClient, told: Story) -> None:
    found = {row["nummer"]: row for row in rows(client.get("/inbreng.csv"))}[told.point.number]
    assert found["tekst"] == told.point.public_text
    assert (found["uitkomst"], found["versie"], found["teLaat"]) == ("deels-overgenomen", "1", "nee")
    assert found["onderwerp"] == "GELUID IN DE STRAAT"
    assert found["toezeggingen"].startswith("De lijst van straten is openbaar (")


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2", "@SUM(A1)", "\u0009tab", " =verborgen", "\uff1dbreed"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    (_names, line) = spreadsheets.written({"tekst": lambda record: record["tekst"]}, [{"tekst": text}]).split(b"\r\n")[
        :2
    ]
    assert line.decode().lstrip('"').startswith("'")


def test_a_point_that_begins_like_a_formula_is_guarded_in_csv_alone(client: FlaskClient, session: WorkSession) -> None:
    add(session, '=HYPERLINK("https://kwaad.example";"klik")', 'gewoon; met "alles"\nop twee regels')
    assert [row["tekst"] for row in rows(client.get("/inbreng.csv"))] == [
        'gewoon; met "alles"\nop twee regels',
        '\'=HYPERLINK("https://kwaad.example";"klik")',
    ]
    assert client.get("/inbreng.json").json["resultaten"][1]["tekst"].startswith("=HYPERLINK")


def test_the_filters_count_for_files_too(client: FlaskClient, told: Story) -> None:
    assert [row["nummer"] for row in rows(client.get("/inbreng.csv?soort=vraag"))] == [told.without_source.number]
    assert rows(client.get("/toezeggingen.csv?status=gereed")) == []
    for name in ("inbreng.csv", "inbreng.json", "bijeenkomsten.csv"):
        assert client.get(f"/{name}?kleur=rood").status_code == 400
    assert client.get("/inbreng.json?kleur=rood").content_type == "application/problem+json"


def test_the_rest_of_a_long_list_is_a_link_away(client: FlaskClient, session: WorkSession) -> None:
    add(session, "een", "twee", "drie")
    first = client.get("/inbreng.csv?aantal=2")
    link = first.headers["Link"]
    assert link.endswith('>; rel="next"')
    rest = client.get(link.removeprefix("<").split(">")[0])
    assert [row["tekst"] for row in rows(first) + rows(rest)] == ["drie", "twee", "een"]
    assert "Link" not in rest.headers
    assert client.get(f"/inbreng.csv?aantal={spreadsheets.MOST_ROWS + 1}").status_code == 400
