"""D7: a dossier names earlier answers to points that ask the same. D11, D3a: only words that everyone may read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.contributions.models import Ground
from dialoog.contributions.rules.looking import hide
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.meetings.models import Level
from tests.factories.alike import NOISE, OTHER, SAME, compared
from tests.factories.answers import SECRETARIAT, answered, official, unit
from tests.support.pages import page
from tests.support.queries import counted_queries


def test_d7_earlier_answers_to_the_same_wish_are_public(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    mine, same, other = compared(session, NOISE, SAME, OTHER, of=ours)
    answered(session, [same, other], official(session, ours, lead=True))
    text = page(client, f"/inbreng/{mine.number}")
    assert "Lijkt op" in text
    assert f'href="/inbreng/{same.number}"' in text
    assert "geluid – lawaai" in text
    assert other.number not in text


def test_d7_points_without_an_answer_or_with_the_same_one_are_not_named(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    mine, same, _open = compared(session, NOISE, SAME, SAME, of=ours)
    answered(session, [mine, same], official(session, ours, lead=True))
    assert "Lijkt op" not in page(client, f"/inbreng/{mine.number}")


@pytest.mark.parametrize("case", ["no source", "hidden", "withdrawn", "own is hidden"])
def test_d11_d3a_what_may_not_be_read_now_is_not_named(client: FlaskClient, session: Session, case: str) -> None:
    ours = unit(session)
    [mine] = compared(session, NOISE, of=ours)
    [same] = compared(session, SAME, of=ours, level=Level.NO_SOURCE if case == "no source" else Level.PUBLIC)
    answered(session, [same], official(session, ours, lead=True))
    if case == "withdrawn":
        withdraw_wrong_entry(session, same, reason="Dubbel ingevoerd", instead=mine, actor=SECRETARIAT)
    if "hidden" in case:
        hidden = mine if case == "own is hidden" else same
        hide(session, hidden, ground=Ground.ADVERTISING, reason="Dit is reclame", actor=SECRETARIAT)
    assert "Lijkt op" not in page(client, f"/inbreng/{mine.number}")


def test_a_dossier_takes_at_most_eight_questions(app: Flask, client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    mine, *same = compared(session, NOISE, *[SAME] * 5, of=ours)
    for one in same:
        answered(session, [one], official(session, ours, lead=True))
    with counted_queries(app) as statements:
        text = page(client, f"/inbreng/{mine.number}")
    assert len(statements) <= 8
    assert sum(one.number in text for one in same) == 3
