"""Throwing a wrong report away (M2): nothing of it stays, unless points came of it."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from dialoog.contributions.models import ReportImport
from dialoog.contributions.rules.importing import (
    Given,
    confirm,
    correct,
    import_report,
    read_report,
    throw_away,
    understand,
)
from dialoog.contributions.rules.understanding import report_of
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.errors import Conflict, NotFound, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.models import MeetingDocument
from dialoog.permissions import Actor
from tests.contributions.work_session_reports.files import as_text
from tests.factories import accounts as people
from tests.factories import contributions as make


@pytest.fixture
def files(app: Flask) -> FileStore:
    found: FileStore = app.extensions["dialoog_files"]
    return found


@pytest.fixture
def official(session: Session) -> Actor:
    person = people.person(session, Role.SECRETARIAT)
    return Actor(person_id=person.id, name=person.name, roles=frozenset({"secretariat"}), second_factor=True)


@pytest.fixture
def noted(session: Session, files: FileStore, official: Actor) -> ReportImport:
    return understand(session, make.meeting(session), given(), files=files, actor=official)


def given() -> Given:
    return read_report("verslag.txt", as_text())


def test_m2_nothing_of_a_wrong_report_stays(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    meeting, file = noted.meeting, noted.document.sha256
    assert throw_away(session, noted, edit=noted.edit, actor=official) == file
    session.commit()
    files.forget(file)
    assert session.scalar(select(func.count(ReportImport.id))) == 0
    assert session.scalar(select(func.count(MeetingDocument.id))) == 0
    with pytest.raises(NotFound):
        files.read(file)
    # The same file may come again after all.
    assert import_report(session, meeting, given(), files=files, actor=official).created == 4


def test_the_file_stays_for_another_meeting_that_has_it(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    understand(session, make.meeting(session), given(), files=files, actor=official)
    assert throw_away(session, noted, edit=noted.edit, actor=official) is None


def test_m3_what_became_points_stays(session: Session, noted: ReportImport, files: FileStore, official: Actor) -> None:
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    with pytest.raises(RuleViolation, match="al verwerkt"):
        throw_away(session, noted, edit=noted.edit, actor=official)


def test_what_somebody_else_corrected_meanwhile_is_not_lost(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    edit = noted.edit
    line = next(line.number for line in report_of(noted, files).lines if "PFAS" in line.text)
    said = {line: Correction(line, Meaning.IGNORE)}
    correct(session, noted, lines=said, edit=edit, files=files, actor=official)
    with pytest.raises(Conflict):
        throw_away(session, noted, edit=edit, actor=official)
