"""The form and its receipt: no account, nothing lost, no captcha (D3), and the page tells no more than the dossier."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Channel, Contribution, ShownAs
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL
from dialoog.contributions.rules.receiving import LONGEST_TEXT
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.web.limits import limiter
from tests.contributions.pages import FILLED, FORM, get, hidden_fields, send
from tests.factories import contributions as make
from tests.support.queries import counted_queries


def newest(session: Session) -> Contribution:
    return session.scalars(select(Contribution).order_by(Contribution.id.desc()).limit(1)).one()


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_d3_a_visitor_hands_in_and_sees_the_number_at_once(client: FlaskClient, session: Session) -> None:
    answer = send(client, FORM, FILLED)
    made = newest(session)
    assert answer.location == f"/inbreng/{made.number}/ontvangen"
    page = get(client, answer.location)
    assert made.number in page
    assert "Meet ook in de straat." in page
    assert f"/inbreng/{made.number}/bewijs" in page
    assert "ontvangstbewijs op het e-mailadres" in page


def test_d0_what_was_filled_in_stands_where_it_belongs(client: FlaskClient, session: Session) -> None:
    send(client, FORM, FILLED)
    made = newest(session)
    assert made.public_text == FILLED["text"]
    assert (made.channel, made.kind, made.level, made.shown_as) == (Channel.WEB, "idee", Level.PUBLIC, ShownAs.NAME)
    assert (made.said_by_name, made.sector, made.entered_by_id) == ("Mees Kok", Sector.RESIDENT, None)
    assert made.theme is not None
    assert made.theme.slug == "lucht"
    assert [mail.to_address for mail in make.mails(session, RECEIPT_MAIL)] == ["mees@voorbeeld.nl"]


def test_d3_the_receipt_page_holds_no_personal_data_and_can_be_shared(client: FlaskClient, session: Session) -> None:
    made, _giver = make.handed_in(session)
    session.commit()
    page = get(client, f"/inbreng/{made.number}/ontvangen")
    assert "mees@voorbeeld.nl" not in page
    assert "Mees Kok" not in page


def test_d11_the_receipt_page_of_a_closed_point_keeps_its_words(client: FlaskClient, session: Session) -> None:
    made = make.contribution(session, "Alleen voor de kring", level=Level.CLOSED)
    session.commit()
    assert "Alleen voor de kring" not in get(client, f"/inbreng/{made.number}/ontvangen")


@pytest.mark.parametrize(
    ("chosen", "shown", "kept"),
    [
        ({"shown_as": "partij", "party": "Bakkerij Voorbeeld", "sector": "bedrijfsleven"}, ShownAs.PARTY, "party"),
        ({"shown_as": "sector", "sector": "jongeren"}, ShownAs.SECTOR, "sector"),
        ({"shown_as": "niet"}, ShownAs.NOBODY, "nothing"),
    ],
)
def test_d11_only_what_the_chosen_way_needs_is_kept(
    client: FlaskClient, session: Session, chosen: dict[str, str], shown: ShownAs, kept: str
) -> None:
    send(client, FORM, {**FILLED, **chosen})
    made = newest(session)
    assert (made.shown_as, made.said_by_name) == (shown, None)
    assert (made.said_by_organisation is not None) == (kept == "party")
    assert (made.sector is Sector.UNKNOWN) == (kept == "nothing")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "a" * (LONGEST_TEXT + 1)}, "text"),
        ({"kind": ""}, "kind"),
        ({"kind": "overbodig"}, "kind"),
        ({"shown_as": ""}, "shown_as"),
        ({"name": ""}, "name"),
        ({"sector": ""}, "sector"),
        ({"theme": "onbekend"}, "theme"),
        ({"email": "mees@"}, "email"),
        ({"email": "İ" * 40 + "@example.org"}, "email"),  # longer in lower case than an address may be
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, wrong: dict[str, str], field: str
) -> None:
    before = how_many(session)
    answer = send(client, FORM, {**FILLED, **wrong})
    assert (answer.status_code, how_many(session)) == (400, before)
    assert f'id="{field}-fout"' in answer.text
    assert "error-summary" in answer.text
    for name in {"text", "name", "email"} - {field}:
        assert FILLED[name] in answer.text


def test_d3_the_same_form_sent_twice_gives_the_same_number(client: FlaskClient, session: Session) -> None:
    fields = {**hidden_fields(get(client, FORM)), **FILLED}
    with clock.at(clock.now() + timedelta(seconds=30)):
        first, second = (client.post(FORM, data=fields) for _ in range(2))
    assert first.location == second.location
    assert len(make.mails(session, RECEIPT_MAIL)) == 1


def test_d3_what_fills_in_the_hidden_field_is_asked_again_and_a_person_can_go_on(
    client: FlaskClient, session: Session
) -> None:
    before = how_many(session)
    answer = send(client, FORM, {**FILLED, "website": "https://voorbeeld.nl"})
    assert (answer.status_code, how_many(session)) == (400, before)
    again = {**FILLED, **hidden_fields(answer.text)}
    with clock.at(clock.now() + timedelta(seconds=60)):
        assert client.post(FORM, data=again).status_code == 302


def test_d3_what_sends_at_once_is_asked_again(client: FlaskClient, session: Session) -> None:
    before = how_many(session)
    fields = {**hidden_fields(get(client, FORM)), **FILLED}
    assert client.post(FORM, data=fields).status_code == 400
    forged = client.post(FORM, data={**fields, "begun": "1.onzin"})
    assert (forged.status_code, how_many(session)) == (400, before)
    with clock.at(clock.now() + timedelta(seconds=5)):
        assert client.post(FORM, data=fields).status_code == 302


def test_a_lost_cookie_costs_no_words(app: Flask, client: FlaskClient, session: Session) -> None:
    fields = {**hidden_fields(get(client, FORM)), **FILLED}
    other = app.test_client()
    with clock.at(clock.now() + timedelta(days=2)):
        answer = other.post(FORM, data=fields)
        assert answer.status_code == 400
        assert "Uw tekst staat er nog" in answer.text
        assert FILLED["text"] in answer.text
        sent = other.post(FORM, data={**FILLED, **hidden_fields(answer.text)})
    assert sent.status_code == 302
    assert newest(session).public_text == FILLED["text"]


def test_d3_600_forms_an_hour_from_one_address_and_no_more(client: FlaskClient) -> None:
    token = {"csrf_token": hidden_fields(get(client, FORM))["csrf_token"]}
    assert client.post(FORM, data=token).status_code == 400
    counted = limiter.storage.storage
    [key] = counted
    assert (key.endswith("/600/1/hour"), counted[key]) == (True, 1)
    counted[key] = 599
    assert [client.post(FORM, data=token).status_code for _ in range(2)] == [400, 429]


def test_markup_in_a_text_is_shown_as_text(client: FlaskClient, session: Session) -> None:
    answer = send(client, FORM, {**FILLED, "text": "<script>alert(1)</script>"})
    page = get(client, answer.location or "")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_theme_can_come_along_in_the_address(client: FlaskClient) -> None:
    page = get(client, f"{FORM}?thema=geur")
    assert re.search(r'<option[^>]*selected[^>]*value="geur"', page)


def test_the_receipt_page_of_an_unknown_number_is_not_there(client: FlaskClient) -> None:
    get(client, "/inbreng/INB-2026-99999/ontvangen", status=404)


def test_form_and_receipt_ask_little_of_the_database(app: Flask, client: FlaskClient, session: Session) -> None:
    made, _giver = make.handed_in(session)
    session.commit()
    for address, most in ((FORM, 3), (f"/inbreng/{made.number}/ontvangen", 3)):
        session.expunge_all()
        with counted_queries(app) as statements:
            get(client, address)
        assert len(statements) <= most, statements
