"""How many questions a page asks the database: the same for few rows and for many (quality.md)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.answers.models import VerdictValue
from dialoog.answers.rules.judging import judge
from tests.factories.answers import answered, begun, giver, official, points, unit, version_of
from tests.support.pages import as_staff, page, secretary
from tests.support.queries import counted_queries

MANY = 20
PUBLIC = ("/antwoorden?aantal=100", "/toezeggingen?aantal=100")
OF_UNIT = ("/werk", "/werk/beantwoorden?aantal=100", "/werk/toezeggingen?aantal=100", "/werk/nog-niet-bericht")
OF_SECRETARIAT = ("/werk", "/werk/beantwoorden?dienst=&aantal=100", "/werk/oordelen?aantal=100")


def asked(app: Flask, client: FlaskClient, address: str) -> int:
    with counted_queries(app) as statements:
        page(client, address)
    return len(statements)


@pytest.fixture
def stories(session: Session) -> "Stories":
    return Stories(session)


class Stories:
    """Points that wait, and answers each to a point, with a giver who says no."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit = unit(session)
        self.lead = official(session, self.unit, lead=True)

    def add(self, how_many: int) -> None:
        points(self.session, self.unit, how_many)
        for point in points(self.session, self.unit, how_many):
            who = giver(self.session, [point])
            version = version_of(answered(self.session, [point], self.lead))
            judge(self.session, version, giver_ids=[who.id], values={point.id: VerdictValue.NO})
        self.session.commit()


def test_lists_ask_at_most_five_questions_and_not_more_for_more_rows(
    app: Flask, client: FlaskClient, stories: Stories
) -> None:
    stories.add(3)
    few = {address: asked(app, client, address) for address in PUBLIC}
    stories.add(MANY)
    assert {address: asked(app, client, address) for address in PUBLIC} == few
    assert max(few.values()) <= 5


@pytest.mark.parametrize("reader", ["unit", "secretariat"])
def test_staff_pages_ask_at_most_twelve_questions_and_not_more_for_more_rows(
    app: Flask, client: FlaskClient, session: Session, stories: Stories, reader: str
) -> None:
    stories.add(3)
    if reader == "unit":
        as_staff(client, session, stories.lead)
    else:
        secretary(client, session)
    addresses = OF_UNIT if reader == "unit" else OF_SECRETARIAT
    few = {address: asked(app, client, address) for address in addresses}
    stories.add(MANY)
    assert {address: asked(app, client, address) for address in addresses} == few
    assert max(few.values()) <= 12


def test_an_answer_asks_the_same_for_one_point_and_for_many(app: Flask, client: FlaskClient, stories: Stories) -> None:
    session, lead = stories.session, stories.lead
    one = answered(session, points(session, stories.unit), lead)
    many = answered(session, points(session, stories.unit, MANY), lead)
    session.commit()
    few = asked(app, client, f"/antwoorden/{one.id}?aantal=100")
    # The words of the glossary were kept when the first was drawn.
    assert asked(app, client, f"/antwoorden/{many.id}?aantal=100") == few - 1
    assert few <= 8


def test_a_draft_asks_the_same_for_one_point_and_for_many(app: Flask, client: FlaskClient, stories: Stories) -> None:
    session, lead = stories.session, stories.lead
    one = begun(session, points(session, stories.unit), lead).answer
    many = begun(session, points(session, stories.unit, MANY), lead).answer
    as_staff(client, session, lead)
    few = asked(app, client, f"/werk/antwoorden/{one.id}")
    # The words of the glossary were kept when the first was drawn.
    assert asked(app, client, f"/werk/antwoorden/{many.id}") == few - 1
    assert few <= 12
