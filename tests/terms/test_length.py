"""How long terms are, is a setting (D4): of new ones; what runs keeps its length."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.answers.rules.judging import send_back
from dialoog.config import Settings
from dialoog.register.models import Recorded
from dialoog.terms.models import Promise
from dialoog.terms.rules import LENGTH, Length, clocks_of, lasting
from tests.factories import contributions as make
from tests.factories.answers import SECRETARIAT, answered, official, points, unit


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    # The lengths hold for a process, so they are given back to the tests that come after.
    monkeypatch.setattr(LENGTH, "assign", LENGTH.assign)
    monkeypatch.setattr(LENGTH, "answer", LENGTH.answer)
    return replace(settings, assign_days=3, answer_days=45)


def lengths(session: Session, subject: Recorded) -> list[tuple[Promise, int]]:
    return [(clock.promise, clock.working_days) for clock in clocks_of(session, subject)]


def test_d4_new_terms_have_the_length_that_was_set(session: Session) -> None:
    made = make.contribution(session)
    assert lengths(session, made) == [(Promise.ASSIGN, 3), (Promise.ANSWER, 45)]
    assert made.answer_due == clocks_of(session, made)[1].due_on


def test_d4_what_is_sent_back_gets_a_new_term_of_that_length(session: Session) -> None:
    ours = unit(session)
    (point,) = given = points(session, ours, 1)
    answered(session, given, official(session, ours, lead=True))
    send_back(session, point, reason="De vraag over de bomen is niet beantwoord.", actor=SECRETARIAT)
    assert lengths(session, point)[2:] == [(Promise.ANSWER, 45)]


def test_d4_a_running_term_keeps_its_length(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make.contribution(session)
    due = made.answer_due
    monkeypatch.setattr(LENGTH, "answer", 10)
    make.contribution(session)
    assert lengths(session, made)[1] == (Promise.ANSWER, 45)
    assert (made.answer_due, clocks_of(session, made)[1].due_on) == (due, due)


def test_d4_a_story_can_keep_the_terms_it_was_written_for(session: Session) -> None:
    with lasting(Length()):
        told = make.contribution(session)
    assert lengths(session, told) == [(Promise.ASSIGN, 10), (Promise.ANSWER, 30)]
    assert lengths(session, make.contribution(session))[1] == (Promise.ANSWER, 45)


@pytest.mark.parametrize("path", ["/", "/over", "/inbreng/nieuw"])
def test_d4_pages_promise_what_was_set(client: FlaskClient, session: Session, path: str) -> None:
    shown = client.get(path).text
    assert "innen 45 werkdagen" in shown
    assert "30 werkdagen" not in shown


def test_d4_within_how_many_days_a_point_is_at_its_place_is_told_too(client: FlaskClient, session: Session) -> None:
    assert "Binnen 3 werkdagen ligt uw punt" in client.get("/over").text
