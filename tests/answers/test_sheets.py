"""The pages of the spreadsheet: taken along, given back, read through, stored, by who may (D7a, P4)."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog.accounts.models import AuditEntry
from dialoog.answers.models import Answer, AnswerSheet
from dialoog.answers.spreadsheet.columns import SHEET
from dialoog.contributions.models import Contribution
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from tests.answers.spreadsheet.files import filled, whole
from tests.factories.answers import answered, official, points, unit
from tests.support.html import assert_valid_html
from tests.support.pages import as_staff, page, secretary, token_in
from tests.support.queries import counted_queries

TABLE = "/werk/beantwoorden/tabel"
OWNER = "directie Leefomgeving"


@pytest.fixture
def lead(client: FlaskClient, session: Session) -> Actor:
    by = official(session, unit(session, OWNER), lead=True)
    as_staff(client, session, by)
    return by


def taken(client: FlaskClient, address: str = f"{TABLE}.xlsx") -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def numbers_in(content: bytes) -> list[str]:
    return [str(row[0].value) for row in load_workbook(BytesIO(content))[SHEET].iter_rows(min_row=2)]


def given(client: FlaskClient, content: bytes, name: str = "C:\\map\\antwoorden.xlsx") -> TestResponse:
    token = token_in(page(client, TABLE))
    return client.post(TABLE, data={"csrf_token": token, "file": (BytesIO(content), name)})


def act(client: FlaskClient, at: str, what: str) -> str:
    answer = client.post(at, data={"csrf_token": token_in(page(client, at)), "doe": what})
    assert answer.status_code == 302
    return page(client, at)


def ours(session: Session, by: Actor, how_many: int) -> list[Contribution]:
    return points(session, session.get_one(Unit, *by.units), how_many)


def test_d7a_from_the_queue_to_published_answers(client: FlaskClient, session: Session, lead: Actor) -> None:
    made = ours(session, lead, 3)
    assert f'href="{TABLE}"' in page(client, "/werk/beantwoorden")
    content = taken(client)
    assert numbers_in(content) == [point.number for point in made]
    wrong = {"motivering": "Kort."}
    at = given(client, filled(content, lambda n, _no: {**whole(OWNER, f"{n}"), **(wrong if n == 1 else {})})).location
    found = page(client, at)
    assert "antwoorden.xlsx" in found
    assert "Rij 3" in found
    assert made[1].number in found
    assert "Publiceer de antwoorden op 2 punten" in found
    stored = act(client, at, "publiceer")
    assert "2 antwoorden zijn gepubliceerd." in stored
    assert "Er is nu niets om op te slaan." in stored
    session.expire_all()
    assert [point.status for point in made] == ["beantwoord", "in-behandeling", "beantwoord"]
    assert "2 opgeslagen" in page(client, TABLE)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "tabel")).all()
    assert sorted(actions) == ["answer.sheet-given", "answer.sheet-stored", "answer.sheet-taken"]


def test_the_file_has_the_filters_of_the_queue(client: FlaskClient, session: Session, lead: Actor) -> None:
    mine = ours(session, lead, 2)
    other = points(session, unit(session, "een andere"))[0]
    answered(session, mine[:1], lead)
    assert numbers_in(taken(client)) == [mine[1].number]
    assert set(numbers_in(taken(client, f"{TABLE}.xlsx?dienst="))) == {mine[1].number, other.number}
    assert set(numbers_in(taken(client, f"{TABLE}.xlsx?alles=1"))) == {point.number for point in mine}
    asked = page(client, f"{TABLE}?dienst=&termijn=later")
    assert f"{TABLE}.xlsx?dienst=&amp;termijn=later&amp;alles=1" in asked
    assert client.get(f"{TABLE}.xlsx?termijn=ooit").status_code == 400


def test_the_same_file_twice_is_said(client: FlaskClient, session: Session, lead: Actor) -> None:
    ours(session, lead, 1)
    content = taken(client)
    at = given(client, content).location
    assert given(client, content).location == at
    assert "niets dubbel" in page(client, at)
    assert "1 rij is niet ingevuld." in act(client, at, "opnieuw")
    assert len(session.scalars(select(AnswerSheet)).all()) == 1


def test_an_odd_file_is_refused_on_the_page(client: FlaskClient, session: Session, lead: Actor) -> None:
    answer = given(client, b"nummer;uitkomst", "lijst.csv")
    assert answer.status_code == 400
    assert_valid_html(answer.text)
    assert "Dit is geen Excel-bestand" in answer.text
    nothing = client.post(TABLE, data={"csrf_token": token_in(page(client, TABLE))})
    assert "Kies een bestand." in nothing.text
    assert session.scalars(select(AnswerSheet)).all() == []


def test_d7b_an_official_keeps_drafts(client: FlaskClient, session: Session) -> None:
    by = official(session, unit(session, OWNER))
    as_staff(client, session, by)
    ours(session, by, 1)
    at = given(client, filled(taken(client), lambda _n, _no: whole(OWNER))).location
    assert "Publiceer" not in page(client, at).partition("<main")[2]
    # A button of somebody else's page changes nothing of that.
    assert "1 antwoord staat klaar als concept." in act(client, at, "publiceer")
    assert session.scalars(select(Answer)).one().status == "concept"


def test_nobody_else_sees_what_somebody_gave_back(
    app: Flask, client: FlaskClient, session: Session, lead: Actor
) -> None:
    ours(session, lead, 1)
    at = given(client, taken(client)).location
    colleague = app.test_client()
    as_staff(colleague, session, official(session, session.get_one(Unit, *lead.units), lead=True, name="Jo Vos"))
    assert colleague.get(at).status_code == 404
    secretary(client, session)
    assert client.get(TABLE).status_code == 403
    assert client.get(f"{TABLE}.xlsx").status_code == 403


def test_many_rows_ask_no_more_questions(app: Flask, client: FlaskClient, session: Session, lead: Actor) -> None:
    asked = []
    for n in (1, 12):
        answered(session, ours(session, lead, n), lead)
        ours(session, lead, n)
        page(client, "/werk")
        with counted_queries(app) as statements:
            content = taken(client, f"{TABLE}.xlsx?alles=1")
        at = given(client, content).location
        with counted_queries(app) as shown:
            page(client, at)
            page(client, TABLE)
        asked.append((len(statements), len(shown)))
    assert asked[0] == asked[1]
