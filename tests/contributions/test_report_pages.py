"""The secretariat brings in a report: upload, see what was understood, correct, confirm (M2, Must show 2 and 6)."""

import html
import io
import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pypdf import PdfWriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import create_app
from dialoog.accounts.models import Role
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, ReportImport
from dialoog.db import Database
from dialoog.meetings.models import Level, Meeting, MeetingDocument
from tests.contributions.pages import get
from tests.contributions.work_session_reports.files import as_document, as_pdf, as_text, saved
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.support.browser import NewPage, assert_accessible
from tests.support.html import assert_valid_html
from tests.support.queries import counted_queries
from tests.support.serving import serving

EDIT = re.compile(r'name="edit" value="(\d+)"')
TEXT = as_text() + b"\nBIJLAGE\n\nlos woord\n"


@pytest.fixture
def staff(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    people.log_in(client, session, people.person(session, Role.SECRETARIAT, name="Sam Bos"))
    return client


@pytest.fixture
def meeting(session: Session) -> Meeting:
    made = make.meeting(session)
    session.commit()
    return made


def give(client: FlaskClient, meeting: Meeting, content: bytes = TEXT, name: str = "verslag.txt") -> TestResponse:
    file = (io.BytesIO(content), name)
    answer = client.post(f"/werk/bijeenkomsten/{meeting.slug}/verslag", data={"file": file})
    # The test client leaves open what it spooled to disk.
    answer.request.environ["wsgi.input"].close()
    return answer


def page_of(client: FlaskClient, meeting: Meeting, content: bytes = TEXT) -> str:
    """The address of the page of a report that was given."""
    answer = give(client, meeting, content)
    assert answer.status_code == 302
    return urlsplit(answer.headers["Location"]).path


def edit_of(page: str) -> str:
    found = EDIT.search(page)
    assert found
    return found[1]


def line_of(page: str, words: str) -> str:
    """The number of a line on the page where lines are corrected."""
    found = re.search(rf'for="regel-(\d+)">[^\n]*{words}', page)
    assert found, words
    return found[1]


def number_of(session: Session, of: type = Contribution) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_m2_upload_shows_what_was_understood_and_every_line_that_was_not(
    staff: FlaskClient, meeting: Meeting, session: Session
) -> None:
    page = text_of(get(staff, page_of(staff, meeting)))
    for words in ("2 onderwerpen", "4 punten", "2 regels niet geplaatst", "donderdag 6 maart 2025"):
        assert words in page
    for words in ("Regel 22 BIJLAGE", "Regel 24 los woord", "Veel groen", "1. DE STILLE TUIN 2 1 3"):
        assert words in page
    assert "Geef 4 punten een nummer" in page
    assert number_of(session) == 0


def test_m2_confirming_gives_every_point_its_number(staff: FlaskClient, meeting: Meeting, session: Session) -> None:
    address = page_of(staff, meeting)
    page = get(staff, address)
    answer = staff.post(f"{address}/bevestigen", data={"edit": edit_of(page)})
    assert answer.headers["Location"] == f"/werk/bijeenkomsten/{meeting.slug}"
    numbers = session.scalars(select(Contribution.number).order_by(Contribution.id)).all()
    assert len(numbers) == 4
    assert f"4 punten kregen een nummer: {numbers[0]} tot en met {numbers[3]}" in text_of(
        get(staff, answer.headers["Location"])
    )
    page = get(staff, address)
    assert f'href="/inbreng/{numbers[0]}"' in page
    assert "los woord" in page


def test_m2_confirming_twice_stores_once_and_says_so(staff: FlaskClient, meeting: Meeting, session: Session) -> None:
    address = page_of(staff, meeting)
    edit = edit_of(get(staff, address))
    for _ in range(2):
        answer = staff.post(f"{address}/bevestigen", data={"edit": edit})
    assert answer.headers["Location"] == address
    assert "niets dubbel opgeslagen" in get(staff, address)
    assert number_of(session) == 4


def test_m2_a_wrong_report_is_thrown_away_and_another_may_come(
    staff: FlaskClient, meeting: Meeting, session: Session
) -> None:
    address = page_of(staff, meeting)
    edit = edit_of(get(staff, address))
    assert staff.post(f"{address}/weggooien", data={"edit": "99"}).status_code == 409
    answer = staff.post(f"{address}/weggooien", data={"edit": edit})
    assert answer.headers["Location"] == f"/werk/bijeenkomsten/{meeting.slug}/verslag"
    assert "Het verslag is weggegooid" in get(staff, answer.headers["Location"])
    assert staff.get(address).status_code == 404
    assert get(staff, page_of(staff, meeting))
    assert number_of(session) == 0


def test_m2_the_same_file_twice_says_so(staff: FlaskClient, meeting: Meeting, session: Session) -> None:
    address = page_of(staff, meeting)
    assert page_of(staff, meeting) == address
    assert "stond al bij deze bijeenkomst" in get(staff, address)
    assert (number_of(session, ReportImport), number_of(session, MeetingDocument)) == (1, 1)


def test_m2_correcting_shows_anew_what_is_understood_and_what_changed(staff: FlaskClient, meeting: Meeting) -> None:
    address = page_of(staff, meeting)
    page = get(staff, f"{address}/verbeteren")
    pfas, noise = line_of(page, "PFAS"), line_of(page, "Lawaai")
    said = {"edit": edit_of(page), "was": "{}", f"regel-{pfas}": "vervolg", f"regel-{noise}": "negeren"}
    answer = staff.post(f"{address}/verbeteren", data=said)
    assert answer.headers["Location"] == f"{address}#veranderd"
    page = text_of(get(staff, address))
    assert "Punten: van 4 naar 2." in page
    assert "was: begin van een punt; nu: hoort bij het punt erboven" in page
    assert f"Regel {noise} • Lawaai van de weg was: begin van een punt; nu: niet geplaatst" in page
    assert "Verbeterd door Sam Bos" in page


def test_m2_a_heading_can_be_said_where_a_point_was_read(staff: FlaskClient, meeting: Meeting) -> None:
    address = page_of(staff, meeting, b"DE TUIN\n\nSterke punten\n- Groen\n- Dit mist nog\n- Water\n")
    page = get(staff, f"{address}/verbeteren")
    line = line_of(page, "Dit mist")
    data = {"edit": edit_of(page), "was": "{}", f"regel-{line}": "kopje:zwak"}
    staff.post(f"{address}/verbeteren", data=data)
    assert "Onderwerp Sterk punt Zwak punt Samen 1. DE TUIN 1 1 2" in text_of(get(staff, address))
    page = get(staff, f"{address}/verbeteren")
    assert '<option value="kopje:zwak" selected>' in page
    back = {"edit": edit_of(page), "was": f'{{"{line}":"kopje:zwak"}}', f"regel-{line}": ""}
    staff.post(f"{address}/verbeteren", data=back)
    assert "1. DE TUIN 3 3" in text_of(get(staff, address))


def test_m2_the_second_of_two_sees_both_and_loses_nothing(staff: FlaskClient, meeting: Meeting) -> None:
    address = page_of(staff, meeting)
    page = get(staff, f"{address}/verbeteren")
    seen, pfas, noise = edit_of(page), line_of(page, "PFAS"), line_of(page, "Lawaai")
    staff.post(f"{address}/verbeteren", data={"edit": seen, "was": "{}", f"regel-{pfas}": "vervolg"})
    mine = {"edit": seen, "was": "{}", f"regel-{pfas}": "negeren", f"regel-{noise}": "omschrijving"}
    answer = staff.post(f"{address}/verbeteren", data=mine)
    assert answer.status_code == 409
    assert_valid_html(answer.text)
    words = text_of(answer.text)
    assert "nu bewaard: Hoort bij het punt erboven; u: Hoort nergens bij" in words
    assert "nu bewaard: zoals het is gelezen; u: Omschrijving van het onderwerp" in words
    assert answer.text.count("selected") == 2
    again = {**mine, "edit": edit_of(answer.text), "was": f'{{"{pfas}":"vervolg"}}'}
    assert staff.post(f"{address}/verbeteren", data=again).status_code == 302
    assert "Punten: van 3 naar 2" in text_of(get(staff, address))


def test_m2_what_somebody_else_changed_must_be_seen_before_confirming(
    staff: FlaskClient, meeting: Meeting, session: Session
) -> None:
    address = page_of(staff, meeting)
    page = get(staff, f"{address}/verbeteren")
    edit, line = edit_of(page), line_of(page, "PFAS")
    staff.post(f"{address}/verbeteren", data={"edit": edit, "was": "{}", f"regel-{line}": "vervolg"})
    answer = staff.post(f"{address}/bevestigen", data={"edit": edit})
    assert answer.status_code == 409
    assert "Iemand anders heeft dit verslag intussen verbeterd" in answer.text
    assert "Geef 3 punten een nummer" in answer.text
    assert number_of(session) == 0


def test_m2_themes_of_two_people_at_once(staff: FlaskClient, meeting: Meeting) -> None:
    address = page_of(staff, meeting)
    page = get(staff, address)
    names = re.findall(r'<select[^>]*name="(thema-\d+)"', page)
    slugs = re.findall(r'<option value="([a-z-]+)">', page)
    edit = edit_of(page)
    staff.post(f"{address}/themas", data={"edit": edit, "was": "{}", names[0]: slugs[0]})
    answer = staff.post(f"{address}/themas", data={"edit": edit, "was": "{}", names[0]: slugs[1], names[1]: slugs[1]})
    assert answer.status_code == 409
    assert answer.text.count("selected") == 2
    assert "Iemand anders was u net voor" in answer.text


def test_a_form_no_page_of_ours_sends_is_refused(staff: FlaskClient, meeting: Meeting) -> None:
    address = page_of(staff, meeting)
    for wrong in ({"edit": "x"}, {"edit": "1", "regel-x": ""}, {"edit": "1", "was": "[1]"}, {}):
        assert staff.post(f"{address}/verbeteren", data=wrong).status_code == 400
    for code in ("onzin", "kopje", "kopje:onzin"):
        data = {"edit": "1", "was": "{}", "regel-7": code}
        assert staff.post(f"{address}/verbeteren", data=data).status_code == 400


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("foto.png", b"\x89PNG\r\n\x1a\n\x00\x00", "geen tekstbestand"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oud Word-bestand"),
        ("scan.pdf", None, "geen tekst"),
        ("brief.txt", b"Dag allemaal.\n", "geen onderwerpen"),
        ("leeg.txt", b"", "leeg"),
        ("slot.pdf", as_pdf(password="x"), "wachtwoord"),
        ("groot.txt", b"A" * (20 * 1024 * 1024 + 1), "te groot"),
        ("", b"", "Kies een bestand"),
    ],
    ids=["picture", "old word", "scan", "no topics", "empty", "locked", "too large", "no file"],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_kept(
    staff: FlaskClient, meeting: Meeting, session: Session, name: str, content: bytes | None, message: str
) -> None:
    answer = give(staff, meeting, without_text() if content is None else content, name)
    assert answer.status_code == 400
    assert_valid_html(answer.text)
    fault = re.search(r'id="file-fout">(.*?)</p>', answer.text, re.DOTALL)
    assert fault
    assert message in fault[1]
    assert 'href="#file"' in answer.text
    assert (number_of(session, ReportImport), number_of(session, MeetingDocument)) == (0, 0)


def without_text() -> bytes:
    """A PDF of one page with nothing on it that can be read, as a scanner makes."""
    stream = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(stream)
    return stream.getvalue()


def test_200_mb_is_refused_before_it_is_received(own_app: Flask) -> None:
    with serving(own_app) as address:
        port = urlsplit(address).port or 0
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(
                b"POST /werk/bijeenkomsten/x/verslag HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 209715200\r\n\r\n" + b"x" * 1000
            )
            answer = b""
            while part := line.recv(65536):
                answer += part
        assert time.monotonic() - began < 4
    assert answer.startswith(b"HTTP/1.1 413")
    assert "Kies een kleiner bestand" in answer.decode()
    assert "ten hoogste 20 MB" in answer.decode()


def test_a_report_or_meeting_that_is_not_there(staff: FlaskClient) -> None:
    for address in ("/werk/verslagen/9999", "/werk/verslagen/9999/verbeteren", "/werk/bijeenkomsten/nergens/verslag"):
        assert staff.get(address).status_code == 404


def test_a_long_report_is_corrected_in_pieces_and_stays_fast(staff: FlaskClient, meeting: Meeting) -> None:
    topics = (f"ONDERWERP NUMMER {chr(65 + n)}\n\nSterke punten\n" + "- Een punt\n" * 500 for n in range(10))
    address = page_of(staff, meeting, "\n".join(topics).encode())
    began = time.perf_counter()
    page = staff.get(f"{address}/verbeteren?vanaf=3000").text
    assert time.perf_counter() - began < 6
    assert page.count("<select") == 120
    assert 'id="regel-3000"' in page
    assert len(page) < 400_000
    following = re.search(r'name="verder"\s+value="(\d+)"', page)
    assert following
    said = {"edit": edit_of(page), "was": "{}", "regel-3000": "vervolg", "verder": following[1]}
    answer = staff.post(f"{address}/verbeteren?vanaf=3000", data=said)
    assert answer.headers["Location"] == f"{address}/verbeteren?vanaf={following[1]}"


def test_queries_do_not_grow_with_the_report(app: Flask, staff: FlaskClient, meeting: Meeting) -> None:
    def asked(points: int) -> list[int]:
        address = page_of(staff, meeting, b"DE TUIN\n\nSterke punten\n" + b"- Een punt\n" * points)
        counts = []
        for page in (address, f"{address}/verbeteren"):
            with counted_queries(app) as found:
                get(staff, page)
            counts.append(len(found))
        staff.post(f"{address}/bevestigen", data={"edit": "1"})
        with counted_queries(app) as found:
            get(staff, address)
        return [*counts, len(found)]

    few, many = asked(2), asked(200)
    assert few == many
    assert max(many) <= 12


def test_d11_the_page_says_how_public_the_points_will_be(app: Flask, staff: FlaskClient, session: Session) -> None:
    closed = make.meeting(session, Level.CLOSED)
    session.commit()
    assert "Alle anderen zien alleen nummer, thema, stand en termijn" in text_of(get(staff, page_of(staff, closed)))


@pytest.fixture
def own_app(own_settings: Settings) -> Iterator[Flask]:
    made = create_app(own_settings)
    yield made
    made.extensions["dialoog_database"].dispose()


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_the_whole_way_in_a_browser(own_app: Flask, new_page: NewPage, javascript: bool) -> None:
    """Upload a .docx, correct two lines, confirm; on a phone, also without scripts."""
    database: Database = own_app.extensions["dialoog_database"]
    client = own_app.test_client()
    with own_app.app_context(), database.session() as session:
        people.log_in(client, session, people.person(session, Role.SECRETARIAT))
        slug = make.meeting(session).slug
        session.commit()
    cookie = client.get_cookie("dialoog")
    assert cookie
    with serving(own_app) as address:
        page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
        page.context.add_cookies([{"name": "dialoog", "value": cookie.value, "url": address}])
        upload_and_correct(page, f"{address}/werk/bijeenkomsten/{slug}/verslag", check=javascript)
        page.get_by_role("button", name="Geef 2 punten een nummer").click()
        expect(page.get_by_text("2 punten kregen een nummer")).to_be_visible()
        if javascript:
            assert_accessible(page)
        page.goto(f"{address}/bijeenkomsten/{slug}")
        expect(page.get_by_text("0 van 2 punten")).to_be_visible()
    with database.session(read_only=True) as session:
        texts = session.scalars(select(Contribution.public_text).order_by(Contribution.id)).all()
    assert list(texts) == ["Veel groen PFAS is nergens gevonden", "Oude bomen"]


def upload_and_correct(page: Page, address: str, *, check: bool) -> None:
    """Give the report, say of two lines what they are, and come back to what is understood now."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.goto(address)
    page.get_by_label("Verslag").set_input_files(
        {"name": "verslag.docx", "mimeType": word, "buffer": saved(as_document())}
    )
    page.get_by_role("button", name="Lees dit verslag").click()
    expect(page.get_by_role("button", name="Geef 4 punten een nummer")).to_be_visible()
    if check:
        assert_accessible(page)
    page.get_by_role("link", name="Verbeter hoe regels zijn begrepen").click()
    page.get_by_label("PFAS").select_option(label="Hoort bij het punt erboven")
    page.get_by_label("Lawaai van de weg").select_option(label="Hoort nergens bij")
    if check:
        assert_accessible(page)
    page.get_by_role("button", name="Bewaar en kijk na").click()
    expect(page.get_by_text("Punten: van 4 naar 2.")).to_be_visible()
    expect(page.get_by_text("1 regel is niet geplaatst", exact=True)).to_be_visible()


@pytest.mark.parametrize("made_up", [{"was": "[" * 100_000}, {f"regel-{'9' * 20}": "punt", "was": "{}"}])
def test_a_made_up_form_of_lines_is_refused(staff: FlaskClient, meeting: Meeting, made_up: dict[str, str]) -> None:
    address = page_of(staff, meeting)
    assert staff.post(f"{address}/verbeteren", data={"edit": "0", **made_up}).status_code == 400
