"""Advices as open data (T8): API, .json and .csv give what was sent, and nothing of what is written."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.open.api import schemas
from tests.factories import contributions as make
from tests.factories.advices import SUMMARY, Table, reacted, seated, sent, written
from tests.support.queries import counted_queries

API = "/api/v1/adviezen"
SECRET = "Straatlantaarns tellen mee"


@pytest.fixture
def at(session: Session) -> Table:
    return seated(session)


def test_t8_an_advice_has_what_it_rests_on_its_term_and_its_reaction(
    client: FlaskClient, session: Session, at: Table
) -> None:
    point = make.contribution(session)
    advice = sent(session, at, numbers=(point.number,), question="Hoe meten wij eerlijk?")
    session.commit()
    waits = client.get(f"{API}/{advice.slug}").json
    assert waits["inbrengen"] == [point.number]
    assert (waits["gevraagd"], waits["aan"], waits["status"]) == (True, "minister", "aangeboden")
    assert waits["termijn"]["teLaat"] is False
    assert (waits["reactie"], waits["toezeggingen"]) == (None, [])
    answer = reacted(session, at, advice)
    session.commit()
    found = client.get(f"{API}/{advice.slug}").json
    assert found["reactie"]["uitkomst"] == "deels-overgenomen"
    assert found["reactie"]["_links"]["self"]["href"].endswith(f"/api/v1/antwoorden/{answer.id}")
    assert len(found["toezeggingen"]) == 1
    assert found["termijn"]["gehaaldOp"]
    assert schemas.Advice().validate(found) == {}
    assert client.get("/adviezen.json").json["resultaten"] == client.get(API).json["resultaten"] == [found]


def test_d11_nothing_of_a_draft_is_given(client: FlaskClient, session: Session, at: Table) -> None:
    advice = written(session, at, title=SECRET, summary=f"{SUMMARY} {SECRET}.")
    session.commit()
    for address in (API, "/adviezen.json", "/adviezen.csv", "/sitemap.xml", "/register", "/register.atom", "/adviezen"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in answer.text, address
        assert advice.slug not in answer.text, address
    assert client.get(f"{API}/{advice.slug}").status_code == 404


def test_its_filters_are_those_of_the_page(client: FlaskClient, session: Session, at: Table) -> None:
    one, other = sent(session, at), sent(session, seated(session))
    reacted(session, at, one)
    session.commit()

    def found(asked: str) -> set[str]:
        return {row["slug"] for row in client.get(f"{API}?{asked}").json["resultaten"]}

    assert found("status=beantwoord") == {one.slug}
    assert found(f"tafel={other.table.slug}") == {other.slug}
    assert found("te_laat=1") == set()
    assert client.get(f"{API}?status=concept").status_code == 400
    assert client.get(f"{API}?tafel=bestaat-niet").status_code == 400
    assert client.get(f"{API}?onzin=1").status_code == 400


def test_the_table_file_names_the_points(client: FlaskClient, session: Session, at: Table) -> None:
    numbers = tuple(make.contribution(session).number for _ in range(2))
    sent(session, at, numbers=numbers)
    session.commit()
    assert " ".join(numbers) in client.get("/adviezen.csv").text


@pytest.mark.parametrize("address", [f"{API}?aantal=100", "/adviezen.csv"])
def test_it_asks_the_same_for_one_and_for_many(client: FlaskClient, session: Session, at: Table, address: str) -> None:
    counts = []
    for how_many in (1, 5):
        for _ in range(how_many):
            reacted(session, at, sent(session, at, numbers=(make.contribution(session).number,)))
        session.commit()
        with counted_queries(client.application) as asked:
            assert client.get(address).status_code == 200
        counts.append(len([one for one in asked if "public_version" not in one]))
    assert counts[0] == counts[1] <= 5
