"""How many questions these answers take: the same for few rows and for many, and few (quality.md: list ≤ 5)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dialoog.db import WorkSession
from tests.factories.open import story
from tests.support.queries import counted_queries

MOST = {
    **{f"/api/v1/{name}?aantal=100": 4 for name in ("inbrengen", "antwoorden", "toezeggingen")},
    "/api/v1/bijeenkomsten?aantal=100": 4,
    "/api/v1/tafels?aantal=100": 4,
    "/api/v1/register/hoofd": 4,
    "/api/v1/openapi.json": 0,
    **{f"/{name}.csv": 4 for name in ("inbreng", "antwoorden", "toezeggingen", "bijeenkomsten", "tafels")},
    **{f"/{name}.atom": 4 for name in ("inbreng", "antwoorden", "register")},
    "/inbreng.json?q=lindestraat": 4,
    "/sitemap.xml": 4,
    "/register": 5,
    "/over": 2,
}


def asked(app: Flask, client: FlaskClient, address: str) -> int:
    with counted_queries(app) as statements:
        assert client.get(address).status_code == 200
    # The page cache's question is one for every page.
    return len([statement for statement in statements if "public_version" not in statement])


@pytest.mark.parametrize("address", MOST)
def test_the_number_of_questions_stays_small_and_the_same(
    app: Flask, client: FlaskClient, session: WorkSession, address: str
) -> None:
    story(session)
    few = asked(app, client, address)
    for _ in range(6):
        story(session)
    many = asked(app, client, address)
    assert few == many
    assert many <= MOST[address]


def test_one_thing_takes_few_questions(app: Flask, client: FlaskClient, session: WorkSession) -> None:
    told = story(session)
    for address, most in (
        (f"/api/v1/inbrengen/{told.point.number}", 2),
        (f"/api/v1/antwoorden/{told.answer.id}", 5),
        (f"/api/v1/bijeenkomsten/{told.meeting.slug}", 4),
    ):
        assert asked(app, client, address) <= most, address
