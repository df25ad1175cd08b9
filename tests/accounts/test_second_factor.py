"""P1: the second factor of staff: codes of an app that work once, and recovery codes."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import second_factor
from dialoog.accounts.models import Person, RecoveryCode, Role
from dialoog.errors import RuleViolation
from tests.factories import accounts as make

KEY = "k" * 40


@pytest.fixture
def someone(session: Session) -> Person:
    return make.person(session, Role.ADMIN)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_this_step_or_one_beside_it_passes(session: Session, someone: Person, steps: int) -> None:
    assert second_factor.app_code_passes(session, someone, make.app_code(someone, KEY, steps=steps), secret_key=KEY)


@pytest.mark.parametrize("steps", [-3, 3])
def test_an_old_or_early_code_does_not(session: Session, someone: Person, steps: int) -> None:
    assert not second_factor.app_code_passes(session, someone, make.app_code(someone, KEY, steps=steps), secret_key=KEY)


def test_a_code_works_once(session: Session, someone: Person) -> None:
    code = make.app_code(someone, KEY)
    assert second_factor.app_code_passes(session, someone, code, secret_key=KEY)
    assert not second_factor.app_code_passes(session, someone, code, secret_key=KEY)


def test_after_a_code_an_earlier_one_no_longer_passes(session: Session, someone: Person) -> None:
    earlier = make.app_code(someone, KEY, steps=-1)
    assert second_factor.app_code_passes(session, someone, make.app_code(someone, KEY), secret_key=KEY)
    assert not second_factor.app_code_passes(session, someone, earlier, secret_key=KEY)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34"])
def test_nonsense_passes_nothing(session: Session, someone: Person, code: str) -> None:
    assert not second_factor.app_code_passes(session, someone, code, secret_key=KEY)
    assert not second_factor.recovery_code_passes(session, someone, code, secret_key=KEY)


def test_each_person_and_each_key_has_a_secret_of_its_own() -> None:
    nonce = second_factor.new_nonce()
    secrets = {second_factor.secret(1, nonce, KEY), second_factor.secret(2, nonce, KEY)}
    secrets |= {second_factor.secret(1, nonce, "other" * 8), second_factor.secret(1, second_factor.new_nonce(), KEY)}
    assert len(secrets) == 4
    assert all(len(secret) == 32 for secret in secrets)


def test_an_app_is_taken_into_use_by_a_right_code(session: Session) -> None:
    someone = make.person(session)
    nonce = second_factor.new_nonce()
    with pytest.raises(RuleViolation, match="klopt niet"):
        second_factor.confirm(session, someone, nonce, "000000x", secret_key=KEY)
    assert someone.totp_confirmed_at is None
    someone.totp_nonce = nonce
    code = make.app_code(someone, KEY)
    codes = second_factor.confirm(session, someone, nonce, code, secret_key=KEY)
    assert len(set(codes)) == second_factor.CODES
    assert not second_factor.app_code_passes(session, someone, code, secret_key=KEY)


def test_a_recovery_code_replaces_the_app_once(session: Session, someone: Person) -> None:
    code = second_factor.renew_codes(session, someone, secret_key=KEY)[3]
    assert second_factor.recovery_code_passes(session, someone, code.upper().replace("-", " "), secret_key=KEY)
    assert not second_factor.recovery_code_passes(session, someone, code, secret_key=KEY)
    assert second_factor.codes_left(session, someone) == 9


def test_recovery_codes_are_kept_as_hashes_and_replaced_together(session: Session, someone: Person) -> None:
    old = second_factor.renew_codes(session, someone, secret_key=KEY)
    second_factor.renew_codes(session, someone, secret_key=KEY)
    kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert not any(code.replace("-", "") in row for code in old for row in kept)
    assert not second_factor.recovery_code_passes(session, someone, old[0], secret_key=KEY)


def test_without_an_app_no_code_passes(session: Session, someone: Person) -> None:
    code = make.app_code(someone, KEY)
    second_factor.remove(session, someone)
    assert not second_factor.app_code_passes(session, someone, code, secret_key=KEY)


def test_the_picture_is_an_image_our_policy_allows(app: Flask) -> None:
    with app.app_context(), clock.at(clock.now() + timedelta(days=1)):
        picture = second_factor.picture(second_factor.address(Person(email="a@b.example"), "A" * 32))
    assert picture.startswith("data:image/svg+xml")
