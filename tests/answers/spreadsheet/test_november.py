"""A whole report answered by spreadsheet: out, filled in, back; five rows wrong on purpose (D7a, D9a)."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerContribution, AnswerSheet, AnswerSheetRow, SheetRowState
from dialoog.answers.rules.sheets import Carried, carry_out, take_in
from dialoog.answers.spreadsheet.reading import read_table
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.files import FileStore
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from tests.answers.spreadsheet.files import Values, filled, out, whole
from tests.factories import contributions as make
from tests.factories.answers import giver, in_days, official, unit

REPORTS = Path(__file__).parents[4] / "shared" / "reports"
OWNER = "directie Leefomgeving"
BAD_OUTCOME, NO_MOTIVATION, DISAGREES, PAST, NUMBER = 10, 20, 30, 40, 50
TOGETHER = range(30, 35)  # one key; the first of them says something else
WRONG = {
    BAD_OUTCOME: {"uitkomst": "Misschien"},
    NO_MOTIVATION: {"motivering": None},
    DISAGREES: {"motivering": "Wij doen dit niet, want het past niet bij wat wij eerder hebben afgesproken."},
    PAST: {"toezegging 1 datum": in_days(-1)},
    NUMBER: {"nummer": "IN-1999-00001"},
}


def answers_of(n: int, _number: str) -> Values:
    """Every row on its own, but for two groups."""
    key = "samen" if n in TOGETHER else "groot" if n >= 60 else f"punt {n}"
    return {**whole(OWNER, key), **WRONG.get(n, {})}


@pytest.fixture
def lead(session: Session) -> Actor:
    return official(session, unit(session, OWNER), lead=True)


@pytest.fixture
def points(session: Session, app: Flask, lead: Actor) -> list[Contribution]:
    """The points of the real report in the unit's hands, each with a giver: three people in all."""
    if not REPORTS.is_dir():
        pytest.skip("the real reports are not beside this checkout")
    name = "terugblik-2024-11-06.txt"
    report = read_report(name, (REPORTS / name).read_bytes())
    files: FileStore = app.extensions["dialoog_files"]
    import_report(session, make.meeting(session), report, files=files, actor=make.SECRETARIAT)
    found = list(session.scalars(select(Contribution).order_by(Contribution.answer_due, Contribution.id)))
    assign(session, found, unit=session.get_one(Unit, *lead.units), assignee=None, actor=SYSTEM)
    for n in range(3):
        giver(session, found[n::3], name=f"Gever {n}")
    return found


def states(session: Session, sheet: AnswerSheet) -> Counter[SheetRowState]:
    return Counter(session.scalars(select(AnswerSheetRow.state).where(AnswerSheetRow.sheet_id == sheet.id)))


def given_back(session: Session, app: Flask, content: bytes, by: Actor) -> AnswerSheet:
    table = read_table("november.xlsx", content)
    return take_in(session, table, files=app.extensions["dialoog_files"], actor=by)


def stored(session: Session, sheet: AnswerSheet, content: bytes, by: Actor) -> Carried:
    table = read_table("november.xlsx", content)
    return carry_out(session, sheet, table, publishes=by.leads, actor=by)


def test_d7a_the_november_report_is_answered_by_spreadsheet(
    session: Session, app: Flask, points: list[Contribution], lead: Actor
) -> None:
    assert len(points) == 159
    untouched = given_back(session, app, out(session, lead), lead)
    assert states(session, untouched) == {SheetRowState.EMPTY: 159}
    before = session.scalar(select(func.max(OutboxMessage.id))) or 0

    content = filled(out(session, lead), answers_of)
    sheet = given_back(session, app, content, lead)
    assert session.scalar(select(func.count(Answer.id))) == 0
    refused = {
        row.n - 2: {problem["column"] for problem in row.problems}
        for row in session.scalars(select(AnswerSheetRow).filter_by(sheet_id=sheet.id, state=SheetRowState.REFUSED))
    }
    assert refused == {
        BAD_OUTCOME: {"uitkomst"},
        NO_MOTIVATION: {"motivering"},
        **{n: {"antwoord"} for n in TOGETHER},
        PAST: {"toezegging 1 datum"},
        NUMBER: {"nummer"},
    }
    assert states(session, sheet) == {SheetRowState.READY: 150, SheetRowState.REFUSED: 9}

    done = stored(session, sheet, content, lead)
    assert (done.published, done.drafted, done.points, done.left) == (52, 0, 150, 0)
    session.expire_all()
    wrong = {*WRONG, *TOGETHER}
    expected = [n not in wrong for n in range(159)]
    assert [point.status == ContributionState.ANSWERED for point in points] == expected
    assert states(session, sheet) == {SheetRowState.DONE: 150, SheetRowState.REFUSED: 9}
    largest = select(func.count()).group_by(AnswerContribution.answer_id).order_by(func.count().desc()).limit(1)
    assert session.scalar(largest.select_from(AnswerContribution)) == 99
    # One mail for each answer and giver: 51 of single points, and three for the shared answer.
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.id > before)).all()
    assert len(mails) == 51 + 3

    assert stored(session, sheet, content, lead) == Carried(0, 0, 0, 0)
    unchanged = out(session, lead, answered=True)
    again = given_back(session, app, unchanged, lead)
    assert states(session, again) == {SheetRowState.SAME: 150, SheetRowState.EMPTY: 9}
    assert stored(session, again, unchanged, lead) == Carried(0, 0, 0, 0)
    assert session.scalar(select(func.count(Answer.id))) == 52


def test_d7a_refused_rows_are_mended_in_a_next_upload(
    session: Session, app: Flask, points: list[Contribution], lead: Actor
) -> None:
    first = filled(out(session, lead), answers_of)
    stored(session, given_back(session, app, first, lead), first, lead)
    mended = filled(out(session, lead), lambda _n, _number: whole(OWNER, "rest"))
    sheet = given_back(session, app, mended, lead)
    assert stored(session, sheet, mended, lead) == Carried(1, 0, 9, 0)
    session.expire_all()
    assert {point.status for point in points} == {ContributionState.ANSWERED}
