"""Staff's pages on one contribution: what they may, what is noted of it, what they are told (D0, D1, D4, D9a, P4)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.contributions.models import Channel, Contribution
from dialoog.contributions.queries import givers_of
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.contributions.rules.blacking_out import BLOCK
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from tests.contributions.pages import get, hidden_fields, send
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.support.queries import counted_queries

REASON = "Dit is een reden die iedereen mag lezen."
ON_BEHALF = {
    "text": "Er is te weinig groen in de wijk.",
    "kind": "zwak",
    "shown_as": "sector",
    "name": "Fem Smit",
    "sector": "inwoner",
    "recorder": "Lot de Wit, notulist",
    "level": "openbaar",
    "email": "fem@voorbeeld.nl",
}


@pytest.fixture
def secretary(client: FlaskClient, session: Session) -> Person:
    """Logged in as the secretariat."""
    made = people.person(session, Role.SECRETARIAT, name="Sam Bos")
    people.log_in(client, session, made)
    return made


@pytest.fixture
def unit(session: Session) -> Unit:
    return people.unit(session)


def audited(session: Session, action: str) -> list[str | None]:
    query = select(AuditEntry.subject_key).where(AuditEntry.action == action).order_by(AuditEntry.id)
    return list(session.scalars(query))


def newest(session: Session) -> Contribution:
    return session.scalars(select(Contribution).order_by(Contribution.id.desc()).limit(1)).one()


def test_p4_reading_addresses_is_noted_and_a_page_without_them_is_not(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    with_giver, _ = make.handed_in(session)
    without = make.contribution(session)
    session.commit()
    assert "mees@voorbeeld.nl" in get(client, f"/werk/inbreng/{with_giver.number}")
    get(client, f"/werk/inbreng/{without.number}")
    assert audited(session, "giver.read") == [with_giver.number]


def test_d0_staff_write_down_what_somebody_else_said(client: FlaskClient, session: Session, secretary: Person) -> None:
    meeting = make.meeting(session)
    session.commit()
    answer = send(client, "/werk/inbreng/nieuw", {**ON_BEHALF, "meeting": meeting.slug, "room_table": "4"})
    made = newest(session)
    assert answer.location == f"/werk/inbreng/{made.number}"
    assert (made.channel, made.said_by_name, made.recorder) == (Channel.STAFF, "Fem Smit", "Lot de Wit, notulist")
    assert (made.entered_by_id, made.meeting, made.room_table) == (secretary.id, meeting, "4")
    assert givers_of(session, made)[0].giver.email == "fem@voorbeeld.nl"
    assert len(make.mails(session, RECEIPT_MAIL)) == 1
    assert audited(session, "contribution.entered") == [made.number]
    get(client, f"/werk/inbreng/{made.number}")


def test_d11_a_level_wider_than_agreed_is_refused_at_its_field(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    meeting = make.meeting(session, Level.CLOSED)
    session.commit()
    answer = send(client, "/werk/inbreng/nieuw", {**ON_BEHALF, "meeting": meeting.slug})
    assert answer.status_code == 400
    assert 'id="level-fout"' in answer.text
    assert ON_BEHALF["text"] in answer.text


def test_d4_one_or_many_are_assigned_and_staff_come_back_where_they_were(
    client: FlaskClient, session: Session, secretary: Person, unit: Unit
) -> None:
    points = [make.contribution(session) for _ in range(3)]
    official = people.member(session, unit)
    fields = hidden_fields(get(client, f"/werk/inbreng/{points[0].number}"))
    asked = {
        "csrf_token": fields["csrf_token"],
        "nummer": [point.number for point in points],
        "unit": unit.slug,
        "person": str(official.id),
        "then": "/werk?dienst=x",
    }
    answer = client.post("/werk/inbreng/toewijzen", data=asked)
    assert answer.location == "/werk?dienst=x"
    session.expire_all()
    assert {(p.unit_id, p.assignee_id, p.status) for p in points} == {(unit.id, official.id, "in-behandeling")}
    assert audited(session, "contribution.assigned") == [point.number for point in points]


def test_d4_somebody_outside_the_unit_is_refused_and_nothing_is_assigned(
    client: FlaskClient, session: Session, secretary: Person, unit: Unit
) -> None:
    point = make.contribution(session)
    stranger = people.member(session, people.unit(session))
    asked = {"unit": unit.slug, "person": str(stranger.id)}
    fields = hidden_fields(get(client, f"/werk/inbreng/{point.number}"))
    answer = client.post("/werk/inbreng/toewijzen", data={**fields, **asked})
    assert answer.status_code == 400
    assert 'id="person-fout"' in answer.text
    session.expire_all()
    assert point.unit_id is None


def test_d4_an_official_takes_up_what_is_nobodys_and_leaves_what_is_of_others(
    client: FlaskClient, session: Session, unit: Unit
) -> None:
    nobodys, others = make.contribution(session), make.contribution(session)
    elsewhere = people.unit(session)
    assign(session, [others], unit=elsewhere, assignee=None, actor=make.SECRETARIAT)
    session.commit()
    people.log_in(client, session, people.member(session, unit))
    token = {"csrf_token": hidden_fields(get(client, f"/werk/inbreng/{nobodys.number}"))["csrf_token"]}
    for number, into, status in (
        (others.number, unit, 403),
        (nobodys.number, elsewhere, 403),
        (nobodys.number, unit, 302),
    ):
        asked = {**token, "nummer": number, "unit": into.slug}
        assert client.post("/werk/inbreng/toewijzen", data=asked).status_code == status


def test_d4_a_unit_asks_for_more_time(client: FlaskClient, session: Session, unit: Unit) -> None:
    point = make.contribution(session)
    assign(session, [point], unit=unit, assignee=None, actor=make.SECRETARIAT)
    session.commit()
    people.log_in(client, session, people.member(session, unit))
    page = f"/werk/inbreng/{point.number}/verlengen"
    assert send(client, page, {"days": "21", "reason": REASON}).status_code == 400
    assert send(client, page, {"days": "5", "reason": REASON}).status_code == 302
    again = send(client, page, {"days": "5", "reason": REASON})
    assert (again.status_code, REASON in again.text) == (400, True)
    assert REASON in get(client, f"/inbreng/{point.number}")
    people.log_in(client, session, people.member(session, people.unit(session)))
    get(client, page, status=403)


def test_d9a_givers_are_attached_to_many_points_one_after_another(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    points = [make.contribution(session) for _ in range(12)]
    session.commit()
    page = "/werk/inbreng/inbrengers?" + "&".join(f"nummer={point.number}" for point in points)
    numbers = [point.number for point in points]
    for n in range(3):
        asked = {"party": f"Partij {n}", "sector": "jongeren", "email": f"partij{n}@voorbeeld.nl", "nummer": numbers}
        assert send(client, page, asked).location.count("INB-") == 12
    shown = get(client, page)
    assert shown.count("partij2@voorbeeld.nl") == 12
    assert len(givers_of(session, points[5])) == 3
    assert audited(session, "giver.attached") == numbers * 3


def test_d9a_without_points_or_with_a_wrong_number(client: FlaskClient, secretary: Person) -> None:
    assert "Nog geen punten gekozen" in get(client, "/werk/inbreng/inbrengers")
    get(client, "/werk/inbreng/inbrengers?nummer=INB-2020-00001", status=404)


def test_d9a_a_giver_without_anything_filled_in_is_refused(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    point = make.contribution(session)
    session.commit()
    answer = send(client, f"/werk/inbreng/inbrengers?nummer={point.number}", {})
    assert (answer.status_code, 'id="name-fout"' in answer.text) == (400, True)


def test_d1_blacking_out_goes_in_two_steps(client: FlaskClient, session: Session, secretary: Person) -> None:
    point = make.contribution(session)
    session.commit()
    page = f"/werk/inbreng/{point.number}/weglakken"
    marked = {"marked": make.WORDS.replace("Jan Voorbeeld", "[[Jan Voorbeeld]]"), "reason": REASON}
    preview = send(client, page, marked)
    assert preview.status_code == 200
    assert f"straat van {BLOCK}" in preview.text
    session.expire_all()
    assert point.public_text == make.WORDS
    answer = client.post(page, data={**hidden_fields(preview.text), **marked, "stap": "zeker"})
    assert answer.status_code == 302
    assert "Jan Voorbeeld" not in get(client, f"/inbreng/{point.number}")
    assert REASON in get(client, f"/inbreng/{point.number}")
    assert audited(session, "contribution.blacked-out") == [point.number]


def test_d1_rewording_is_refused_and_the_marked_text_kept(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    point = make.contribution(session)
    session.commit()
    asked = {"marked": "Iets [[heel]] anders", "reason": REASON, "stap": "zeker"}
    answer = send(client, f"/werk/inbreng/{point.number}/weglakken", asked)
    assert (answer.status_code, 'id="marked-fout"' in answer.text) == (400, True)
    assert "Iets [[heel]] anders" in answer.text


def test_d1_the_original_is_read_by_the_secretariat_alone_and_that_is_noted(
    client: FlaskClient, session: Session, secretary: Person, unit: Unit
) -> None:
    point = make.contribution(session)
    session.commit()
    page = f"/werk/inbreng/{point.number}/weglakken"
    marked = make.WORDS.replace("Jan Voorbeeld", "[[Jan Voorbeeld]]")
    send(client, page, {"marked": marked, "reason": REASON, "stap": "zeker"})
    original = f"/werk/inbreng/{point.number}/origineel"
    assert original in get(client, f"/werk/inbreng/{point.number}")
    assert "Jan Voorbeeld" in get(client, original)
    assert audited(session, "contribution.original-read") == [point.number]
    people.log_in(client, session, people.member(session, unit))
    get(client, original, status=403)
    assert original not in get(client, f"/werk/inbreng/{point.number}")


def test_d5_a_wrong_entry_is_withdrawn_with_reason_and_right_number(
    client: FlaskClient, session: Session, secretary: Person
) -> None:
    wrong, right = make.contribution(session), make.contribution(session)
    session.commit()
    page = f"/werk/inbreng/{wrong.number}/intrekken"
    unknown = send(client, page, {"instead": "INB-2020-00001", "reason": REASON})
    assert (unknown.status_code, 'id="instead-fout"' in unknown.text) == (400, True)
    assert send(client, page, {"instead": right.number.lower(), "reason": REASON}).status_code == 302
    public = get(client, f"/inbreng/{wrong.number}")
    assert right.number in public
    assert REASON in public
    assert make.WORDS not in public
    assert audited(session, "contribution.withdrawn") == [wrong.number]


@pytest.mark.parametrize("act", ["", "/origineel", "/verlengen", "/weglakken", "/intrekken"])
def test_visitors_are_sent_to_log_in(client: FlaskClient, session: Session, act: str) -> None:
    point = make.contribution(session)
    session.commit()
    answer = client.get(f"/werk/inbreng/{point.number}{act}")
    assert (answer.status_code, "/inloggen" in answer.location) == (302, True)


def test_no_page_asks_more_of_the_database_for_more_points(
    app: Flask, client: FlaskClient, session: Session, secretary: Person
) -> None:
    points = [make.handed_in(session, f"gever{n}@voorbeeld.nl")[0] for n in range(30)]
    session.commit()

    def asked(address: str) -> int:
        session.expunge_all()
        with counted_queries(app) as statements:
            get(client, address)
        return len([one for one in statements if "audit_entry" not in one])

    few, many = ("/werk/inbreng/inbrengers?" + "&".join(f"nummer={p.number}" for p in points[:n]) for n in (2, 30))
    assert asked(few) == asked(many) <= 12
    assert asked(f"/werk/inbreng/{points[0].number}") <= 12
    assert asked("/werk/inbreng/nieuw") <= 12


def test_p7_staff_read_who_gave_a_reason(client: FlaskClient, session: Session, secretary: Person) -> None:
    point = make.contribution(session)
    extend(session, point, days=5, reason=REASON, actor=make.SECRETARIAT)
    session.commit()
    history = get(client, f"/werk/inbreng/{point.number}").partition("Wat ermee gebeurde")[2]
    assert "Door: Sam Bos, secretariaat OFL, " in history
    assert "Door: bezoeker, " in history, "what nobody signed tells the role"
