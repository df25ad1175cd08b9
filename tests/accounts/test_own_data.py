"""P1, P2: everyone sees and corrects the own data, and ends own log-ins everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts import links, passwords
from dialoog.accounts.models import AccessLink, AuditEntry, LoginSession, Person, Role
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from tests.factories import accounts as make
from tests.support.html import assert_valid_html

DATA = "/mijn/gegevens"


def send(client: FlaskClient, page: str, form: str = "", **fields: Any) -> TestResponse:
    return client.post(page, data={"csrf_token": make.csrf(client, form or page), **fields})


def notices(session: Session) -> list[tuple[str | None, str]]:
    found = select(OutboxMessage).where(OutboxMessage.kind == "accounts.security_notice")
    return [(message.to_address, message.params["notice"]) for message in session.scalars(found)]


@pytest.fixture
def someone(client: FlaskClient, session: Session) -> Person:
    made = make.person(session, password=make.PASSWORD)
    make.log_in(client, session, made)
    return made


@pytest.mark.parametrize("page", ["/mijn", DATA, f"{DATA}/e-mail", f"{DATA}/wachtwoord", f"{DATA}/herstelcodes"])
def test_the_pages_are_right(client: FlaskClient, someone: Person, page: str) -> None:
    assert_valid_html(client.get(page).text)


def test_one_corrects_the_own_name(client: FlaskClient, session: Session, someone: Person) -> None:
    assert send(client, DATA, name=" Noor van Dijk ", job_title="").status_code == 302
    session.expire_all()
    assert session.get_one(Person, someone.id).name == "Noor van Dijk"
    assert session.scalars(select(AuditEntry.action)).all() == ["person.corrected"]


def test_a_name_is_needed_and_for_staff_a_job_title(client: FlaskClient, session: Session) -> None:
    """P7: what the ministry or OFL says is marked with name and role."""
    make.log_in(client, session, make.person(session, Role.SECRETARIAT))
    missing = send(client, DATA, name="", job_title="")
    assert 'href="#name"' in missing.text
    assert 'href="#job_title"' in send(client, DATA, name="Noor", job_title=" ").text


def test_a_new_password_takes_the_old_one_and_ends_the_other_log_ins(
    client: FlaskClient, session: Session, someone: Person
) -> None:
    other = make.log_in(client, session, someone)
    this = make.log_in(client, session, someone)
    page = f"{DATA}/wachtwoord"
    assert 'href="#proof"' in send(client, page, proof="fout", password="een heel ander geheim").text
    assert 'href="#password"' in send(client, page, proof=make.PASSWORD, password="kort").text
    assert send(client, page, proof=make.PASSWORD, password="een heel ander geheim").status_code == 302
    session.expire_all()
    assert passwords.fits(session.get_one(Person, someone.id).password_hash, "een heel ander geheim")
    assert session.get_one(LoginSession, other.id).ended_at is not None
    assert session.get_one(LoginSession, this.id).ended_at is None
    assert notices(session) == [(someone.email, "password")]


def test_who_has_nothing_to_prove_with_must_have_logged_in_lately(client: FlaskClient, session: Session) -> None:
    make.log_in(client, session, make.person(session))
    page = f"{DATA}/wachtwoord"
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert "opnieuw in" in send(client, page, password="een heel ander geheim").text
    assert send(client, page, password="een heel ander geheim").status_code == 302


def test_guessing_the_proof_must_wait(client: FlaskClient, someone: Person) -> None:
    for _ in range(5):
        send(client, f"{DATA}/wachtwoord", proof="fout", password="een heel ander geheim")
    refused = send(client, f"{DATA}/wachtwoord", proof=make.PASSWORD, password="een heel ander geheim")
    assert refused.status_code == 429


def test_another_address_counts_once_its_link_was_used(
    client: FlaskClient, session: Session, settings: Settings, someone: Person
) -> None:
    old, new = someone.email, "nieuw@voorbeeld.example"
    assert send(client, f"{DATA}/e-mail", email=new, proof=make.PASSWORD).status_code == 302
    session.expire_all()
    assert session.get_one(Person, someone.id).email == old
    link = session.scalars(select(AccessLink)).one()
    page = f"{DATA}/e-mail/{links.token(link, settings.secret_key)}"
    assert_valid_html(client.get(page).text)
    assert send(client, page).status_code == 302
    session.expire_all()
    assert session.get_one(Person, someone.id).email == new
    assert notices(session) == [(old, "address")]
    assert client.get(page).status_code == 410


def test_an_address_somebody_has_is_answered_the_same_and_gets_no_link(
    client: FlaskClient, session: Session, someone: Person
) -> None:
    taken = make.person(session).email
    answer = send(client, f"{DATA}/e-mail", email=taken, proof=make.PASSWORD)
    assert answer.headers["Location"] == DATA
    assert session.scalars(select(AccessLink)).all() == []


def test_somebody_else_cannot_use_the_link_to_a_new_address(
    client: FlaskClient, session: Session, settings: Settings, someone: Person
) -> None:
    send(client, f"{DATA}/e-mail", email="nieuw@voorbeeld.example", proof=make.PASSWORD)
    link = session.scalars(select(AccessLink)).one()
    page = f"{DATA}/e-mail/{links.token(link, settings.secret_key)}"
    make.log_in(client, session, make.person(session))
    assert send(client, page).status_code == 410


def test_one_ends_a_log_in_elsewhere(client: FlaskClient, session: Session, someone: Person) -> None:
    elsewhere = client.application.test_client()
    login = make.log_in(elsewhere, session, someone)
    assert elsewhere.get("/mijn").status_code == 200
    assert send(client, f"{DATA}/sessies/{login.id}", DATA).status_code == 302
    assert elsewhere.get("/mijn").status_code == 302
    assert client.get("/mijn").status_code == 200


def test_one_cannot_end_somebody_elses_log_in(client: FlaskClient, session: Session, someone: Person) -> None:
    other = client.application.test_client()
    login = make.log_in(other, session, make.person(session))
    send(client, f"{DATA}/sessies/{login.id}", DATA)
    assert other.get("/mijn").status_code == 200


def test_one_ends_all_other_log_ins(client: FlaskClient, session: Session, someone: Person) -> None:
    others = [client.application.test_client() for _ in range(2)]
    for other in others:
        make.log_in(other, session, someone)
    assert "Log overal uit" in client.get(DATA).text
    send(client, f"{DATA}/sessies", DATA)
    assert [other.get("/mijn").status_code for other in others] == [302, 302]
    assert client.get("/mijn").status_code == 200


def test_a_log_in_that_was_ended_cannot_send_a_form(client: FlaskClient, session: Session, someone: Person) -> None:
    token = make.csrf(client, DATA)
    someone.active = False
    session.commit()
    refused = client.post(DATA, data={"csrf_token": token, "name": "Anders"})
    assert refused.status_code == 403
    assert "kopieer wat u typte" in refused.text
    session.expire_all()
    assert session.get_one(Person, someone.id).name == "Noor Dijk"
