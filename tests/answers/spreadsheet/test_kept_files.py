"""Spreadsheets as they are kept: stored once by two who press at once, destroyed after a black-out (D1, D7a)."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from dialoog import create_app
from dialoog.answers.jobs import JOBS
from dialoog.answers.models import Answer, AnswerSheet
from dialoog.answers.rules.sheets import FORGET_JOB, carry_out, table_of, take_in
from dialoog.answers.spreadsheet.reading import read_table
from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.blacking_out import BLOCK, black_out
from dialoog.db import Database
from dialoog.errors import NotFound
from dialoog.files import FileStore
from dialoog.jobs.models import Job
from dialoog.permissions import Actor
from tests.answers.spreadsheet.files import filled, out, whole
from tests.factories.answers import SECRETARIAT, official, points, unit


@pytest.fixture(autouse=True)
def own_app(own_settings: Settings) -> Iterator[None]:
    """The service as it is put together, with what follows from events."""
    made = create_app(own_settings)
    with made.app_context():
        yield
    made.extensions["dialoog_database"].dispose()


@pytest.fixture
def files(own_settings: Settings) -> FileStore:
    return FileStore(own_settings.instance)


@pytest.fixture
def given(own_database: Database, files: FileStore) -> tuple[int, Actor]:
    """A spreadsheet with an answer to two points."""
    with own_database.transaction() as session:
        ours = unit(session)
        lead = official(session, ours, lead=True)
        points(session, ours, 2)
        content = filled(out(session, lead), lambda _n, _number: whole(ours.name, "samen"))
        sheet = take_in(session, read_table("tabel.xlsx", content), files=files, actor=lead)
        return sheet.id, lead


def test_two_who_press_at_once_make_one_answer(
    own_database: Database, files: FileStore, given: tuple[int, Actor]
) -> None:
    sheet_id, lead = given
    stored: list[int] = []
    ready = threading.Barrier(3)

    def press() -> None:
        with own_database.session() as session:
            sheet = session.get_one(AnswerSheet, sheet_id)
            session.commit()
            table = table_of(sheet, files)
            ready.wait()
            stored.append(carry_out(session, sheet, table, publishes=lead.leads, actor=lead).points)
            session.commit()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stored) == [0, 0, 2]
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count(Answer.id))) == 1


def test_d1_the_kept_file_is_destroyed_when_something_in_it_was_blacked_out(
    own_database: Database, own_settings: Settings, files: FileStore, given: tuple[int, Actor]
) -> None:
    sheet_id, _lead = given
    with own_database.transaction() as session:
        point = session.scalars(select(Contribution).limit(1)).one()
        text = point.public_text.replace("straat", BLOCK)
        black_out(session, point, new_text=text, reason="Er stond een naam in.", actor=SECRETARIAT)
    with own_database.session(read_only=True) as session:
        sheet = session.get_one(AnswerSheet, sheet_id)
        job = session.scalars(select(Job).where(Job.kind == FORGET_JOB)).one()
    assert len(table_of(sheet, files).rows) == 2
    JOBS[FORGET_JOB](own_database, own_settings, job)
    with pytest.raises(NotFound):
        table_of(sheet, files)
