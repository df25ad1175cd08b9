"""P1: passwords are hashed with argon2id at today's strength, and are not easily guessed."""

import argon2
import pytest
from argon2 import PasswordHasher

from dialoog.accounts import passwords
from dialoog.errors import RuleViolation

GOOD = "vier woorden op een rij"


def test_it_is_argon2id_with_the_parameters_of_owasp() -> None:
    stored = passwords.hashed(GOOD)
    found = argon2.extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19456, 2, 1)


def test_the_password_and_no_other_fits() -> None:
    stored = passwords.hashed(GOOD)
    assert passwords.fits(stored, GOOD)
    assert not passwords.fits(stored, GOOD + " ")
    assert not passwords.fits(stored, "")


def test_nobody_has_the_password_of_nobody() -> None:
    assert not passwords.fits(None, "nobody")
    assert not passwords.fits("", "")
    assert not passwords.is_old(passwords.NOBODY)


def test_the_same_letters_from_another_keyboard_fit() -> None:
    assert passwords.fits(passwords.hashed("Één café in de straat"), "Één café in de straat")


def test_weaker_hashes_are_known_as_such() -> None:
    assert passwords.is_old(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD))
    assert not passwords.is_old(passwords.hashed(GOOD))


@pytest.mark.parametrize("password", ["kort", "x" * 129, "aaaaaaaaaaaaaaa", "ababababababab", "Wachtwoord1234"])
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        passwords.check_new(password)
    assert refusal.value.field == "password"


def test_what_others_know_of_you_is_refused() -> None:
    with pytest.raises(RuleViolation):
        passwords.check_new("Noor@Voorbeeld.example", about=("Noor", "noor@voorbeeld.example"))


def test_a_sentence_is_welcome() -> None:
    passwords.check_new(GOOD, about=("Noor", "noor@voorbeeld.example"))
