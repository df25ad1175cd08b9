"""Lists of candidates, row by row; a draw from them that everyone can read; and asking who was drawn (T3, R81)."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM
from dialoog.tables import candidate_files as lists
from dialoog.tables.drawing import Quotas
from dialoog.tables.forgetting import forget_old
from dialoog.tables.models import Aspect, DialogueTable, Region, SeatHolding, TableCandidate, TableDraw, TakesPart
from dialoog.tables.rules import raffling
from dialoog.tables.rules.inviting import INVITATION_MAIL
from dialoog.tables.rules.setting_up import fill_seats
from dialoog.tables.rules.wishing import set_wishes
from tests.factories import tables as make
from tests.support.pages import page, secretary, token_in
from tests.support.queries import counted_queries

HEAD = "naam;e-mail;partij;sector;regio;jong;reden"
SIX = (
    Sector.GOVERNMENT,
    Sector.BUSINESS,
    Sector.CIVIL_SOCIETY,
    Sector.INITIATIVE,
    Sector.KNOWLEDGE,
    Sector.YOUTH,
)
WANTED = dict(zip(SIX, (3, 4, 3, 3, 1, 2), strict=True))
SEED = "Uitslag van 10 januari: 4 8 15"


def eighty() -> list[lists.Given]:
    return [lists.Given(f"Mens {n}", f"mens{n:02}@voorbeeld.nl", SIX[n % 6], young=n % 5 == 0) for n in range(80)]


@pytest.fixture
def table(session: Session) -> DialogueTable:
    made = make.table(session, most_seats=16)
    fill_seats(session, made)
    session.commit()
    return made


@pytest.fixture
def staff(client: FlaskClient, session: Session) -> FlaskClient:
    secretary(client, session)
    return client


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def problems(*rows: str, head: str = HEAD) -> list[list[str]]:
    read = lists.read("lijst.csv", "\n".join([head, *rows]).encode())
    return [finding.problems for finding in lists.judge(read.rows, ())]


def test_r81_a_list_is_read_whatever_program_wrote_it() -> None:
    row = ["Zoë Kok", "zoe@voorbeeld.nl", "Club", "Bedrijfsleven", "oost", "ja", "doelen, geraakt"]
    wanted = lists.Given(
        "Zoë Kok",
        "zoe@voorbeeld.nl",
        Sector.BUSINESS,
        "Club",
        Region.EAST,
        young=True,
        grounds=frozenset({TakesPart.PURSUES, TakesPart.AFFECTED}),
    )
    head = HEAD.split(";")
    files = [
        ("a.csv", (HEAD + "\n" + ";".join(row)).encode("utf-8-sig")),
        ("a.csv", (HEAD + "\r\n" + ";".join(row)).encode("cp1252")),
        ("a.csv", ("\t".join(head) + "\n" + "\t".join(row)).encode()),
        ("a.csv", (",".join(head) + "\n" + ",".join(f'"{cell}"' for cell in row)).encode()),
        ("a.xlsx", workbook(list(head), list(row))),
    ]
    for name, content in files:
        assert [one.given for one in lists.judge(lists.read(name, content).rows, ())] == [wanted]


def test_r81_every_row_says_what_is_wrong_with_it() -> None:
    found = problems(
        "Mees;mees@voorbeeld.nl;;overheid;;;",
        ";mees2@voorbeeld.nl;;overheid;;;",
        "Bo;;;overheid;;;",
        "Bo;bo;;overheid;;;",
        "Bo;bo@voorbeeld.nl;;iedereen;;;",
        "Bo;bo@voorbeeld.nl;;overheid;verweg;misschien;zomaar",
        "Mees;MEES@voorbeeld.nl;;overheid;;;",
    )
    told = ["", "naam ontbreekt", "ontbreekt", "klopt niet", "sector", "regio", "al in een rij"]
    assert found[0] == []
    for problem, words in zip(found[1:], told[1:], strict=True):
        assert words in " ".join(problem)
    assert len(found[5]) == 3


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@som", "-a|x", " =1", "\t=1"])
def test_no_formula_gets_onto_the_list(cell: str) -> None:
    assert "formule" in problems(f"Mees;mees@voorbeeld.nl;{cell};overheid;;;")[0][0]


def test_no_formula_of_a_workbook_gets_onto_the_list() -> None:
    read = lists.read("a.xlsx", workbook(["naam", "e-mail", "sector"], ["=A2", "mees@voorbeeld.nl", "overheid"]))
    assert "formule" in lists.judge(read.rows, ())[0].problems[0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"naam;sector\nMees;overheid", "e-mail"),
        ("a.csv", (HEAD + ";naam\nMees").encode(), "twee keer"),
        ("a.csv", HEAD.encode(), "niemand"),
        ("a.csv", (HEAD + "\n" + "Mees;m@voorbeeld.nl;;overheid;;;\n" * 501).encode(), "meer dan 500"),
        ("a.csv", b"x" * (2 * 1024 * 1024 + 1), "te groot"),
        ("a.csv", b"naam;e-mail;sector\nM\0ees;a;b", "beschadigd"),
        ("a.xlsx", b"PK" + b"x" * 40, "beschadigd"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 40, "oud Excel"),
        ("a.pdf", b"%PDF", ".csv of .xlsx"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(RuleViolation, match=words):
        lists.read(name, content)


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_comes_in_is_read_or_refused(content: bytes) -> None:
    try:
        read = lists.read("a.csv", content)
    except RuleViolation:
        return
    lists.judge(read.rows, ())


def test_rows_travel_with_the_page_and_are_judged_again() -> None:
    rows = lists.read("a.csv", (HEAD + "\nMees;mees@voorbeeld.nl;;overheid;;ja;").encode()).rows
    assert lists.unpacked(lists.packed(rows)) == list(rows)
    for nonsense in ("", "[1]", '[{"n": 2}]', "{}"):
        if nonsense != "{}":
            with pytest.raises(RuleViolation):
                lists.unpacked(nonsense)


def upload(client: FlaskClient, address: str, content: str) -> str:
    data = {"csrf_token": token_in(client.get(address).text), "file": (io.BytesIO(content.encode()), "lijst.csv")}
    return client.post(address, data=data, content_type="multipart/form-data").text


def test_r81_nothing_is_stored_before_it_was_looked_at(
    staff: FlaskClient, session: Session, table: DialogueTable
) -> None:
    address = f"/werk/tafels/{table.slug}/kandidaten"
    assert "nog niemand op de lijst" in page(staff, address)
    text = f"{HEAD};telefoon\nMees Kok;mees@voorbeeld.nl;Club;overheid;;ja;;06\nBo;bo;;overheid;;;;\n"
    shown = upload(staff, address, text)
    for words in ("Er is nog niets opgeslagen", "Rij 3", "klopt niet", "telefoon", "Mees Kok", "Sla 1 kandidaat op"):
        assert words in shown
    assert session.scalar(select(TableCandidate.id)) is None
    rows = shown.split('name="rows" type="hidden" value="')[1].split('"')[0].replace("&#34;", '"')
    form = {"csrf_token": token_in(shown), "rows": rows}
    assert staff.post(f"{address}/opslaan", data=form).status_code == 302
    one = session.scalars(select(TableCandidate)).one()
    assert (one.name, one.email, one.party, one.young) == ("Mees Kok", "mees@voorbeeld.nl", "Club", True)
    assert "stonden al op de lijst" in upload(staff, address, text)
    assert "Mees Kok" in page(staff, address)
    assert "Kies een ander bestand" in upload(staff, address, f"{HEAD}\nMees;mees@voorbeeld.nl;;overheid;;;")
    assert "ontbreekt" in upload(staff, address, "iets")
    taken = staff.post(f"{address}/{one.id}/weg", data={"csrf_token": form["csrf_token"]})
    assert taken.status_code == 302
    assert session.scalar(select(TableCandidate.id)) is None


def test_what_is_sent_in_place_of_the_rows_is_refused(
    staff: FlaskClient, session: Session, table: DialogueTable
) -> None:
    address = f"/werk/tafels/{table.slug}/kandidaten"
    form = {"csrf_token": token_in(page(staff, address)), "rows": "geen rijen"}
    assert "Kies het bestand opnieuw" in staff.post(f"{address}/opslaan", data=form, follow_redirects=True).text
    assert session.scalar(select(TableCandidate.id)) is None


def test_t3_a_table_of_sixteen_is_drawn_from_eighty_and_asked(
    staff: FlaskClient, session: Session, table: DialogueTable
) -> None:
    raffling.add_candidates(session, table, eighty(), actor=SYSTEM)
    wishes = {(Aspect.SECTOR, sector.value): seats for sector, seats in WANTED.items()}
    set_wishes(session, table, {**wishes, (Aspect.YOUTH, "ja"): 4}, actor=SYSTEM)
    session.commit()
    address = f"/werk/tafels/{table.slug}/loting"
    shown = page(staff, address)
    assert 'value="16"' in shown
    form = {"csrf_token": token_in(shown), "seats": "16", "young": "4", "seed": SEED}
    form |= {f"sector-{sector.value}": str(seats) for sector, seats in WANTED.items()}
    too_many = staff.post(address, data={**form, "sector-kennisinstelling": "14"})
    assert too_many.status_code == 400
    assert "samen 29" in too_many.text
    assert session.scalar(select(TableDraw.id)) is None
    answer = staff.post(address, data=form)
    assert answer.status_code == 302
    draw = session.scalars(select(TableDraw)).one()
    assert {key: draw.composition[f"sector/{key.value}"] for key in WANTED} == WANTED
    assert draw.composition["jongeren/ja"] == 4
    visitor = page(staff.application.test_client(), f"/tafels/{table.slug}")
    for words in (SEED, draw.list_sha256, "16 zetels uit 80 kandidaten"):
        assert words in visitor
    assert "Mens " not in visitor
    result = answer.headers["Location"]
    assert "Nodig 16 personen uit" in page(staff, result)
    assert staff.post(result, data={"csrf_token": form["csrf_token"]}).status_code == 302
    mails = select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == INVITATION_MAIL)
    assert session.scalar(mails) == session.scalar(select(func.count(SeatHolding.id))) == 16
    assert "Nodig " not in page(staff, result)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "seats.drawn")).one().person_id


def test_t3_the_same_list_and_seed_draw_the_same(session: Session) -> None:
    drawn = []
    for people in (eighty(), list(reversed(eighty()))):
        table = make.table(session, most_seats=16)
        fill_seats(session, table)
        raffling.add_candidates(session, table, people, actor=SYSTEM)
        draw = raffling.hold_draw(session, table, Quotas(16, WANTED, 4), seed=SEED, actor=SYSTEM)
        drawn.append(({one.email for one in raffling.drawn_of(session, draw)}, draw.list_sha256))
    assert drawn[0] == drawn[1]


def test_t3_who_was_drawn_is_not_drawn_again(session: Session, table: DialogueTable) -> None:
    raffling.add_candidates(session, table, eighty(), actor=SYSTEM)
    for seats in (10, 6):
        raffling.hold_draw(session, table, Quotas(seats, {}), seed=SEED, actor=SYSTEM)
    with pytest.raises(RuleViolation, match="Nodig eerst uit"):
        raffling.hold_draw(session, table, Quotas(1, {}), seed=SEED, actor=SYSTEM)
    drawn = select(func.count(TableCandidate.id)).where(TableCandidate.draw_id.is_not(None))
    assert session.scalar(drawn) == 16


@pytest.mark.parametrize(
    ("quotas", "words"),
    [
        (Quotas(16, {Sector.KNOWLEDGE: 14}), "kennisinstelling vraagt 14, maar er zijn 13 kandidaten"),
        (Quotas(16, {Sector.RESIDENT: 1}), "inwoner vraagt 1, maar er zijn 0 kandidaten"),
        (Quotas(3, {Sector.BUSINESS: 4}), "samen 4, maar u loot 3 zetels"),
        (Quotas(16, dict.fromkeys(SIX, 2)), "blijven 4 zetels over"),
        (Quotas(16, {}, young=17), "jongeren vraagt 17"),
        (Quotas(16, {Sector.GOVERNMENT: 12, Sector.BUSINESS: 4}, young=9), "Overheid: 12 te loten, 3 jonge"),
        (Quotas(13, {Sector.GOVERNMENT: 13}, young=1), "11 kandidaten boven de 30, dus minstens 2"),
        (Quotas(17, {}), "16 vrije zetels"),
    ],
)
def test_t3_impossible_quotas_are_explained(session: Session, table: DialogueTable, quotas: Quotas, words: str) -> None:
    raffling.add_candidates(session, table, eighty(), actor=SYSTEM)
    with pytest.raises(RuleViolation, match=words):
        raffling.hold_draw(session, table, quotas, seed=SEED, actor=SYSTEM)


def test_t3_a_draw_needs_a_seed(session: Session, table: DialogueTable) -> None:
    with pytest.raises(RuleViolation, match="lotgetal"):
        raffling.hold_draw(session, table, Quotas(1, {}), seed="  12 ", actor=SYSTEM)


def test_t3_who_sits_already_is_not_asked_and_it_says_so(session: Session, table: DialogueTable) -> None:
    raffling.add_candidates(session, table, eighty()[:2], actor=SYSTEM)
    draw = raffling.hold_draw(session, table, Quotas(2, {}), seed=SEED, actor=SYSTEM)
    make.seated(session, table, Sector.BUSINESS, email="mens00@voorbeeld.nl")
    asked = raffling.invite_drawn(session, table, draw, actor=SYSTEM)
    assert asked.done == 1
    assert [name for name, _why in asked.refused] == ["Mens 0"]


def test_p3_candidates_are_forgotten_after_a_year_and_the_draw_stays(session: Session, table: DialogueTable) -> None:
    raffling.add_candidates(session, table, eighty(), actor=SYSTEM)
    raffling.hold_draw(session, table, Quotas(2, {}), seed=SEED, actor=SYSTEM)
    session.commit()
    with clock.at(clock.now() + timedelta(days=366)):
        assert forget_old(session) == 80
    assert session.scalar(select(func.count(TableDraw.id))) == 1


def test_without_candidates_there_is_nothing_to_draw(staff: FlaskClient, table: DialogueTable) -> None:
    assert "Lees eerst een lijst in" in page(staff, f"/werk/tafels/{table.slug}/loting")
    assert staff.get(f"/werk/tafels/{table.slug}/loting/99").status_code == 404


@pytest.mark.parametrize("path", ["kandidaten", "loting"])
def test_pages_take_the_same_few_queries(
    app: Flask, staff: FlaskClient, session: Session, table: DialogueTable, path: str
) -> None:
    counts = []
    for people in (eighty()[:3], eighty()):
        raffling.add_candidates(session, table, people, actor=SYSTEM)
        session.commit()
        with counted_queries(app) as asked:
            page(staff, f"/werk/tafels/{table.slug}/{path}")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
