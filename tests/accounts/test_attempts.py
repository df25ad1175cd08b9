"""Guessing is made slow: pauses that grow, counted before a try is judged (quality.md, Safe)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import attempts
from dialoog.accounts.models import Attempt
from dialoog.errors import TooMany

KEY = "k" * 40


@pytest.fixture
def counter() -> attempts.Counter:
    return attempts.counter(attempts.PASSWORD_BY_ADDRESS_THERE, ("a@voorbeeld.example", "192.0.2.1"), KEY)


@pytest.mark.parametrize(
    ("number", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (500, 900)]
)
def test_the_pause_doubles_up_to_a_quarter_of_an_hour(number: int, seconds: int) -> None:
    assert attempts.pause(number, 5) == timedelta(seconds=seconds)


def test_five_are_free_and_the_sixth_must_wait(session: Session, counter: attempts.Counter) -> None:
    for _ in range(5):
        attempts.begin(session, counter)
    with pytest.raises(TooMany, match=r"Wacht \d+ seconden") as refusal:
        attempts.begin(session, counter)
    assert 25 <= refusal.value.seconds <= 30


def test_waiting_is_not_made_longer_by_asking(session: Session, counter: attempts.Counter) -> None:
    for _ in range(5):
        attempts.begin(session, counter)
    for _ in range(10):
        with pytest.raises(TooMany):
            attempts.begin(session, counter)
    with clock.at(clock.now() + timedelta(seconds=31)):
        attempts.begin(session, counter)


def test_who_is_right_starts_anew_but_does_not_clear_the_place(session: Session, counter: attempts.Counter) -> None:
    place = attempts.counter(attempts.PASSWORD_BY_PLACE, "192.0.2.1", KEY)
    for _ in range(3):
        tried = attempts.begin(session, counter, place)
    attempts.forgive(session, tried)
    left = session.scalars(select(Attempt.scope)).all()
    assert left == ["password:place"] * 2


def test_no_address_is_kept(session: Session, counter: attempts.Counter) -> None:
    attempts.begin(session, counter)
    row = session.scalars(select(Attempt)).one()
    assert "voorbeeld" not in row.key_hash
    assert len(row.key_hash) == 64


def test_old_attempts_are_forgotten(session: Session, counter: attempts.Counter) -> None:
    attempts.begin(session, counter)
    with clock.at(clock.now() + timedelta(hours=2)):
        assert attempts.forget_old(session) == 1
