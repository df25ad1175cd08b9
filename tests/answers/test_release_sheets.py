"""D7a, D7b: the answers of a spreadsheet go along with a release; rows that cannot wait for it are refused."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, AnswerContribution, AnswerSheetRow, SheetRowState
from dialoog.answers.prepared import ItemState, Release, ReleaseItem
from dialoog.answers.rules import releasing
from dialoog.answers.rules.carrying_out import carry_out as pass_moment
from dialoog.answers.rules.sheets import carry_out, take_in
from dialoog.answers.spreadsheet.reading import read_table
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.assigning import extend
from dialoog.errors import RuleViolation
from dialoog.files import FileStore
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from tests.answers.spreadsheet.files import filled, out, whole
from tests.answers.test_sheets import given
from tests.factories.answers import in_days, official, points, unit
from tests.support.pages import as_staff, page, token_in

OWNER = "directie Leefomgeving"


class Sheet:
    """Three points, of which the last two are answered together, in a file that was given back."""

    def __init__(self, session: Session, files: FileStore) -> None:
        self.session = session
        self.unit = unit(session, OWNER)
        self.lead = official(session, self.unit, lead=True)
        self.points: list[Contribution] = points(session, self.unit, 3)
        keys = dict(zip((point.number for point in self.points), ("a", "b", "b"), strict=True))
        content = filled(out(session, self.lead), lambda _n, number: whole(OWNER, keys[number]))
        self.table = read_table("antwoorden.xlsx", content)
        self.sheet = take_in(session, self.table, files=files, actor=self.lead)

    def release(self, ahead: timedelta = timedelta(days=7)) -> Release:
        return releasing.make(self.session, name="Kamerbrief", at=clock.now() + ahead, actor=self.lead)

    def store(self, release: Release):  # type: ignore[no-untyped-def] - Carried
        return carry_out(
            self.session, self.sheet, self.table, publishes=self.lead.leads, release=release, actor=self.lead
        )

    def states(self) -> list[SheetRowState]:
        query = select(AnswerSheetRow.state).where(AnswerSheetRow.sheet_id == self.sheet.id)
        return list(self.session.scalars(query.order_by(AnswerSheetRow.n)))


@pytest.fixture
def sheet(session: Session, tmp_path: Path) -> Sheet:
    return Sheet(session, FileStore(tmp_path))


def test_all_of_it_waits_and_is_published_at_the_moment(sheet: Sheet) -> None:
    release = sheet.release()
    done = sheet.store(release)
    assert (done.published, done.points) == (2, 3)
    assert {point.status for point in sheet.points} == {"in-behandeling"}
    with clock.at(release.at + timedelta(seconds=1)):
        assert pass_moment(sheet.session, release)
    assert {point.status for point in sheet.points} == {"beantwoord"}


def test_rows_whose_term_ends_before_it_are_refused_the_others_go(sheet: Sheet) -> None:
    due = sheet.points[0].answer_due
    assert due is not None
    for point in sheet.points[:2]:
        extend(sheet.session, point, days=20, reason="Wij wachten op een onderzoek.", actor=SYSTEM)
    release = sheet.release(clock.start_of(due) + timedelta(days=2) - clock.now())
    assert sheet.store(release).points == 2
    assert sheet.states() == [SheetRowState.DONE, SheetRowState.DONE, SheetRowState.REFUSED]
    problems = sheet.session.scalars(select(AnswerSheetRow.problems).order_by(AnswerSheetRow.n)).all()
    assert sheet.points[2].number in problems[-1][0]["text"]


def test_d6_answers_that_promise_something_before_it_are_refused(sheet: Sheet) -> None:
    session = sheet.session
    for point in sheet.points:
        extend(session, point, days=20, reason="Wij wachten op een onderzoek.", actor=SYSTEM)
    done = sheet.store(sheet.release(clock.start_of(in_days(62)) - clock.now()))
    assert done.points == 0
    assert set(sheet.states()) == {SheetRowState.REFUSED}
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_what_has_no_room_waits_for_the_next_time(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "MOST_ANSWERS", 1)
    release = sheet.release()
    assert sheet.store(release).published == 1
    with pytest.raises(RuleViolation, match="vol"):
        sheet.store(release)
    assert sheet.store(sheet.release(timedelta(days=8))).published == 1


def from_page(client: FlaskClient, session: Session, by: Actor) -> str:
    points(session, session.get_one(Unit, *by.units), 1)
    as_staff(client, session, by)
    return str(given(client, filled(out(session, by), lambda _n, _no: whole(OWNER))).location)


def new_release(day: int) -> dict[str, str]:
    return {"doe": "publiceer", "when": "nieuw", "name": "Brief", "day": in_days(day).isoformat(), "hour": "09:00"}


def test_the_choice_stands_on_the_page(client: FlaskClient, session: Session) -> None:
    by = official(session, unit(session, OWNER), lead=True)
    at = from_page(client, session, by)
    token = token_in(page(client, at))
    wrong = client.post(at, data={"csrf_token": token, **new_release(14), "name": ""})
    assert wrong.status_code == 400
    assert "Geef de vrijgave een naam" in wrong.text
    assert client.post(at, data={"csrf_token": token, **new_release(14)}).status_code == 302
    assert "staat klaar voor vrijgave ‘Brief’" in page(client, at)
    assert session.scalars(select(ReleaseItem.state)).all() == [ItemState.WAITING]


def test_an_official_makes_no_release_by_a_file(client: FlaskClient, session: Session) -> None:
    at = from_page(client, session, official(session, unit(session, OWNER)))
    token = token_in(page(client, at))
    client.post(at, data={"csrf_token": token, **new_release(14)})
    assert session.scalar(select(func.count()).select_from(Release)) == 0
    assert session.scalars(select(Answer.status)).all() == ["concept"]


def test_d7a_what_somebody_else_must_publish_is_a_draft_however_far_the_release(
    session: Session, tmp_path: Path
) -> None:
    ours, theirs = unit(session, OWNER), unit(session, "directie Bodem")
    member = official(session, ours, lead=True)
    both = replace(member, units=frozenset({ours.id, theirs.id}), unit_names={ours.id: OWNER, theirs.id: "Bodem"})
    near, far = points(session, theirs, 1)[0], points(session, ours, 1)[0]
    extend(session, far, days=20, reason="Wij wachten op een onderzoek.", actor=SYSTEM)
    keys = {near.number: "a", far.number: "b"}
    content = filled(out(session, both), lambda _n, number: whole(OWNER, keys[number]))
    table = read_table("antwoorden.xlsx", content)
    sheet = take_in(session, table, files=FileStore(tmp_path), actor=both)
    assert near.answer_due is not None
    after_it = datetime.combine(near.answer_due + timedelta(days=5), time(9), clock.AMSTERDAM)
    release = releasing.make(session, name="Kamerbrief", at=after_it, actor=both)
    done = carry_out(session, sheet, table, publishes=both.leads, release=release, actor=both)
    assert (done.published, done.drafted, done.points) == (1, 1, 2)
    assert session.scalars(select(ReleaseItem.answer_id)).all() == [far_answer(session, far)]


def far_answer(session: Session, point: Contribution) -> int:
    return session.scalars(select(AnswerContribution.answer_id).filter_by(contribution_id=point.id)).one()
