"""The pages of tables: set up and changed by the secretariat, read by everybody (T1, T3, R15, R99)."""

import html
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person
from dialoog.meetings.models import Level
from dialoog.organisations.models import Membership, Part, Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning import rules as planning
from tests.factories import tables as make
from tests.support.pages import page, secretary, token_in
from tests.support.queries import counted_queries
from tests.tables.planning.test_rules import RHYTHM

LIST = "/werk/tafels"
YEAR = clock.today().year
FILLED = {
    "name": "Dialoogtafel Stille Nacht",
    "purpose": "Samen kijken waar het ’s nachts stiller kan.",
    "wanted": "Horen waar het wringt.",
    "result": "Elk punt krijgt een antwoord.",
    "gives": "U hoort wat er met uw punt gebeurt.",
    "asks": "Vier middagen per jaar.",
    "track": "Voorbeeldprogramma",
    "organiser": "OFL",
    "theme_id": "",
    "chair_name": "Fenna Verzonnen",
    "chair_email": "fenna@voorbeeld.nl",
    "contact_name": "Kees Bedacht",
    "contact_email": "kees@voorbeeld.nl",
    "starts_on": f"{YEAR}-01-01",
    "ends_on": f"{YEAR + 3}-12-31",
    "meetings_a_year": "4",
    "most_seats": "16",
}


@pytest.fixture
def staff(client: FlaskClient, session: Session) -> FlaskClient:
    secretary(client, session)
    return client


def send(client: FlaskClient, address: str, **changed: str) -> tuple[int, str]:
    """Fill in the form at an address; its status, and the page or where it led to."""
    token = token_in(client.get(address).text)
    answer = client.post(address, data={**FILLED, "csrf_token": token, **changed})
    return answer.status_code, html.unescape(answer.headers.get("Location", answer.text))


def made(staff: FlaskClient, session: Session) -> DialogueTable:
    assert send(staff, f"{LIST}/nieuw")[0] == 302
    return session.scalars(select(DialogueTable)).one()


def test_without_tables_both_lists_say_what_to_do(staff: FlaskClient) -> None:
    assert "Maak een tafel aan" in page(staff, LIST)
    assert "Breng iets in" in page(staff, "/tafels")


def test_t1_a_table_is_set_up_and_everyone_reads_what_it_is_for(staff: FlaskClient, session: Session) -> None:
    table = made(staff, session)
    shown = html.unescape(page(staff.application.test_client(), f"/tafels/{table.slug}"))
    for words in (*(FILLED[name] for name in ("name", "purpose", "wanted", "result", "gives", "asks")),):
        assert words in shown
    for words in ("Voorbeeldprogramma", "OFL", "Fenna Verzonnen", "Kees Bedacht", "kees@voorbeeld.nl", "Zetels"):
        assert words in shown
    assert "fenna@voorbeeld.nl" not in shown
    assert "0 van 16 zetels bezet" in page(staff, "/tafels")
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "table.created")).one().subject_key


@pytest.mark.parametrize("field", ["name", "purpose", "wanted", "result", "gives", "asks", "track", "organiser"])
def test_r99_every_statement_must_be_there(staff: FlaskClient, session: Session, field: str) -> None:
    status, shown = send(staff, f"{LIST}/nieuw", **{field: "  "})
    assert status == 400
    assert f'id="{field}-fout"' in shown
    assert "Fenna Verzonnen" in shown
    assert session.scalar(select(DialogueTable)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", f"{YEAR + 2}-12-30"),
        ("ends_on", f"{YEAR + 5}-01-02"),
        ("meetings_a_year", "5"),
        ("most_seats", "0"),
        ("most_seats", "veel"),
        ("chair_email", "geen adres"),
    ],
)
def test_t1_what_a_table_cannot_be(staff: FlaskClient, session: Session, field: str, value: str) -> None:
    status, shown = send(staff, f"{LIST}/nieuw", **{field: value})
    assert status == 400
    assert f'id="{field}-fout"' in shown
    assert session.scalar(select(Person).where(Person.email == "kees@voorbeeld.nl")) is None


@pytest.mark.parametrize("ends_on", [f"{YEAR + 2}-12-31", f"{YEAR + 5}-01-01"])
def test_t1_three_and_five_years_are_right(staff: FlaskClient, session: Session, ends_on: str) -> None:
    assert send(staff, f"{LIST}/nieuw", ends_on=ends_on)[0] == 302


def test_d11_chair_and_contact_sit_in_the_table_as_long_as_they_are(staff: FlaskClient, session: Session) -> None:
    table = made(staff, session)
    sent = send(
        staff, f"{LIST}/{table.slug}", version="1", chair_name="Nieuwe Voorzitter", chair_email="n@voorbeeld.nl"
    )
    assert sent[0] == 302
    rows = session.execute(
        select(Membership.part, Person.email, Membership.until)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.body_kind == "tafel", Membership.body_id == table.id)
        .order_by(Membership.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        (Part.CHAIR, "fenna@voorbeeld.nl", clock.today()),
        (Part.CONTACT, "kees@voorbeeld.nl", None),
        (Part.CHAIR, "n@voorbeeld.nl", None),
    ]
    assert "Nieuwe Voorzitter" in page(staff, f"/tafels/{table.slug}")


def test_two_editors_see_each_others_change_and_lose_nothing(staff: FlaskClient, session: Session) -> None:
    table = made(staff, session)
    address = f"{LIST}/{table.slug}"
    assert send(staff, address, version="1", purpose="Het doel van de eerste.")[0] == 302
    status, shown = send(staff, address, version="1", purpose="Het doel van de tweede.")
    assert status == 409
    assert "Iemand anders wijzigde deze tafel" in shown
    assert "Het doel van de eerste." in shown
    assert "Het doel van de tweede." in shown
    session.refresh(table)
    assert table.purpose == "Het doel van de eerste."
    assert 'name="version" type="hidden" value="2"' in shown
    assert send(staff, address, version="2", purpose="Het doel van de tweede.")[0] == 302


def test_r85_seats_can_be_added_and_empty_ones_taken_away(staff: FlaskClient, session: Session) -> None:
    table = made(staff, session)
    address = f"{LIST}/{table.slug}"
    assert send(staff, address, version="1", most_seats="5")[0] == 302
    assert "Er zijn nog 5 zetels" in page(staff, f"/tafels/{table.slug}")


def test_t3_wishes_are_kept_and_shown_beside_what_is_filled(staff: FlaskClient, session: Session) -> None:
    table = made(staff, session)
    address = f"{LIST}/{table.slug}/samenstelling"
    form = {"csrf_token": token_in(page(staff, address)), "sector-overheid": "3", "jongeren-ja": "2"}
    assert staff.post(address, data=form).status_code == 302
    shown = page(staff.application.test_client(), f"/tafels/{table.slug}")
    assert "nog 3 zetels nodig" in shown
    assert "nog 2 zetels nodig" in shown
    assert "Er zit nog niemand aan tafel" in shown
    answer = staff.post(address, data={**form, "sector-overheid": "9", "sector-bedrijfsleven": "8"})
    assert answer.status_code == 400
    assert "Hier staan er meer" in answer.text


def test_the_meetings_of_a_table_stand_on_its_page(client: FlaskClient, session: Session) -> None:
    table = make.table(session)
    make.meeting(session, table, slug="eerste-overleg", title="Eerste overleg", held_on=date(YEAR, 2, 3))
    make.meeting(session, table, Level.CLOSED, title="Tweede overleg", held_on=date(YEAR - 1, 2, 3))
    make.meeting(session, make.table(session), title="Ander overleg")
    session.commit()
    shown = page(client, f"/tafels/{table.slug}")
    assert 'href="/bijeenkomsten/eerste-overleg"' in shown
    assert "Besloten" in shown
    assert "Ander overleg" not in shown
    assert f"In {YEAR}: 1 van de 4 afgesproken bijeenkomsten" in shown


def test_a_table_that_is_not_there(staff: FlaskClient) -> None:
    for address in ("/tafels/nergens", f"{LIST}/nergens", f"{LIST}/nergens/samenstelling"):
        assert staff.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/tafels", LIST])
def test_lists_take_the_same_few_queries(app: Flask, staff: FlaskClient, session: Session, address: str) -> None:
    make.table(session)
    session.commit()
    with counted_queries(app) as few:
        page(staff, address)
    for _ in range(24):
        make.seated(session, make.table(session), Sector.BUSINESS)
    session.commit()
    with counted_queries(app) as many:
        page(staff, address)
    assert len(few) == len(many) <= 8


def test_r105_a_table_says_where_it_works_to_and_in_what_phase_it_is(client: FlaskClient, session: Session) -> None:
    table = make.table(session)
    session.commit()
    assert "Waar werkt de tafel naartoe?" not in page(client, f"/tafels/{table.slug}")
    planning.set_goal(session, table, "In 2045 is de nacht stil.", reason="", seen=0, actor=SYSTEM)
    planning.start_cycle(session, table, YEAR, RHYTHM, actor=SYSTEM)
    session.commit()
    told = page(client, f"/tafels/{table.slug}")
    assert "In 2045 is de nacht stil." in told
    assert told.count('aria-current="step"') == 1


def test_meetings_of_a_table_stand_apart_before_and_after_today(client: FlaskClient, session: Session) -> None:
    table = make.table(session)
    make.meeting(session, table, title="Vorig overleg", held_on=clock.today() - timedelta(days=1))
    make.meeting(session, table, title="Later overleg", held_on=clock.today() + timedelta(days=9))
    make.meeting(session, table, title="Eerstvolgend overleg", held_on=clock.today())
    session.commit()
    ahead, _heading, earlier = page(client, f"/tafels/{table.slug}").partition("Wat geweest is")
    assert ahead.index("Eerstvolgend overleg") < ahead.index("Later overleg")
    assert "Vorig overleg" in earlier
    assert f'href="/adviezen?tafel={table.slug}"' in earlier


def test_a_table_takes_the_same_queries_with_many_members(app: Flask, client: FlaskClient, session: Session) -> None:
    counts = []
    for members in (1, 12):
        table = make.table(session)
        for _ in range(members):
            make.seated(session, table, Sector.GOVERNMENT)
        session.commit()
        with counted_queries(app) as asked:
            page(client, f"/tafels/{table.slug}")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
