"""The pages of minutes: who reads what when, and two people who save at the same time (T7, D11)."""

import html
import io
import re
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.config import Settings
from dialoog.dossiers.minutes import rules
from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesState
from dialoog.dossiers.minutes.telling import OPEN_MAIL
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.agenda.keeping import note_presence
from dialoog.meetings.agenda.models import PresenceKind
from dialoog.meetings.models import Level
from tests.contributions.pages import get, hidden_fields, send, written
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.factories import minutes as table
from tests.factories import tables
from tests.factories.minutes import SECRETARIAT, TEXT, Held
from tests.support.queries import counted_queries

SECRET = "Alleen voor deze tafel geschreven"


def log_in(client: FlaskClient, session: Session, who: Person) -> FlaskClient:
    people.log_in(client, session, who)
    return client


def staff(at: Held) -> str:
    return f"/werk/bijeenkomsten/{at.meeting.slug}/notulen"


def public(at: Held) -> str:
    return f"/bijeenkomsten/{at.meeting.slug}/notulen"


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_t7_minutes_begin_with_the_agenda_and_the_points_beside_them(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    point = make.contribution(session, "Meet bij de school.", meeting=at.meeting)
    session.commit()
    log_in(client, session, at.secretary)
    assert send(client, staff(at), {}).status_code == 302
    page = get(client, staff(at))
    assert "# Rondvraag" in page
    assert point.number in page
    assert "Meet bij de school." in page


def test_t7_the_second_who_saves_is_shown_both_texts_and_can_save_them(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    table.draft(session, at)
    log_in(client, session, at.secretary)
    fields = hidden_fields(get(client, staff(at)))
    first = {**fields, "text": TEXT.replace("Niets.", "Hun woorden.")}
    assert client.post(staff(at), data=first).status_code == 302
    second = client.post(staff(at), data={**fields, "text": TEXT.replace("Niets.", "Mijn woorden.")})
    assert second.status_code == 409
    for part in ("Hun woorden.\n\nMijn woorden.", "Sam Bos was u net voor", "Er is niets verloren gegaan"):
        assert part in html.unescape(second.text)
    merged = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", second.text, re.DOTALL)[1])  # type: ignore[index]
    again = {**hidden_fields(second.text), "text": merged}
    assert client.post(staff(at), data=again).status_code == 302
    page = get(client, staff(at))
    assert "Hun woorden." in page
    assert "Mijn woorden." in page


def test_t7_changes_elsewhere_in_the_text_need_no_question(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    table.draft(session, at)
    log_in(client, session, at.secretary)
    fields = hidden_fields(get(client, staff(at)))
    client.post(staff(at), data={**fields, "text": TEXT.replace("Er is", "Er werd")})
    answer = client.post(staff(at), data={**fields, "text": f"{TEXT}\n\nEinde."}, follow_redirects=True)
    assert "samengevoegd" in answer.text
    assert "Er werd" in answer.text
    assert "Einde." in answer.text


def test_t7_from_draft_to_published_by_its_pages(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.draft(session, at)
    log_in(client, session, at.secretary)
    assert "14 dagen" in get(client, f"{staff(at)}/volgende")
    send(client, f"{staff(at)}/volgende", {})
    assert "nog reageren" in get(client, f"{staff(at)}/volgende")
    log_in(client, session, at.member)
    send(client, f"{public(at)}/concept", {"text": "Er is ook geteld.", "paragraph": "2"})
    log_in(client, session, at.secretary)
    comment = session.scalars(select(MinutesComment)).one()
    said = {"handled": "niet-overgenomen", "reason": "Dat was een andere keer."}
    assert send(client, f"{staff(at)}/opmerkingen/{comment.id}", said).status_code == 302
    assert "Dat was een andere keer." in get(client, f"{staff(at)}/opmerkingen")
    session.expire_all()
    minutes.comments_until = clock.today() - timedelta(days=1)
    session.commit()
    send(client, f"{staff(at)}/volgende", {"day": clock.today().isoformat()})
    send(client, f"{staff(at)}/volgende", {})
    session.expire_all()
    assert session.scalars(select(Minutes.state)).one() is MinutesState.PUBLISHED
    client.delete_cookie("dialoog")
    assert "Er is gemeten." in get(client, public(at))


def test_t7_a_button_of_an_older_page_takes_no_later_step(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.adopted(session, at)
    log_in(client, session, at.secretary)
    fields = hidden_fields(get(client, f"{staff(at)}/volgende"))
    client.post(f"{staff(at)}/volgende", data={**fields, "state": "concept"})
    session.expire_all()
    assert minutes.state is MinutesState.ADOPTED


def test_t7_members_read_while_they_may_comment_and_not_before(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.draft(session, at)
    log_in(client, session, at.member)
    assert client.get(f"{public(at)}/concept").status_code == 404
    rules.save(session, minutes, f"{TEXT}\n\nNetjes.", based_on=1, actor=SECRETARIAT)
    rules.open_for_comments(session, minutes, actor=SECRETARIAT)
    session.commit()
    page = get(client, f"{public(at)}/concept")
    assert "Reageer op alinea 2" in page
    assert "Versie 1" not in page
    assert client.get(f"{public(at)}/versies/1").status_code == 404
    get(client, f"{public(at)}/versies/2")
    assert "Er is gemeten." in get(client, f"{public(at)}/concept?alinea=2")


def test_t7_the_chair_writes_too_and_a_member_does_not(client: FlaskClient, session: Session) -> None:
    at, other = table.held(session), table.held(session)
    table.draft(session, at)
    get(log_in(client, session, at.chair), staff(at))
    assert client.get(staff(other)).status_code == 403
    assert log_in(client, session, at.member).get(staff(at)).status_code == 403


def test_t7_versions_say_what_changed_and_can_be_gone_on_from(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.draft(session, at)
    rules.save(session, minutes, TEXT.replace("Niets.", "Veel."), based_on=1, actor=SECRETARIAT)
    session.commit()
    log_in(client, session, at.secretary)
    page = words(get(client, f"{public(at)}/versies/2"))
    assert "Niets." in page
    assert "Veel." in page
    get(client, f"{public(at)}/versies/1")
    older = get(client, f"{staff(at)}?vanaf=1")
    assert "Niets." in older
    assert hidden_fields(older)["based_on"] == "2"


def test_t7_published_with_attendance_by_party_and_never_by_name(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    table.published(session, at, f"{TEXT}\n\nZie INB-2026-00001.")
    note_presence(session, at.meeting, {at.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
    session.commit()
    page = get(client, public(at))
    assert at.party.name in page
    assert at.member.name not in page
    assert 'href="/inbreng/INB-2026-00001"' in page
    file = client.get(f"{public(at)}.docx")
    text = "\n".join(part.text for part in Document(io.BytesIO(file.data)).paragraphs)
    assert "Er is gemeten." in text
    assert at.party.name in text
    assert at.member.name not in text


def test_t7_before_it_is_published_nobody_else_knows_of_it(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    table.adopted(session, at, f"# Lucht\n\n{SECRET}")
    for address in (public(at), f"{public(at)}.docx"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert SECRET not in answer.text
    assert "notulen" not in get(client, f"/bijeenkomsten/{at.meeting.slug}").lower()
    assert client.get(f"{public(at)}/concept").status_code == 302


def readers(session: Session, at: Held) -> dict[str, tuple[Person | None, bool]]:
    """Everybody who may try, with whether they may read the minutes of a closed meeting."""
    former, elsewhere = people.person(session, name="Otto Oud"), people.person(session, name="Els Elders")
    tables.member(session, at.table, former, until=clock.today())
    tables.member(session, tables.table(session), elsewhere)
    return {
        "visitor": (None, False),
        "person": (people.person(session), False),
        "member of another table": (elsewhere, False),
        "former member": (former, False),
        "official": (people.member(session, people.unit(session)), False),
        "admin": (people.person(session, Role.ADMIN), False),
        "member": (at.member, True),
        "stand-in": (at.stand_in, True),
        "chair": (at.chair, True),
        "secretariat": (at.secretary, True),
    }


EVERYWHERE = (
    *("/bijeenkomsten", "/bijeenkomsten.json", "/bijeenkomsten.csv", "/api/v1/bijeenkomsten", "/", "/sitemap.xml"),
    *("/inbreng", "/inbreng.atom", "/register.atom", "/zoeken?q=geschreven", "/inbreng?q=geschreven"),
)


def test_d11_minutes_of_a_closed_meeting_are_for_its_own_people(client: FlaskClient, session: Session) -> None:
    at = table.held(session, Level.CLOSED)
    table.published(session, at, f"# Lucht\n\n{SECRET}")
    for name, (person, may) in readers(session, at).items():
        client.delete_cookie("dialoog")
        if person is not None:
            log_in(client, session, person)
        for address in (public(at), f"{public(at)}.docx"):
            answer = client.get(address)
            assert answer.status_code == (200 if may else 404), f"{name} {address}"
        page = client.get(f"/bijeenkomsten/{at.meeting.slug}").text
        assert (public(at) in page) is may, name
        inside = [f"{public(at)}/concept", f"{public(at)}/versies/1", staff(at)]
        for address in (*EVERYWHERE, *([] if may else inside)):
            answer = client.get(address, follow_redirects=True)
            assert SECRET not in answer.text, f"{name} {address}"


def test_d11_a_visitor_reads_nothing_of_it_after_a_member_did(client: FlaskClient, session: Session) -> None:
    at = table.held(session, Level.CLOSED)
    table.published(session, at, f"# Lucht\n\n{SECRET}")
    assert SECRET in get(log_in(client, session, at.member), public(at))
    client.delete_cookie("dialoog")
    assert client.get(public(at)).status_code == 404


def test_d11_mails_tell_where_to_read_and_no_word_of_it(app: Flask, session: Session, settings: Settings) -> None:
    at = table.held(session, Level.CLOSED)
    minutes = table.opened(session, at, f"# Lucht\n\n{SECRET}")
    for mail in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == OPEN_MAIL)).all():
        told = written(app, session, settings, mail)
        assert told is not None
        assert f"{public(at)}/concept" in told["plain"]
        assert f"{public(at)}/concept" in told["html"]
        assert SECRET not in str(told)
    minutes.state = MinutesState.ADOPTED
    session.commit()
    assert written(app, session, settings, mail) is None


def test_d11_the_writer_sees_of_a_point_what_the_chair_may_read(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    make.contribution(session, "Besloten woord van iemand.", level=Level.CLOSED, meeting=at.meeting)
    table.draft(session, at)
    page = get(log_in(client, session, at.chair), staff(at))
    assert "Besloten woord van iemand." in page
    assert "Neem van een besloten punt alleen het nummer over" in page


@pytest.mark.parametrize("where", ["editor", "comments", "draft"])
def test_the_number_of_queries_does_not_grow(app: Flask, client: FlaskClient, session: Session, where: str) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    log_in(client, session, at.secretary)
    address = {"editor": staff(at), "comments": f"{staff(at)}/opmerkingen", "draft": f"{public(at)}/concept"}[where]
    counts = []
    for times in (1, 10):
        for n in range(times):
            someone = people.person(session)
            tables.member(session, at.table, someone, organisation=make.party(session))
            rules.comment(session, minutes, "Zo.", shown=1, paragraph=None, actor=at.actor(someone))
            make.contribution(session, f"Punt {n}", meeting=at.meeting)
            newest = minutes.revision
            rules.save(session, minutes, f"Tekst {newest}.", based_on=newest, actor=SECRETARIAT)
        session.commit()
        with counted_queries(app) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
