"""D11: of a closed contribution everyone may know number, theme, state and terms, and not a word more, anywhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dialoog.contributions.models import ShownAs
from dialoog.db import WorkSession
from dialoog.register.models import Leaf
from tests.factories.contributions import contribution
from tests.factories.open import CLOSED_MOTIVATION, CLOSED_WORDS, WITHDRAWN_WORDS, Story, story

SECRETS = (CLOSED_WORDS, CLOSED_MOTIVATION, "Bremput", "BREMPUT")
LISTS = (
    *("/inbreng", "/inbreng.json", "/inbreng.csv", "/inbreng.atom", "/api/v1/inbrengen"),
    *("/antwoorden", "/antwoorden.json", "/antwoorden.csv", "/antwoorden.atom", "/api/v1/antwoorden"),
    *("/toezeggingen", "/toezeggingen.json", "/toezeggingen.csv", "/api/v1/toezeggingen"),
    *("/bijeenkomsten", "/bijeenkomsten.json", "/bijeenkomsten.csv", "/api/v1/bijeenkomsten"),
    *("/tafels", "/tafels.json", "/tafels.csv", "/api/v1/tafels"),
    *("/adviezen", "/adviezen.json", "/adviezen.csv", "/api/v1/adviezen"),
    *("/", "/sitemap.xml", "/register", "/register.atom"),
)


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


def test_no_list_feed_or_file_has_a_word_of_it(client: FlaskClient, told: Story) -> None:
    own = (
        f"/inbreng/{told.closed.number}",
        f"/inbreng/{told.closed.number}/bewijs",
        f"/api/v1/inbrengen/{told.closed.number}",
        f"/bijeenkomsten/{told.closed_meeting.slug}",
        f"/api/v1/bijeenkomsten/{told.closed_meeting.slug}",
        f"/tafels/{told.table.slug}",
    )
    for address in (*LISTS, *own):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not [secret for secret in SECRETS if secret in answer.text], address
        assert WITHDRAWN_WORDS not in answer.text, address


def test_its_record_is_number_theme_state_and_terms(client: FlaskClient, told: Story) -> None:
    found = client.get(f"/api/v1/inbrengen/{told.closed.number}").json
    empty = {"tekst", "soort", "bijeenkomst", "onderwerp", "partij", "dienst", "antwoord"}
    assert {name for name in empty if found[name] is not None} == set()
    assert found["toezeggingen"] == []
    assert found["sector"] == "onbekend"
    assert found["thema"] == {"slug": told.theme.slug, "naam": told.theme.name}
    assert found["status"] == "beantwoord"
    assert found["termijn"]["vervalt"] == str(told.closed.answer_due)
    assert set(found["_links"]) == {"self", "pagina", "bewijs"}


def test_its_answer_and_commitments_are_not_there(client: FlaskClient, told: Story) -> None:
    assert client.get(f"/api/v1/antwoorden/{told.closed_answer.id}").status_code == 404
    assert [row["id"] for row in client.get("/api/v1/antwoorden").json["resultaten"]] == [told.answer.id]
    ids = [row["id"] for row in client.get("/api/v1/toezeggingen").json["resultaten"]]
    assert len(ids) == 1
    assert client.get(f"/api/v1/toezeggingen/{ids[0] + 1}").status_code == 404


@pytest.mark.parametrize("shape", ["api/v1/inbrengen", "inbreng.json", "inbreng.csv", "inbreng.atom"])
def test_no_filter_tells_what_is_in_it(client: FlaskClient, told: Story, shape: str) -> None:
    asked = (
        "q=bremput",
        "q=kraan",
        f"bijeenkomst={told.closed_meeting.slug}",
        f"bijeenkomst={told.closed_meeting.slug}&onderwerp=1",
        "soort=signaal",
        "sector=maatschappelijke-organisatie",
        "uitkomst=deels-overgenomen",
    )
    for query in asked:
        answer = client.get(f"/{shape}?{query}")
        assert answer.status_code == 200, query
        assert told.closed.number not in answer.text, query


def test_a_feed_and_the_sitemap_do_not_even_have_its_number(client: FlaskClient, told: Story) -> None:
    for address in ("/inbreng.atom", "/antwoorden.atom", "/sitemap.xml"):
        assert told.closed.number not in client.get(address).text


def test_what_is_hashed_holds_no_word_of_it(app: Flask, told: Story, session: WorkSession) -> None:
    leaves = b"".join(leaf.content for leaf in session.query(Leaf)).decode()
    assert not [secret for secret in SECRETS if secret in leaves]


def test_nobody_shown_by_name_is_named_in_bulk(client: FlaskClient, session: WorkSession) -> None:
    point = contribution(session, said_by_name="Mees Kok", shown_as=ShownAs.NAME)
    session.commit()
    assert "Mees Kok" in client.get(f"/inbreng/{point.number}").text
    for address in ("/api/v1/inbrengen", "/inbreng.csv", "/inbreng.json", "/inbreng.atom"):
        assert "Mees Kok" not in client.get(address).text, address
