"""The pages of agenda, papers, decisions and presence: who reads and does what (D11, M4, R84, R112)."""

import html
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person
from dialoog.errors import NotFound
from dialoog.files import FileStore
from dialoog.meetings.agenda import keeping, queries, rules
from dialoog.meetings.agenda.keeping import DecisionDetails, upload_of
from dialoog.meetings.agenda.models import ItemState, PresenceKind
from dialoog.meetings.agenda.rules import ItemDetails
from dialoog.meetings.models import Level
from dialoog.meetings.rules import keep_document, let_go_of_document
from tests.contributions.pages import get, hidden_fields, send
from tests.factories import accounts as people
from tests.factories import contributions as points
from tests.factories import minutes as make
from tests.factories import tables
from tests.factories.minutes import SECRETARIAT, Held
from tests.support.queries import counted_queries

PAGES = ("agenda", "agenda/nieuw", "stukken", "besluiten", "aanwezig")
SECRET = "Woorden van achter de deur"
ITEM = {"title": "Stikstof", "minutes": "25", "kind": "besluiten", "decides": "De tafel", "phase": "monitoren"}


def log_in(client: FlaskClient, session: Session, who: Person) -> FlaskClient:
    people.log_in(client, session, who)
    return client


def staff(at: Held, page: str) -> str:
    return f"/werk/bijeenkomsten/{at.meeting.slug}/{page}"


def public(at: Held) -> str:
    return f"/bijeenkomsten/{at.meeting.slug}"


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_every_page_opens_empty_for_secretariat_and_chair(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    for person in (at.secretary, at.chair):
        log_in(client, session, person)
        for page in PAGES:
            get(client, staff(at, page))


def test_a_member_a_visitor_and_the_chair_of_another_table_do_not_get_in(client: FlaskClient, session: Session) -> None:
    at, other = make.held(session), make.held(session)
    for page in PAGES:
        assert client.get(staff(at, page)).status_code == 302
    for person in (at.member, at.stand_in, other.chair, other.member):
        log_in(client, session, person)
        for page in PAGES:
            assert client.get(staff(at, page)).status_code == 403


def test_an_item_is_made_ordered_and_seen_by_everybody(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    log_in(client, session, at.chair)
    send(client, staff(at, "agenda/nieuw"), ITEM)
    send(client, staff(at, "agenda/nieuw"), {**ITEM, "title": "Stilte"})
    second = queries.items(session, at.meeting)[1]
    send(client, staff(at, "agenda"), {"doe": f"omhoog:{second.id}"})
    client.delete_cookie("dialoog")
    page = words(get(client, public(at)))
    assert page.index("1. Stilte") < page.index("2. Stikstof")
    for part in ("25 minuten", "Besluiten", "Monitoren", "De tafel"):
        assert part in page


@pytest.mark.parametrize("asked", ["omhoog:x", "omhoog:999999999", "gooi-weg:1", "omhoog:99999999999999"])
def test_what_no_page_asks_is_refused(client: FlaskClient, session: Session, asked: str) -> None:
    at = make.held(session)
    log_in(client, session, at.secretary)
    assert send(client, staff(at, "agenda"), {"doe": asked}).status_code in (400, 404)


def test_the_second_who_saves_an_item_is_shown_the_first(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    rules.add_item(session, at.meeting, ItemDetails("Lucht", 10), actor=SECRETARIAT)
    session.commit()
    log_in(client, session, at.secretary)
    address = staff(at, f"agenda/{queries.items(session, at.meeting)[0].id}")
    fields = hidden_fields(get(client, address))
    client.post(address, data={**fields, **ITEM, "title": "Hun naam"})
    answer = client.post(address, data={**fields, **ITEM, "title": "Mijn naam"})
    assert answer.status_code == 409
    assert "Hun naam" in answer.text
    assert 'value="Mijn naam"' in answer.text
    assert client.post(address, data={**hidden_fields(answer.text), **ITEM, "title": "Mijn naam"}).status_code == 302
    assert client.post(address, data={**hidden_fields(get(client, address)), "doe": "weg"}).status_code == 302
    session.expire_all()
    assert queries.items(session, at.meeting) == []


def test_the_second_who_saves_a_decision_is_shown_the_first(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    log_in(client, session, at.secretary)
    given = {"text": "Meten.", "may_decide": "De tafel", "decided_by": "De tafel", "decided_on": "2026-05-07"}
    send(client, staff(at, "besluiten"), given)
    assert "Meten." in get(client, public(at))
    address = staff(at, f"besluiten/{queries.decisions(session, at.meeting)[0].id}")
    fields = hidden_fields(get(client, address))
    client.post(address, data={**fields, **given, "text": "Meer meten."})
    answer = client.post(address, data={**fields, **given, "text": "Minder meten."})
    assert answer.status_code == 409
    assert "Meer meten." in answer.text
    assert "Minder meten." in answer.text


def test_m4_the_first_item_is_what_became_of_last_time(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    before = tables.meeting(session, at.table, held_on=clock.today() - timedelta(days=90), title="Vorig overleg")
    points.contribution(session, "Te laat punt.", meeting=before).answer_due = clock.today() - timedelta(days=1)
    points.contribution(session, "Punt.", meeting=before)
    rules.add_item(session, at.meeting, ItemDetails("Lucht", 10), actor=SECRETARIAT)
    session.commit()
    page = get(client, public(at))
    assert f'href="/bijeenkomsten/{before.slug}/terugkoppeling"' in page
    told = words(page)
    assert "1. Terugkoppeling van de vorige keer" in told
    assert "2 punten gehoord, 0 beantwoord, 2 open, 1 te laat" in told
    assert "2. Lucht" in told


def test_d11_of_a_closed_meeting_with_few_points_it_gives_no_counts(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    before = tables.meeting(session, at.table, Level.CLOSED, held_on=clock.today() - timedelta(days=90))
    points.contribution(session, "Besloten punt.", level=Level.CLOSED, meeting=before)
    rules.add_item(session, at.meeting, ItemDetails("Lucht", 10), actor=SECRETARIAT)
    session.commit()
    told = words(get(client, public(at)))
    assert "Van die bijeenkomst zijn geen aantallen openbaar." in told
    assert "punten gehoord" not in told.partition("Wat er is ingebracht")[0]


def test_r112_a_member_proposes_on_the_meetings_page(client: FlaskClient, session: Session) -> None:
    at, other = make.held(session), make.held(session)
    log_in(client, session, other.member)
    assert client.get(f"{public(at)}/agendapunt").status_code == 403
    log_in(client, session, at.member)
    given = {"title": "Houtrook", "purpose": "Een regel.", "minutes": "20", "kind": "bespreken"}
    assert send(client, f"{public(at)}/agendapunt", given).status_code == 302
    assert "wacht op de voorzitter" in get(client, public(at))
    log_in(client, session, at.chair)
    found = queries.items(session, at.meeting, state=ItemState.PROPOSED)[0]
    assert "Houtrook" in get(client, staff(at, "agenda"))
    reason = {"reason": "Dit hoort bij de gemeente."}
    assert send(client, staff(at, f"agenda/{found.id}/niet-overnemen"), reason).status_code == 302
    assert "Dit hoort bij de gemeente." in get(log_in(client, session, at.member), public(at))
    assert "Houtrook" not in get(log_in(client, session, other.member), public(at))


@pytest.mark.parametrize("gone", [{"held_on": clock.today() - timedelta(days=1)}, {"cancelled_at": clock.now()}])
def test_r112_nothing_is_proposed_for_what_is_over_or_off(
    client: FlaskClient, session: Session, gone: dict[str, object]
) -> None:
    at = make.held(session, **gone)
    log_in(client, session, at.member)
    assert "/agendapunt" not in get(client, public(at))
    assert ("/inbrengen" in get(client, public(at))) == ("held_on" in gone)
    given = {"title": "Houtrook", "purpose": "Een regel.", "minutes": "20", "kind": "bespreken"}
    assert "voorbij of gaat niet door" in send(client, f"{public(at)}/agendapunt", given).text


def give(session: Session, at: Held, files: FileStore, *, public_too: bool) -> str:
    kept = keeping.add_paper(
        session,
        at.meeting,
        "Cijfers",
        upload_of("cijfers.txt", SECRET.encode()),
        public=public_too,
        item_id=None,
        files=files,
        actor=SECRETARIAT,
    )
    session.commit()
    return f"{public(at)}/stukken/{kept.id}/1"


def test_papers_are_given_as_attachments_and_older_versions_stay(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    log_in(client, session, at.secretary)
    address = staff(at, "stukken")
    fields = hidden_fields(get(client, address))
    upload = {"file": (io.BytesIO(b"een"), "cijfers.txt")}
    sent = {**fields, "title": "Cijfers", "public": "y", **upload}
    assert client.post(address, data=sent, content_type="multipart/form-data").status_code == 302
    kept = queries.papers(session, at.meeting, public_only=True)[0]
    one = f"{address}/{kept.id}"
    newer = {**hidden_fields(get(client, one)), "note": "Jaar erbij.", "file": (io.BytesIO(b"twee"), "cijfers.txt")}
    assert client.post(one, data=newer, content_type="multipart/form-data").status_code == 302
    client.delete_cookie("dialoog")
    page = get(client, public(at))
    assert "Jaar erbij." in page
    for n, content in ((1, b"een"), (2, b"twee")):
        answer = client.get(f"{public(at)}/stukken/{kept.id}/{n}")
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=cijfers.txt")
        assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert client.get(f"{public(at)}/stukken/{kept.id}/3").status_code == 404
    log_in(client, session, at.secretary)
    closed = {**hidden_fields(get(client, one)), "title": "Cijfers van het jaar"}
    assert client.post(one, data=closed).status_code == 302
    client.delete_cookie("dialoog")
    assert client.get(f"{public(at)}/stukken/{kept.id}/1").status_code == 404


def test_d1_a_file_can_be_destroyed_and_everybody_reads_why(
    client: FlaskClient, session: Session, files: FileStore
) -> None:
    at = make.held(session)
    address = give(session, at, files, public_too=True)
    kept = queries.papers(session, at.meeting, public_only=True)[0]
    name = kept.versions[0].sha256
    log_in(client, session, at.chair)
    page = staff(at, f"stukken/{kept.id}/vernietigen")
    assert client.get(page).status_code == 403
    log_in(client, session, at.secretary)
    assert send(client, page, {"n": "1", "reason": "Er stond een adres in."}).status_code == 302
    get(client, staff(at, f"stukken/{kept.id}"))
    client.delete_cookie("dialoog")
    assert client.get(address).status_code == 404
    told = get(client, public(at))
    assert "Er stond een adres in." in told
    assert "cijfers.txt" not in told
    with pytest.raises(NotFound):
        files.read(name)


def test_d1_a_file_that_a_meeting_has_twice_stays_until_both_let_go(
    app: Flask, session: Session, files: FileStore
) -> None:
    at = make.held(session)
    give(session, at, files, public_too=True)
    upload = upload_of("verslag.txt", SECRET.encode())
    report = keep_document(session, at.meeting, upload, files=files, actor=SECRETARIAT)
    assert let_go_of_document(session, report) is None
    version = queries.papers(session, at.meeting, public_only=True)[0].versions[0]
    name = version.sha256
    assert keeping.destroy_version(session, at.meeting, version, "Weg.", actor=SECRETARIAT) == name


@pytest.mark.parametrize(("level", "for_all"), [(Level.PUBLIC, False), (Level.CLOSED, True), (Level.CLOSED, False)])
def test_d11_what_is_for_members_is_not_there_for_others(
    client: FlaskClient, session: Session, files: FileStore, level: Level, for_all: bool
) -> None:
    at, other = make.held(session, level), make.held(session)
    address = give(session, at, files, public_too=for_all)
    assert client.get(address).status_code == 404
    for person, status in ((other.chair, 404), (at.member, 200), (at.stand_in, 200), (at.secretary, 200)):
        log_in(client, session, person)
        assert client.get(address).status_code == status
        assert (address in client.get(public(at)).text) is (status == 200)
    read = session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.read")).all()
    assert len(read) == (0 if for_all else 3)


def test_d11_nothing_of_a_closed_meeting_shows_to_others(client: FlaskClient, session: Session) -> None:
    at, other = make.held(session, Level.CLOSED), make.held(session)
    rules.add_item(session, at.meeting, ItemDetails(SECRET, 10), actor=SECRETARIAT)
    details = DecisionDetails(f"{SECRET} besloten", "De tafel", "De tafel", clock.today())
    keeping.decide(session, at.meeting, details, actor=SECRETARIAT)
    session.commit()
    places = (public(at), "/bijeenkomsten", "/bijeenkomsten.json", f"/api/v1/bijeenkomsten/{at.meeting.slug}")
    for person in (None, other.member):
        if person is not None:
            log_in(client, session, person)
        assert not [place for place in places if SECRET in client.get(place).text]
    assert SECRET in get(log_in(client, session, at.stand_in), public(at))


def test_r84_presence_by_name_is_for_secretariat_and_chair(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    log_in(client, session, at.chair)
    address = staff(at, "aanwezig")
    fields = hidden_fields(get(client, address))
    assert client.post(address, data={**fields, f"lid-{at.seat.id}": "aanwezig"}).status_code == 302
    page = words(get(client, address))
    assert "Lize Lid" in page
    assert "1 van 1" in page
    assert client.post(address, data={**fields, f"lid-{at.seat.id}": "onzin"}).status_code == 400
    assert client.post(address, data={**fields, "lid-99999999999": "aanwezig"}).status_code == 400


def test_two_who_note_presence_do_not_undo_each_other(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    log_in(client, session, at.secretary)
    address = staff(at, "aanwezig")
    fields = hidden_fields(get(client, address))
    seats = {one.person.name: one.id for one in queries.seated(session, at.meeting)}
    first, second = f"lid-{seats['Lize Lid']}", f"lid-{seats['Piet Plaats']}"
    client.post(address, data={**fields, first: "aanwezig", second: ""})
    client.post(address, data={**fields, first: "", second: "niet-verschenen"})
    session.expire_all()
    noted = queries.presence(session, [at.meeting.id])
    assert set(noted.values()) == {PresenceKind.PRESENT, PresenceKind.ABSENT}


def test_p2_members_see_on_their_own_page_what_is_kept(client: FlaskClient, session: Session) -> None:
    at = make.held(session)
    keeping.note_presence(session, at.meeting, {at.seat.id: PresenceKind.EXCUSED}, actor=SECRETARIAT)
    rules.propose(session, at.meeting, ItemDetails("Houtrook", 10), actor=at.actor(at.member))
    session.commit()
    page = words(get(log_in(client, session, at.member), "/mijn"))
    assert "Houtrook" in page
    assert "Afwezig met bericht" in page


@pytest.mark.parametrize("where", ["agenda", "stukken", "besluiten", "aanwezig", "public"])
def test_the_number_of_queries_does_not_grow(
    app: Flask, client: FlaskClient, session: Session, files: FileStore, where: str
) -> None:
    at = make.held(session)
    tables.meeting(session, at.table, held_on=clock.today() - timedelta(days=30))
    log_in(client, session, at.secretary)
    counts = []
    for times in (1, 10):
        for n in range(times):
            someone = people.person(session)
            seat = tables.member(session, at.table, someone, organisation=points.party(session))
            keeping.note_presence(session, at.meeting, {seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
            item = rules.add_item(session, at.meeting, ItemDetails(f"Punt {n}", 5, standing=True), actor=SECRETARIAT)
            rules.propose(session, at.meeting, ItemDetails(f"Voorstel {n}", 5), actor=at.actor(someone))
            details = DecisionDetails("Zo.", "Wij", "Wij", clock.today(), item_id=item.id)
            keeping.decide(session, at.meeting, details, actor=SECRETARIAT)
            give(session, at, files, public_too=True)
        session.commit()
        with counted_queries(app) as queries_made:
            assert client.get(public(at) if where == "public" else staff(at, where)).status_code == 200
        counts.append(len(queries_made))
    assert counts[0] == counts[1] <= (16 if where == "public" else 12)
