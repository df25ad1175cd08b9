"""P1: logging in by link and by password, without telling who has an account (quality.md, Safe)."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts import attempts, links, passwords
from dialoog.accounts.models import AccessLink, AuditEntry, LinkPurpose, LoginSession, Person, Role
from dialoog.accounts.rules import logging_in
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from tests.factories import accounts as make
from tests.support.html import assert_valid_html

UNKNOWN = "niemand@voorbeeld.example"


def post(client: FlaskClient, address: str, page: str = "/inloggen", **fields: Any) -> TestResponse:
    return client.post(address, data={"csrf_token": make.csrf(client, page), **fields})


def ask_link(client: FlaskClient, email: str, **fields: Any) -> TestResponse:
    return post(client, "/inloggen/link", email=email, **fields)


def log_in(client: FlaskClient, email: str, password: str = make.PASSWORD, **fields: Any) -> TestResponse:
    return post(client, "/inloggen", email=email, password=password, **fields)


def at_place(app: Flask, place: str) -> FlaskClient:
    """A browser at another place on the net."""
    elsewhere = app.test_client()
    elsewhere.environ_base = {**elsewhere.environ_base, "REMOTE_ADDR": place}
    return elsewhere


def mailed_token(session: Session, settings: Settings) -> str:
    link = session.scalars(select(AccessLink).order_by(AccessLink.id.desc())).first()
    assert link is not None
    return links.token(link, settings.secret_key)


def who(client: FlaskClient) -> str:
    return client.get("/mijn").text


def test_the_page_is_right(client: FlaskClient) -> None:
    assert_valid_html(client.get("/inloggen?verder=/mijn/gegevens").text)


def test_a_link_logs_in_by_its_button_not_by_being_opened(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    someone = make.person(session, name="Noor Dijk")
    assert ask_link(client, f"  {someone.email.upper()} ").headers["Location"] == "/inloggen/verstuurd"
    address = f"/inloggen/link/{mailed_token(session, settings)}"
    opened = client.get(address)
    assert_valid_html(opened.text)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert opened.headers["Cache-Control"] == "no-store"
    assert client.get("/mijn").status_code == 302
    assert post(client, address, address).headers["Location"] == "/mijn"
    assert "Noor Dijk" in who(client)


def test_a_used_or_expired_link_says_so_and_what_to_do(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    someone = make.person(session)
    ask_link(client, someone.email)
    address = f"/inloggen/link/{mailed_token(session, settings)}"
    token = make.csrf(client, address)
    with clock.at(clock.now() + logging_in.LINK_VALID):
        expired = client.get(address)
    client.post(address, data={"csrf_token": token})
    used = client.get(address)
    for answer, why in ((expired, "verlopen"), (used, "al gebruikt"), (client.get(f"{address}x"), "kennen wij niet")):
        assert answer.status_code == 410
        assert why in answer.text
        assert "Vraag een nieuwe link aan" in answer.text


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(
    client: FlaskClient, session: Session
) -> None:
    someone = make.person(session)
    make.person(session)
    seen: list[tuple[int, str, str, int]] = []
    for email in (someone.email, UNKNOWN):
        statements: list[str] = []
        page = make.csrf(client, "/inloggen")
        bind = session.get_bind()
        note = lambda *a: statements.append(a[2])  # noqa: E731, B023 - one line for one list
        event.listen(bind, "before_cursor_execute", note)
        answer = client.post("/inloggen/link", data={"csrf_token": page, "email": email})
        event.remove(bind, "before_cursor_execute", note)
        writes = sum(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement in statements)
        seen.append((answer.status_code, answer.headers["Location"], answer.text, writes))
    assert seen[0] == seen[1]
    assert seen[0][3] >= 4
    assert [m.to_address for m in session.scalars(select(OutboxMessage))] == [someone.email]


def test_an_inactive_person_gets_no_link(client: FlaskClient, session: Session) -> None:
    someone = make.person(session)
    someone.active = False
    session.commit()
    assert ask_link(client, someone.email).status_code == 302
    assert session.scalars(select(OutboxMessage)).all() == []


def test_a_password_logs_in(client: FlaskClient, session: Session) -> None:
    someone = make.person(session, name="Noor Dijk", password=make.PASSWORD)
    assert log_in(client, someone.email).headers["Location"] == "/mijn"
    assert "Noor Dijk" in who(client)
    assert session.scalars(select(AuditEntry.action)).all() == ["login"]


def test_wrong_password_unknown_address_no_password_and_inactive_all_read_the_same(
    client: FlaskClient, session: Session
) -> None:
    known = make.person(session, password=make.PASSWORD)
    without = make.person(session)
    inactive = make.person(session, password=make.PASSWORD)
    inactive.active = False
    session.commit()
    tries = [(known.email, "fout"), (UNKNOWN, "fout"), (without.email, "fout"), (inactive.email, make.PASSWORD)]
    bodies = set()
    for email, password in tries:
        answer = log_in(client, email, password)
        assert answer.status_code == 400
        token = make.csrf(client, "/inloggen")
        bodies.add(make.CSRF.sub("", answer.text).replace(email, "").replace(token, ""))
    assert len(bodies) == 1
    assert "horen niet bij elkaar" in bodies.pop()


def test_guessing_must_wait_ever_longer_and_is_told_how_long(client: FlaskClient, session: Session) -> None:
    someone = make.person(session, password=make.PASSWORD)
    for _ in range(5):
        assert log_in(client, someone.email, "fout").status_code == 400
    refused = log_in(client, someone.email)
    assert refused.status_code == 429
    assert "seconden en probeer het dan opnieuw" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 30
    with clock.at(clock.now() + timedelta(seconds=31)):
        assert log_in(client, someone.email).status_code == 302


def test_guessing_at_an_address_nobody_has_must_wait_too(client: FlaskClient) -> None:
    for _ in range(5):
        log_in(client, UNKNOWN, "fout")
    assert log_in(client, UNKNOWN, "fout").status_code == 429


def test_links_cannot_be_poured_out_over_an_address(client: FlaskClient, session: Session) -> None:
    someone = make.person(session)
    for _ in range(5):
        assert ask_link(client, someone.email).status_code == 302
    pausing = ask_link(client, someone.email)
    assert (pausing.status_code, pausing.headers["Location"]) == (302, "/inloggen/verstuurd")
    assert len(session.scalars(select(OutboxMessage)).all()) == 5


def test_who_guesses_elsewhere_keeps_nobody_out(app: Flask, client: FlaskClient, session: Session) -> None:
    someone = make.person(session, password=make.PASSWORD)
    elsewhere = at_place(app, "192.0.2.1")
    for _ in range(5):
        log_in(elsewhere, someone.email, "fout")
        ask_link(elsewhere, someone.email)
    assert log_in(elsewhere, someone.email, "fout").status_code == 429
    ask_link(client, someone.email)
    assert len(session.scalars(select(OutboxMessage)).all()) == 6
    assert log_in(client, someone.email).status_code == 302


def test_guessing_spread_over_places_ends(app: Flask, session: Session, settings: Settings) -> None:
    someone = make.person(session, password=make.PASSWORD)
    for scope in (attempts.PASSWORD_BY_ADDRESS, attempts.LINK_BY_ADDRESS):
        for _ in range(scope.free):
            attempts.begin(session, attempts.counter(scope, someone.email, settings.secret_key))
    for n in range(2):
        elsewhere = at_place(app, f"192.0.2.{n}")
        assert log_in(elsewhere, someone.email).status_code == 429
        assert ask_link(elsewhere, someone.email).status_code == 302
    assert session.scalars(select(OutboxMessage)).all() == []


def test_an_old_hash_is_renewed_at_log_in(client: FlaskClient, session: Session) -> None:
    someone = make.person(session)
    someone.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(make.PASSWORD)
    session.commit()
    log_in(client, someone.email)
    session.expire_all()
    stored = session.get_one(Person, someone.id).password_hash
    assert stored is not None
    assert not passwords.is_old(stored)
    assert passwords.fits(stored, make.PASSWORD)


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_is_named(client: FlaskClient, missing: str) -> None:
    fields = {"email": UNKNOWN, "password": "x", missing: ""}
    answer = post(client, "/inloggen", **fields)
    assert answer.status_code == 400
    assert f'href="#{missing}"' in answer.text
    assert_valid_html(answer.text)


@pytest.mark.parametrize("nonsense", ["geen adres", "a@b", "\x00@x.nl", "a@" + "x" * 300 + ".nl"])
def test_what_is_no_address_is_refused_kindly(client: FlaskClient, nonsense: str) -> None:
    assert ask_link(client, nonsense).status_code == 400
    assert log_in(client, nonsense).status_code == 400


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/mijn/gegevens?x=1", "/mijn/gegevens?x=1"),
        ("https://elders.example/", "/mijn"),
        ("//elders.example/", "/mijn"),
        ("/\\elders.example", "/mijn"),
        ("/\t/elders.example", "/mijn"),
        ("javascript:alert(1)", "/mijn"),
        ("http:elders", "/mijn"),
        ("//[x", "/mijn"),
    ],
)
def test_one_goes_on_to_pages_of_ours_alone(
    client: FlaskClient, session: Session, settings: Settings, asked: str, goes_to: str
) -> None:
    someone = make.person(session, password=make.PASSWORD)
    assert log_in(client, someone.email, then=asked).headers["Location"] == goes_to
    assert client.get("/inloggen", query_string={"verder": asked}).headers["Location"] == goes_to
    client.post("/uitloggen", data={"csrf_token": make.csrf(client, "/mijn/gegevens")})
    ask_link(client, someone.email, then=asked)
    address = f"/inloggen/link/{mailed_token(session, settings)}"
    assert post(client, address, address).headers["Location"] == goes_to


def test_log_in_leaves_nothing_of_the_session_before(client: FlaskClient, session: Session) -> None:
    """No fixation: neither what stood in the cookie nor an older log-in survives as this one."""
    someone = make.person(session, password=make.PASSWORD)
    page = make.csrf(client, "/inloggen")
    with client.session_transaction() as cookie:
        before = dict(cookie) | {"planted": "x"}
        cookie["planted"] = "x"
    client.post("/inloggen", data={"csrf_token": page, "email": someone.email, "password": make.PASSWORD})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before["csrf_token"]
        assert cookie["_user_id"]


def test_logging_out_ends_the_log_in_itself(client: FlaskClient, session: Session) -> None:
    login = make.log_in(client, session, make.person(session))
    with client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    assert (
        client.post("/uitloggen", data={"csrf_token": make.csrf(client, "/mijn/gegevens")}).headers["Location"] == "/"
    )
    with client.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert client.get("/mijn").status_code == 302
    session.expire_all()
    assert session.get_one(LoginSession, login.id).ended_at is not None


def test_a_password_on_a_new_device_is_told_by_mail(client: FlaskClient, session: Session) -> None:
    someone = make.person(session, password=make.PASSWORD)
    log_in(client, someone.email)
    assert session.scalars(select(OutboxMessage)).all() == []
    client.post("/uitloggen", data={"csrf_token": make.csrf(client, "/mijn/gegevens")})
    page = make.csrf(client, "/inloggen")
    fields = {"csrf_token": page, "email": someone.email, "password": make.PASSWORD}
    client.post("/inloggen", data=fields, headers={"User-Agent": "another"})
    assert [m.params["notice"] for m in session.scalars(select(OutboxMessage))] == ["new-device"]


def test_a_form_without_its_token_does_nothing(client: FlaskClient, session: Session) -> None:
    someone = make.person(session, password=make.PASSWORD)
    answer = client.post("/inloggen", data={"email": someone.email, "password": make.PASSWORD})
    assert answer.status_code == 400
    assert "te lang open" in answer.text
    assert session.scalars(select(LoginSession)).all() == []


def test_being_seen_is_noted_every_five_minutes(client: FlaskClient, session: Session) -> None:
    login = make.log_in(client, session, make.person(session))
    first = login.last_seen_at
    client.get("/mijn")
    session.expire_all()
    assert session.get_one(LoginSession, login.id).last_seen_at == first
    with clock.at(clock.now() + timedelta(minutes=6)):
        client.get("/mijn")
    session.expire_all()
    assert session.get_one(LoginSession, login.id).last_seen_at > first


def test_a_printed_link_replaces_the_one_before(session: Session, settings: Settings) -> None:
    someone = make.person(session, Role.ADMIN)
    first, second = (logging_in.printed_link(session, someone) for _ in range(2))
    session.expire_all()
    with pytest.raises(links.LinkGone):
        links.find(session, links.token(first, settings.secret_key), LinkPurpose.LOGIN, settings.secret_key)
    assert links.find(session, links.token(second, settings.secret_key), LinkPurpose.LOGIN, settings.secret_key)


def test_every_visitor_gets_a_form_of_their_own(client: FlaskClient, session: Session) -> None:
    """A page with a form is made for one visitor and is never kept for the next one."""
    someone = make.person(session, password=make.PASSWORD)
    first, second = client, client.application.test_client()
    assert make.csrf(first, "/inloggen") != make.csrf(second, "/inloggen")
    assert client.get("/inloggen").headers["Cache-Control"] == "no-store"
    assert log_in(second, someone.email).status_code == 302
