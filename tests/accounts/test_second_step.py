"""P1: staff powers count after the second step alone."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog.accounts import second_factor
from dialoog.accounts.models import LoginSession, Person, Role
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from tests.factories import accounts as make
from tests.support.html import assert_valid_html

CODE = "/inloggen/code"


@pytest.fixture
def admin(session: Session) -> Person:
    return make.person(session, Role.ADMIN)


def send(client: FlaskClient, page: str = CODE, **fields: Any) -> TestResponse:
    return client.post(page, data={"csrf_token": make.csrf(client, page), **fields})


def test_staff_are_led_to_the_second_step_and_back(
    client: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    make.log_in(client, session, admin, second_step=False)
    refused = client.get("/werk/mensen?q=a")
    assert refused.headers["Location"] == "/inloggen/code?verder=/werk/mensen?q%3Da"
    assert_valid_html(client.get(refused.headers["Location"]).text)
    passed = send(client, code=make.app_code(admin, settings.secret_key), then="/werk/mensen?q=a")
    assert passed.headers["Location"] == "/werk/mensen?q=a"
    assert client.get("/werk/mensen").status_code == 200


def test_a_stolen_password_changes_nothing_of_an_officials_account(
    client: FlaskClient, session: Session, admin: Person
) -> None:
    make.log_in(client, session, admin, second_step=False)
    for page in ("/mijn", "/mijn/gegevens", "/mijn/gegevens/wachtwoord", "/mijn/gegevens/tweede-stap"):
        assert client.get(page).headers["Location"].startswith(CODE)
    token = make.csrf(client, CODE)
    assert client.post("/mijn/gegevens/wachtwoord", data={"csrf_token": token}).status_code == 403


def test_a_wrong_or_replayed_code_does_not_pass(
    client: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    code = make.app_code(admin, settings.secret_key)
    make.log_in(client, session, admin, second_step=False)
    assert send(client, code="12345").status_code == 400
    assert send(client, code=code).status_code == 302
    make.log_in(client, session, admin, second_step=False)
    again = send(client, code=code)
    assert again.status_code == 400
    assert "al gebruikt" in again.text
    assert_valid_html(again.text)


def test_guessing_codes_must_wait(client: FlaskClient, session: Session, settings: Settings, admin: Person) -> None:
    make.log_in(client, session, admin, second_step=False)
    for _ in range(5):
        assert send(client, code="xxxxxx").status_code == 400
    assert send(client, code=make.app_code(admin, settings.secret_key)).status_code == 429


def test_a_recovery_code_passes_once_and_is_told(
    client: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    code = second_factor.renew_codes(session, admin, secret_key=settings.secret_key)[0]
    session.commit()
    make.log_in(client, session, admin, second_step=False)
    assert send(client, code=code).status_code == 302
    make.log_in(client, session, admin, second_step=False)
    assert send(client, code=code).status_code == 400
    assert [m.params["notice"] for m in session.scalars(select(OutboxMessage))] == ["recovery-code-used"]


def test_the_log_in_gets_a_new_token(client: FlaskClient, session: Session, settings: Settings, admin: Person) -> None:
    make.log_in(client, session, admin, second_step=False)
    with client.session_transaction() as cookie:
        before = cookie["_user_id"]
    send(client, code=make.app_code(admin, settings.secret_key))
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_staff_without_an_app_set_it_up_first(client: FlaskClient, session: Session, settings: Settings) -> None:
    someone = make.person(session, Role.SECRETARIAT)
    someone.totp_nonce = someone.totp_confirmed_at = None
    session.commit()
    make.log_in(client, session, someone, second_step=False)
    assert client.get("/werk/partijen").headers["Location"].startswith(CODE)
    page = client.get(CODE)
    assert_valid_html(page.text)
    assert 'src="data:image/svg+xml' in page.text
    with client.session_transaction() as cookie:
        someone.totp_nonce = bytes.fromhex(cookie["totp_nonce"])
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert shown
    assert shown[1].replace(" ", "") == second_factor.secret(someone.id, someone.totp_nonce, settings.secret_key)
    code = make.app_code(someone, settings.secret_key)
    session.rollback()
    assert send(client, code="000000x").status_code == 400
    done = send(client, code=code, then="/werk/partijen")
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    assert_valid_html(done.text)
    assert len(re.findall(r"<li><code>[a-z0-9-]{14}</code></li>", done.text)) == 10
    assert client.get("/werk/partijen").status_code == 200


def test_another_app_takes_a_proof_and_ends_the_other_log_ins(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    someone = make.person(session, Role.ADMIN, password=make.PASSWORD)
    other = make.log_in(client, session, someone)
    make.log_in(client, session, someone)
    page = "/mijn/gegevens/tweede-stap"
    assert_valid_html(client.get(page).text)
    with client.session_transaction() as cookie:
        pending = Person(id=someone.id, totp_nonce=bytes.fromhex(cookie["totp_nonce"]))
    code = make.app_code(pending, settings.secret_key)
    assert send(client, page, code=code, proof="fout").status_code == 400
    assert send(client, page, code=code, proof=make.PASSWORD).status_code == 200
    session.expire_all()
    assert session.get_one(LoginSession, other.id).ended_at is not None
    assert session.get_one(Person, someone.id).totp_nonce == pending.totp_nonce
    assert [m.params["notice"] for m in session.scalars(select(OutboxMessage))] == ["second-factor"]


def test_new_recovery_codes_take_a_proof(
    client: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    make.log_in(client, session, admin)
    page = "/mijn/gegevens/herstelcodes"
    assert_valid_html(client.get(page).text)
    assert send(client, page, proof="123").status_code == 400
    done = send(client, page, proof=make.app_code(admin, settings.secret_key))
    assert done.text.count("<li><code>") == 10
