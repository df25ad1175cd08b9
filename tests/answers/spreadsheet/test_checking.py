"""Each row is judged by the duties of an answer before anything is stored (D6, D7, D7a, D11)."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerSheet, AnswerSheetRow, SheetRowState
from dialoog.answers.rules import drafting
from dialoog.answers.rules.judging import send_back
from dialoog.answers.rules.sheets import FORGET_JOB, Carried, carry_out, check_again, files_naming, take_in
from dialoog.answers.spreadsheet.reading import read_table
from dialoog.contributions.rules.blacking_out import BLOCK, black_out
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import NotFound, RuleViolation
from dialoog.jobs.models import Job
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from tests.answers.spreadsheet.files import Values, filled, out, whole
from tests.factories import contributions as make
from tests.factories.answers import SECRETARIAT, answered, begun, in_days, official, points, unit, version_of

READY, REFUSED, SAME, EMPTY, DONE = (
    SheetRowState.READY,
    SheetRowState.REFUSED,
    SheetRowState.SAME,
    SheetRowState.EMPTY,
    SheetRowState.DONE,
)
OWNER = "directie Leefomgeving"


@pytest.fixture
def ours(session: Session) -> Unit:
    return unit(session, OWNER)


@pytest.fixture
def lead(session: Session, ours: Unit) -> Actor:
    return official(session, ours, lead=True)


class Desk:
    """Takes the queue along, fills it in and gives it back."""

    def __init__(self, session: Session, app: Flask, by: Actor) -> None:
        self.session, self.by = session, by
        self.files = app.extensions["dialoog_files"]

    def give(self, content: bytes) -> AnswerSheet:
        return take_in(self.session, read_table("tabel.xlsx", content), files=self.files, actor=self.by)

    def fill(self, rows: Sequence[Values | None], *, of: bytes | None = None) -> AnswerSheet:
        content = out(self.session, self.by) if of is None else of
        return self.give(filled(content, lambda n, _number: rows[n] if n < len(rows) else None))

    def store(self, sheet: AnswerSheet) -> Carried:
        table = read_table(sheet.name, self.files.read(sheet.sha256))
        return carry_out(self.session, sheet, table, publishes=self.by.leads, actor=self.by)

    def rows(self, sheet: AnswerSheet) -> list[AnswerSheetRow]:
        query = select(AnswerSheetRow).filter_by(sheet_id=sheet.id).order_by(AnswerSheetRow.n)
        return list(self.session.scalars(query.execution_options(populate_existing=True)))

    def states(self, sheet: AnswerSheet) -> list[SheetRowState]:
        return [row.state for row in self.rows(sheet)]

    def told(self, sheet: AnswerSheet) -> list[dict[str, str]]:
        return [{one["column"]: one["text"] for one in row.problems} for row in self.rows(sheet)]


@pytest.fixture
def desk(session: Session, app: Flask, lead: Actor) -> Desk:
    return Desk(session, app, lead)


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"uitkomst": "Misschien"}, "uitkomst", "kennen wij niet"),
        ({"uitkomst": None}, "uitkomst", "Kies een uitkomst"),
        ({"motivering": "Kort."}, "motivering", "minstens 40"),
        ({"motivering": "x" * 20_001}, "motivering", "te lang"),
        ({"uitkomst": "Niet overgenomen", "afweging": None}, "afweging", "afgewogen"),
        ({"plek 1 titel": None, "plek 1 onderdeel": None}, "plek 1 titel", "minstens één plek"),
        ({"plek 1 onderdeel": None}, "plek 1 onderdeel", "welk deel"),
        ({"plek 1 soort": "Hoekje"}, "plek 1 soort", "kennen wij niet"),
        ({"plek 3 titel": "Besluit", "plek 3 soort": "Besluit", "plek 3 adres": "elders"}, "plek 3 adres", "https"),
        ({"toezegging 1 eigenaar": "Niemand"}, "toezegging 1 eigenaar", "kennen wij niet"),
        ({"toezegging 1 datum": in_days(-1)}, "toezegging 1 datum", "al voorbij"),
        ({"toezegging 1 datum": "morgen"}, "toezegging 1 datum", "geen datum"),
        ({"toezegging 3 tekst": "Wij sturen een brief"}, "toezegging 3 eigenaar", "Kies wie"),
        ({"nummer": "IN-1999-00001"}, "nummer", "kennen wij niet"),
        ({"tekst": "Iets anders"}, "tekst", "hoort niet"),
        ({"antwoord": "x" * 81}, "antwoord", "te lang"),
    ],
)
def test_d6_what_is_wrong_is_told_at_its_column(
    session: Session, desk: Desk, ours: Unit, change: dict[str, str], column: str, why: str
) -> None:
    points(session, ours, 2)
    sheet = desk.fill([{**whole(OWNER), **change}, whole(OWNER)])
    assert desk.states(sheet) == [REFUSED, READY]
    assert why in desk.told(sheet)[0][column]
    assert session.scalars(select(Answer)).all() == []


def test_d6_days_and_labels_are_understood_as_people_type_them(session: Session, desk: Desk, ours: Unit) -> None:
    points(session, ours)
    day = in_days(60)
    typed = {
        "uitkomst": "deels-overgenomen",
        "toezegging 1 datum": f"{day.day}-{day.month}-{day.year}",
        "toezegging 1 eigenaar": "DIRECTIE  leefomgeving",
        "plek 1 soort": None,
    }
    sheet = desk.fill([{**whole(OWNER), **typed}])
    assert desk.store(sheet) == Carried(1, 0, 1, 0)
    version = version_of(session.scalars(select(Answer)).one())
    assert (version.planned[0].due_on, version.planned[0].owner_unit_id) == (day, ours.id)


def test_d7a_rows_with_one_key_are_one_answer_or_none(session: Session, desk: Desk, ours: Unit) -> None:
    points(session, ours, 5)
    other = {**whole(OWNER, "b"), "plek 1 titel": "Een ander plan"}
    sheet = desk.fill([whole(OWNER, "A"), whole(OWNER, " a"), whole(OWNER, "b"), other, whole(OWNER)])
    assert desk.states(sheet) == [READY, READY, REFUSED, REFUSED, READY]
    assert "(4, 5)" in desk.told(sheet)[2]["antwoord"]
    assert "plek 1 titel" in desk.told(sheet)[3]["antwoord"]
    assert desk.store(sheet) == Carried(2, 0, 3, 0)
    assert [len(answer.links) for answer in session.scalars(select(Answer).order_by(Answer.id))] == [2, 1]


def test_d11_an_answer_has_points_of_one_level(session: Session, desk: Desk, ours: Unit) -> None:
    points(session, ours)
    points(session, ours, level=Level.CLOSED)
    sheet = desk.fill([whole(OWNER, "a"), whole(OWNER, "a")])
    assert desk.states(sheet) == [REFUSED, REFUSED]
    assert "niet even openbaar" in desk.told(sheet)[0]["antwoord"]


def test_d11_a_closed_point_of_others_is_not_in_the_file_and_not_known(
    session: Session, app: Flask, desk: Desk, ours: Unit
) -> None:
    theirs = points(session, unit(session, "een andere"), level=Level.CLOSED)[0]
    points(session, ours)
    assert [row.number for row in read_table("t", out(session, desk.by)).rows] != [theirs.number]
    sheet = desk.fill([{**whole(OWNER), "nummer": theirs.number, "tekst": theirs.public_text}])
    assert "mag dit punt niet zien" in desk.told(sheet)[0]["nummer"]


def test_what_cannot_be_answered_is_named_and_left(session: Session, desk: Desk, ours: Unit) -> None:
    points(session, unit(session, "een andere"))
    points(session, None)
    written = points(session, ours)
    gone, free = points(session, ours, 2)
    content = out(session, desk.by)
    begun(session, written, desk.by)
    withdraw_wrong_entry(session, gone, reason="Dubbel overgetypt.", instead=free, actor=SECRETARIAT)
    by_number = {row.number: row.n - 2 for row in read_table("t", content).rows}
    sheet = desk.fill([whole(OWNER)] * 5, of=content)
    told, states = desk.told(sheet), desk.states(sheet)
    assert states[by_number[written[0].number]] is SAME  # it says what the draft says
    assert told[by_number[gone.number]] == {"nummer": "Dit punt is ingetrokken."}
    assert states[by_number[free.number]] is READY
    assert sorted(one["nummer"] for one in told if one) == [
        "Dit punt is ingetrokken.",
        "Dit punt is nog niet toegewezen.",
        "Dit punt is van een andere dienst.",
    ]


def test_d7a_the_same_file_twice_is_no_change(session: Session, desk: Desk, ours: Unit) -> None:
    points(session, ours)
    content = filled(out(session, desk.by), lambda _n, _number: whole(OWNER))
    sheet = desk.give(content)
    assert desk.give(content) is sheet
    assert desk.store(sheet) == Carried(1, 0, 1, 0)
    assert desk.store(desk.give(content)) == Carried(0, 0, 0, 0)
    assert desk.states(sheet) == [DONE]


def test_d7a_out_and_in_changes_nothing_of_answers_and_drafts(session: Session, desk: Desk, ours: Unit) -> None:
    a, b, c, d = points(session, ours, 4)
    party = make.party(session, OWNER)  # a party with the name of the unit
    answered(session, [a, b], desk.by)
    plan = drafting.Plan("Wij sturen een brief", in_days(9), owner_organisation_id=party.id)
    begun(session, [c], desk.by, drafting.Draft(motivation="Half", plans=(plan,)))
    sheet = desk.give(out(session, desk.by, answered=True))
    assert sorted(desk.states(sheet)) == sorted([SAME, SAME, SAME, EMPTY])
    changed = filled(
        out(session, desk.by, answered=True),
        lambda _n, number: {"motivering": "Anders"} if number == a.number else None,
    )
    told = desk.told(desk.give(changed))
    assert sum("nieuwe versie" in str(one) for one in told) == 1
    assert desk.store(sheet) == Carried(0, 0, 0, 0)
    assert d.answer_id is None


def test_d7b_who_may_not_publish_leaves_drafts(session: Session, app: Flask, ours: Unit) -> None:
    desk = Desk(session, app, official(session, ours))
    points(session, ours, 2)
    sheet = desk.fill([whole(OWNER, "a"), whole(OWNER, "a")])
    assert desk.store(sheet) == Carried(0, 1, 2, 0)
    assert session.scalars(select(Answer)).one().status == "concept"
    assert desk.states(sheet) == [DONE, DONE]


def test_d8_a_point_that_was_sent_back_gets_an_own_answer(session: Session, desk: Desk, ours: Unit) -> None:
    point = points(session, ours)[0]
    earlier = answered(session, [point], desk.by)
    send_back(session, point, reason="Dit is geen antwoord op de vraag.", actor=SECRETARIAT)
    content = out(session, desk.by)
    assert not read_table("t", content).rows[0].filled
    sheet = desk.fill([{**whole(OWNER), "plek 1 titel": "Een nieuw meetplan"}], of=content)
    assert desk.store(sheet) == Carried(1, 0, 1, 0)
    session.refresh(point)
    assert point.answer_id != earlier.id


def test_d7_what_changed_since_is_judged_anew_when_it_is_stored(session: Session, desk: Desk, ours: Unit) -> None:
    first, _second = points(session, ours, 2)
    sheet = desk.fill([whole(OWNER, "a"), whole(OWNER, "b")])
    begun(session, [first], desk.by, drafting.Draft(motivation="Iets anders"))
    assert desk.store(sheet) == Carried(1, 0, 1, 0)
    assert sorted(desk.states(sheet)) == sorted([REFUSED, DONE])
    assert "al aan geschreven" in str(desk.told(sheet))
    check_again(session, sheet, read_table("t", desk.files.read(sheet.sha256)), actor=desk.by)
    assert sorted(desk.states(sheet)) == sorted([REFUSED, DONE])


def test_a_large_file_is_stored_in_parts(
    session: Session, desk: Desk, ours: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialoog.answers.rules.sheets.MOST_ANSWERS", 2)
    points(session, ours, 3)
    sheet = desk.fill([whole(OWNER)] * 3)
    assert desk.store(sheet) == Carried(2, 0, 2, 1)
    assert desk.states(sheet) == [DONE, DONE, READY]
    assert desk.store(sheet) == Carried(1, 0, 1, 0)


def test_d1_what_is_blacked_out_goes_from_the_kept_files(session: Session, desk: Desk, ours: Unit) -> None:
    point = points(session, ours)[0]
    content = out(session, desk.by)
    sheet = desk.give(content)
    text = point.public_text.replace("straat", BLOCK)
    black_out(session, point, new_text=text, reason="Er stond een naam in.", actor=SECRETARIAT)
    assert session.scalars(select(Job).where(Job.kind == FORGET_JOB)).one().params == {"contribution": point.id}
    assert files_naming(session, point) == [sheet.sha256]
    later = filled(content, lambda _n, _number: whole(OWNER))
    with pytest.raises(RuleViolation, match="weggelakt"):
        desk.give(later)
    with pytest.raises(NotFound):
        desk.files.read(read_table("t", later).sha256)
    assert desk.states(desk.fill([whole(OWNER)])) == [READY]
