"""The explanation of a term in words (D4)."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from dialoog.terms.calendar import TermExplanation, reckon
from dialoog.terms.explain import explain


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    app = Flask("terms")
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def test_d4_the_explanation_says_what_was_counted_and_what_was_not() -> None:
    assert explain(reckon(date(2026, 3, 3), 30)) == (
        "30 werkdagen vanaf 3 maart 2026, zonder Goede Vrijdag en tweede paasdag. De laatste dag is 16 april 2026."
    )


def test_d4_a_term_without_holidays_names_none() -> None:
    assert explain(reckon(date(2026, 6, 1), 10)) == ("10 werkdagen vanaf 1 juni 2026. De laatste dag is 15 juni 2026.")


def test_d4_extension_and_pauses_are_told() -> None:
    assert explain(reckon(date(2026, 3, 3), 30, extended_by=10, paused_days=2)) == (
        "30 werkdagen vanaf 3 maart 2026, zonder Goede Vrijdag, tweede paasdag, Koningsdag en Bevrijdingsdag. "
        "De termijn is verlengd met 10 werkdagen. "
        "De termijn stond 2 werkdagen stil, omdat wij op een reactie wachtten. "
        "De laatste dag is 6 mei 2026."
    )


def test_d4_one_day_is_told_in_the_singular() -> None:
    assert explain(reckon(date(2026, 6, 1), 1, extended_by=1, paused_days=1)) == (
        "1 werkdag vanaf 1 juni 2026. De termijn is verlengd met 1 werkdag. "
        "De termijn stond 1 werkdag stil, omdat wij op een reactie wachtten. De laatste dag is 4 juni 2026."
    )


def test_d4_a_term_that_stands_still_tells_its_latest_last_day() -> None:
    term = TermExplanation(date(2026, 6, 1), 10, date(2026, 7, 13), paused_on=date(2026, 6, 8))
    assert explain(term) == (
        "10 werkdagen vanaf 1 juni 2026. De termijn staat stil sinds 8 juni 2026, omdat wij op een reactie wachten. "
        "Komt er geen reactie, dan is de laatste dag 13 juli 2026."
    )
