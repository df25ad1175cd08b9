"""A clock in words (D4)."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from dialoog.terms.models import Clock, Promise
from dialoog.terms.shown import shown

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("met_on", "words"),
    [
        (2, "Gehaald op 2 maart 2026, dezelfde dag"),
        (3, "Gehaald op 3 maart 2026, na 1 werkdag"),
        (9, "Gehaald op 9 maart 2026, na 5 werkdagen"),
        (17, "Beantwoord op 17 maart 2026, 1 werkdag te laat"),
    ],
)
def test_d4_a_promise_kept_says_when_and_how_soon(app: Flask, met_on: int, words: str) -> None:
    clock = Clock(
        subject_kind="inbreng", subject_id=1, promise=Promise.ANSWER, round=1, started_on=MONDAY, working_days=10,
        due_on=date(2026, 3, 16), free_days=[], extended_by=0, paused_days=0,
        met_at=datetime(2026, 3, met_on, 12, tzinfo=UTC),
    )  # fmt: skip
    with app.app_context():
        assert shown(clock)["met"] == words
