"""What a member brings in at a meeting of their table, and that nobody reads what is not for them (D11)."""

import html
import io
import re

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, ContributionGiver, Giver, ShownAs
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from tests.contributions.pages import get, send, written
from tests.factories import accounts as people
from tests.factories import minutes as make
from tests.factories import tables
from tests.factories.minutes import Held
from tests.support.queries import counted_queries

SECRET = "Kringwoord over de vergunning van de buurman"
FILLED = {"text": SECRET, "kind": "signaal", "level": "openbaar", "shown_as": "partij"}
LISTS = (
    *("/", "/inbreng", "/inbreng.json", "/inbreng.csv", "/inbreng.atom", "/api/v1/inbrengen", "/register"),
    *("/register.atom", "/sitemap.xml", "/bijeenkomsten", "/bijeenkomsten.json", "/bijeenkomsten.csv"),
    *("/zoeken?q=kringwoord", "/inbreng?q=kringwoord", "/inbreng.json?q=kringwoord", "/api/v1/inbrengen?q=kringwoord"),
)


def address(at: Held) -> str:
    return f"/bijeenkomsten/{at.meeting.slug}/inbrengen"


def bring_in(client: FlaskClient, session: Session, at: Held, **given: str) -> Contribution:
    """The member brings it in."""
    people.log_in(client, session, at.member)
    assert send(client, address(at), {**FILLED, **given}).status_code == 302
    return session.scalars(select(Contribution).order_by(Contribution.id.desc())).all()[0]


def ways(at: Held, point: Contribution) -> tuple[str, ...]:
    """Everywhere a point of a meeting may stand, for whoever looks."""
    meeting = f"/bijeenkomsten/{at.meeting.slug}"
    own = (f"/inbreng/{point.number}", f"/inbreng/{point.number}/bewijs", f"/api/v1/inbrengen/{point.number}")
    documents = tuple(
        f"{meeting}/{name}" for name in ("terugkoppeling", "reactienota", "reactienota?namen=1", "notulen")
    )
    staff = (f"/werk/inbreng/{point.number}", "/werk/beantwoorden", "/werk/bekijken", f"/werk{meeting}/notulen")
    filters = tuple(f"{one}?bijeenkomst={at.meeting.slug}" for one in ("/inbreng", "/inbreng.csv", "/api/v1/inbrengen"))
    received = (f"/inbreng/{point.number}/ontvangen", meeting, f"/api/v1{meeting}")
    return (*LISTS, *own, *documents, *staff, *filters, *received)


def documents(client: FlaskClient, at: Held) -> str:
    """What the Word files of the meeting say."""
    found = []
    for name in ("terugkoppeling.docx", "reactienota.docx", "reactienota.docx?namen=1"):
        answer = client.get(f"/bijeenkomsten/{at.meeting.slug}/{name}")
        if answer.status_code == 200:
            found.extend(part.text for part in Document(io.BytesIO(answer.data)).paragraphs)
    return "\n".join(found)


def others(session: Session, at: Held) -> dict[str, Person | None]:
    """Everybody who is not of the table, the unit in charge or the secretariat."""
    former, elsewhere = people.person(session, name="Otto Oud"), make.held(session)
    tables.member(session, at.table, former, until=clock.today())
    unit = people.unit(session)
    return {
        "visitor": None,
        "person": people.person(session, name="Zomaar Iemand"),
        "member of another table": elsewhere.member,
        "chair of another table": elsewhere.chair,
        "former member": former,
        "official of another unit": people.member(session, unit),
        "lead of another unit": people.member(session, unit, lead=True),
        "admin": people.person(session, Role.ADMIN, name="Bea Beheer"),
    }


def become(client: FlaskClient, session: Session, person: Person | None) -> None:
    client.delete_cookie("dialoog")
    client.delete_cookie("session")
    with client.session_transaction() as cookie:
        cookie.clear()
    if person is not None:
        people.log_in(client, session, person)


def test_a_member_brings_in_and_hears_of_it(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    point = bring_in(client, session, at)
    assert (point.meeting_id, point.level, point.shown_as) == (at.meeting.id, Level.PUBLIC, ShownAs.PARTY)
    assert point.said_by_organisation is at.party
    assert point.said_by_name is None
    mail = session.scalars(select(OutboxMessage)).one()
    assert mail.to_address == at.member.email
    become(client, session, None)
    assert at.party.name in html.unescape(get(client, f"/inbreng/{point.number}"))


def test_before_the_meeting_and_after_it_too(client: FlaskClient, session: Session) -> None:
    for days in (-30, 30):
        at = make.held(session, held_on=clock.today().replace(day=1).replace(year=clock.today().year + days // 30))
        assert bring_in(client, session, at).meeting_id == at.meeting.id


@pytest.mark.parametrize(
    ("level", "offered"),
    [
        (Level.PUBLIC, ["openbaar", "zonder-herkomst", "besloten"]),
        (Level.NO_SOURCE, ["zonder-herkomst", "besloten"]),
        (Level.CLOSED, ["besloten"]),
    ],
)
def test_d11_the_level_is_the_meetings_or_narrower(
    client: FlaskClient, session: Session, level: Level, offered: list[str]
) -> None:
    at = make.held(session, level)
    people.log_in(client, session, at.member)
    page = get(client, address(at))
    assert re.findall(r'name="level"[^>]* value="([^"]+)"', page) == offered
    for wider in {"openbaar", "zonder-herkomst", "besloten"} - set(offered):
        assert send(client, address(at), {**FILLED, "level": wider}).status_code == 400
    assert session.scalar(select(Contribution.id)) is None


def test_only_who_sits_at_this_table_brings_in_there(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    for name, person in others(session, at).items():
        become(client, session, person)
        assert client.get(address(at)).status_code == (302 if person is None else 403), name
    for person in (at.member, at.stand_in, at.chair):
        become(client, session, person)
        get(client, address(at))


def test_who_sits_for_no_party_chooses_from_fewer_ways(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    people.log_in(client, session, at.chair)
    assert 'value="partij"' not in get(client, address(at))
    assert send(client, address(at), {**FILLED, "shown_as": "naam"}).status_code == 302
    become(client, session, None)
    point = session.scalars(select(Contribution)).one()
    assert "Vera Voorzitter" in get(client, f"/inbreng/{point.number}")


def test_d11_a_closed_point_is_read_by_its_circle_alone(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    point = bring_in(client, session, at, level="besloten")
    make.draft(session, at)
    unit = people.unit(session)
    point.unit_id = unit.id
    session.commit()
    for name, person in others(session, at).items():
        become(client, session, person)
        for way in ways(at, point):
            told = html.unescape(client.get(way, follow_redirects=True).text)
            assert SECRET not in told, f"{name} {way}"
            assert at.member.name not in told, f"{name} {way}"
        assert SECRET not in documents(client, at), name
    for person in (at.member, at.stand_in, at.chair, at.secretary, people.member(session, unit)):
        become(client, session, person)
        assert SECRET in html.unescape(get(client, f"/inbreng/{point.number}"))
        # Files and feeds go from hand to hand, so they are the same for whoever asks.
        for way in (one for one in LISTS if re.search(r"\.(json|csv|atom|xml)|/api/", one)):
            assert SECRET not in client.get(way).text, way
        assert SECRET not in documents(client, at)


def test_d11_without_origin_nobody_reads_whose_it_is(client: FlaskClient, session: Session) -> None:
    at = make.held(session, Level.NO_SOURCE)
    point = bring_in(client, session, at, level="zonder-herkomst", shown_as="naam")
    assert point.said_by_name is None
    make.draft(session, at)
    session.commit()
    everyone = {**others(session, at), "stand-in": at.stand_in, "chair": at.chair, "secretariat": at.secretary}
    party = at.party.name
    for name, person in everyone.items():
        become(client, session, person)
        staff = f"/werk/inbreng/{point.number}"
        for way in ways(at, point):
            if way == staff and name == "secretariat":
                continue  # it sends the answer, so it knows the giver (GIVER_READ)
            told = html.unescape(client.get(way, follow_redirects=True).text)
            assert at.member.name not in told, f"{name} {way}"
            assert at.member.email not in told, f"{name} {way}"
            if way != "/bijeenkomsten":
                assert party not in told, f"{name} {way}"
        assert party not in documents(client, at), name
        assert at.member.name not in documents(client, at), name
    become(client, session, None)
    assert SECRET in html.unescape(get(client, f"/inbreng/{point.number}"))


def test_d11_no_mail_to_others_tells_of_it(
    app: Flask, client: FlaskClient, session: Session, settings: Settings
) -> None:
    at = make.held(session)
    bring_in(client, session, at, level="besloten")
    make.opened(session, at)
    for mail in session.scalars(select(OutboxMessage)).all():
        told = written(app, session, settings, mail)
        if mail.to_address != at.member.email:
            assert told is not None
            assert SECRET not in str(told)
            assert at.member.name not in str(told)


def test_the_giver_is_who_is_logged_in(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    bring_in(client, session, at, email="iemand.anders@voorbeeld.nl")
    tie = session.scalars(select(Giver.email).join(ContributionGiver)).one()
    assert tie == at.member.email


def test_the_form_asks_few_queries(app: Flask, client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    people.log_in(client, session, at.member)
    with counted_queries(app) as queries:
        assert client.get(address(at)).status_code == 200
    assert len(queries) <= 8
