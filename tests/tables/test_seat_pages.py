"""The pages of seats: the link in the invitation, and the secretariat's (T2, P4)."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, AuditEntry, Role
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.mails import accepted, invitation, reminder
from dialoog.tables.models import DialogueTable, HoldingState, SeatHolding, TableSeat
from dialoog.tables.rules import inviting
from dialoog.tables.rules.inviting import Invited
from dialoog.tables.rules.setting_up import fill_seats
from tests.factories import accounts as people
from tests.factories import contributions
from tests.factories import tables as make
from tests.support.pages import page, secretary, token_in
from tests.support.queries import counted_queries

YES = {"name": "Mees Kok", "commitment": "Ik kom elke keer.", "shown_as": "naam", "need_geld": "Reiskosten"}


@pytest.fixture
def table(session: Session) -> DialogueTable:
    made = make.table(session, most_seats=3)
    fill_seats(session, made)
    session.commit()
    return made


@pytest.fixture
def asked(session: Session, table: DialogueTable) -> SeatHolding:
    seat = session.scalars(select(TableSeat).where(TableSeat.table_id == table.id)).first()
    assert seat is not None
    given = Invited("Mees Kok", "lid@voorbeeld.nl", Sector.BUSINESS, party="Gieterij Verzonnen")
    made = inviting.invite(session, seat, given, actor=SYSTEM)
    session.commit()
    return made


@pytest.fixture
def staff(client: FlaskClient, session: Session) -> FlaskClient:
    secretary(client, session)
    return client


def link_of(session: Session, settings: Settings, asked: SeatHolding) -> str:
    return f"/zetel/{token(session.get_one(AccessLink, asked.link_id), settings.secret_key)}"


def send(client: FlaskClient, address: str, **typed: str) -> tuple[int, str]:
    answer = client.post(address, data={**typed, "csrf_token": token_in(client.get(address).text)})
    return answer.status_code, html.unescape(answer.headers.get("Location", answer.text))


def test_t2_the_link_only_acts_by_its_button(
    client: FlaskClient, session: Session, settings: Settings, table: DialogueTable, asked: SeatHolding
) -> None:
    address = link_of(session, settings, asked)
    answer = client.get(address)
    shown = html.unescape(answer.text)
    for words in (table.name, table.asks, table.wanted, "Gieterij Verzonnen"):
        assert words in shown
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    session.refresh(asked)
    assert asked.state is HoldingState.INVITED
    status, shown = send(client, address, **{**YES, "commitment": ""})
    assert status == 400
    assert "Reiskosten" in shown
    assert send(client, address, **YES) == (302, f"/tafels/{table.slug}")
    assert "Mees Kok, Gieterij Verzonnen" in page(client, f"/tafels/{table.slug}")
    assert "1 van 3 zetels bezet" in page(client, "/tafels")
    assert client.get(address).status_code == 410


def test_t2_saying_no(
    client: FlaskClient, session: Session, settings: Settings, table: DialogueTable, asked: SeatHolding
) -> None:
    address = link_of(session, settings, asked)
    assert send(client, f"{address}/nee", reason="Te druk") == (302, f"/tafels/{table.slug}")
    session.refresh(asked)
    assert (asked.state, asked.end_reason) == (HoldingState.DECLINED, "Te druk")
    assert "Te druk" not in page(client, f"/tafels/{table.slug}")
    assert client.get(address).status_code == 410


def test_t2_a_link_of_something_else_opens_no_seat(client: FlaskClient) -> None:
    assert client.get("/zetel/verzonnen").status_code == 410
    assert client.get("/zetel/verzonnen/nee").status_code == 410


def test_d11_a_member_reads_closed_words_until_the_seat_ends(
    client: FlaskClient, session: Session, settings: Settings, table: DialogueTable, asked: SeatHolding
) -> None:
    meeting = make.meeting(session, table, Level.CLOSED)
    point = contributions.contribution(session, "Kringwoord blijft hier", level=Level.CLOSED, meeting=meeting)
    session.commit()
    send(client, link_of(session, settings, asked), **YES)
    session.refresh(asked)
    assert asked.person is not None
    people.log_in(client, session, asked.person)
    assert "Kringwoord" in page(client, f"/inbreng/{point.number}")
    other = client.application.test_client()
    secretary(other, session)
    address = f"/werk/tafels/{table.slug}/zetels/1/{asked.id}/beeindigen"
    assert send(other, address)[0] == 400
    assert send(other, address, reason="Andere baan")[0] == 302
    assert "Kringwoord" not in page(client, f"/inbreng/{point.number}")
    assert "Gieterij Verzonnen" in page(client, f"/tafels/{table.slug}")
    assert "Mees Kok" not in page(client, f"/tafels/{table.slug}")


def test_t2_the_secretariat_asks_somebody(staff: FlaskClient, session: Session, table: DialogueTable) -> None:
    address = f"/werk/tafels/{table.slug}/zetels/2"
    assert "Deze zetel is vrij" in page(staff, address)
    typed = {"name": "Bo Smit", "email": "bo@voorbeeld.nl", "sector": "overheid", "party": "Gemeente Verzonnen"}
    assert send(staff, f"{address}/uitnodigen", **{**typed, "email": "bo"})[0] == 400
    assert send(staff, f"{address}/uitnodigen", **typed, region="oost", grounds="doelen") == (302, address)
    shown = page(staff, address)
    for words in ("Bo Smit", "bo@voorbeeld.nl", "Gemeente Verzonnen", "Uitgenodigd", "Werkt aan dezelfde doelen"):
        assert words in shown
    assert "Bo Smit" in page(staff, f"/werk/tafels/{table.slug}/zetels")
    visitor = page(staff.application.test_client(), f"/tafels/{table.slug}")
    assert "Iemand is uitgenodigd" in visitor
    assert "Verzonnen" not in visitor
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "seat.read")).first() is not None
    assert send(staff, f"{address}/uitnodigen", **{**typed, "email": "els@voorbeeld.nl"})[0] == 400


def test_t2_an_invitation_is_sent_again_or_taken_back(
    staff: FlaskClient, session: Session, table: DialogueTable, asked: SeatHolding
) -> None:
    address = f"/werk/tafels/{table.slug}/zetels/1"
    form = {"csrf_token": token_in(page(staff, address))}
    assert staff.post(f"{address}/{asked.id}/opnieuw", data=form).status_code == 302
    assert staff.post(f"{address}/{asked.id}/intrekken", data=form).status_code == 302
    assert "wacht niet (meer)" in staff.post(f"{address}/{asked.id}/opnieuw", data=form, follow_redirects=True).text
    session.refresh(asked)
    assert asked.email is None
    assert "Uitnodiging ingetrokken" in page(staff, address)
    other = make.table(session)
    session.commit()
    assert staff.post(f"/werk/tafels/{other.slug}/zetels/1/{asked.id}/opnieuw", data=form).status_code == 404


def test_a_seat_gets_a_profile(staff: FlaskClient, table: DialogueTable) -> None:
    address = f"/werk/tafels/{table.slug}/zetels/3"
    assert send(staff, address, profile="Een gemeente uit het oosten")[0] == 302
    assert "Een gemeente uit het oosten" in page(staff, f"/tafels/{table.slug}")
    assert staff.get(f"/werk/tafels/{table.slug}/zetels/9").status_code == 404


def test_r82_needs_are_a_list_to_work_through(
    client: FlaskClient, session: Session, settings: Settings, table: DialogueTable, asked: SeatHolding
) -> None:
    send(client, link_of(session, settings, asked), **YES)
    secretary(client, session)
    address = f"/werk/tafels/{table.slug}/behoeften"
    shown = page(client, address)
    assert "Reiskosten" in shown
    one = f"{address}/{shown.split(address + '/')[1].split(chr(34))[0]}"
    assert send(client, one, done="y")[0] == 400
    assert send(client, one, done="y", note="Vergoeding geregeld")[0] == 302
    shown = page(client, address)
    assert "Alles is geregeld" in shown
    assert "Vergoeding geregeld" in shown
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "need.done")).one().person_id


def test_without_needs_the_list_says_so(staff: FlaskClient, table: DialogueTable) -> None:
    assert "Niemand heeft iets gevraagd" in page(staff, f"/werk/tafels/{table.slug}/behoeften")


def test_the_mails_say_what_is_asked(
    app: Flask, session: Session, settings: Settings, table: DialogueTable, asked: SeatHolding
) -> None:
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == "lid@voorbeeld.nl")).one()
    with app.test_request_context():
        for render in (invitation, reminder):
            content = render(session, message, settings)
            assert content is not None
            assert content.context["answer"].endswith(link_of(session, settings, asked))
            assert content.context["asks"] == table.asks
        inviting.take_back(session, asked, actor=SYSTEM)
        assert invitation(session, message, settings) is None
        assert accepted(session, message, settings) is None


def test_no_official_reads_who_is_asked(client: FlaskClient, session: Session, table: DialogueTable) -> None:
    people.log_in(client, session, people.person(session, Role.MINISTRY))
    for path in ("zetels", "zetels/1", "behoeften", "samenstelling"):
        assert client.get(f"/werk/tafels/{table.slug}/{path}").status_code == 403


@pytest.mark.parametrize("path", ["zetels", "zetels/1", "behoeften", "samenstelling"])
def test_staff_pages_take_the_same_few_queries(
    app: Flask, staff: FlaskClient, session: Session, table: DialogueTable, path: str
) -> None:
    address = f"/werk/tafels/{table.slug}/{path}"
    counts = []
    for members in (1, 9):
        for _ in range(members):
            make.seated(session, table, Sector.GOVERNMENT, person=people.person(session), since=clock.today())
        session.commit()
        with counted_queries(app) as asked:
            page(staff, address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
