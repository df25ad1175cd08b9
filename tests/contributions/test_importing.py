"""A report becomes contributions: understood first, stored when somebody confirms, never twice (M2, M3, D0)."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import create_app
from dialoog.accounts.models import AuditEntry, Role
from dialoog.config import Settings
from dialoog.contributions.models import Channel, Contribution, ImportState, PointKind, ReportImport
from dialoog.contributions.rules.importing import (
    Given,
    Imported,
    confirm,
    correct,
    foresee,
    import_report,
    read_report,
    understand,
)
from dialoog.contributions.rules.understanding import corrections_of, report_before, report_of
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.unreadable import NoText, NoTopics, WrongFileType
from dialoog.db import Database
from dialoog.errors import Conflict, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.models import Level, MeetingDocument, MeetingTopic
from dialoog.organisations.models import Theme
from dialoog.permissions import Actor
from tests.contributions.work_session_reports.files import as_document, as_pdf, as_text, saved
from tests.factories import accounts as people
from tests.factories import contributions as make

POINTS = ["Veel groen", "PFAS is nergens gevonden", "Lawaai van de weg", "Oude bomen"]
REPORTS = Path(__file__).parents[3] / "shared" / "reports"


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


def given(content: bytes | None = None) -> Given:
    return read_report("verslag.txt", content or as_text())


def stored(session: Session) -> list[Contribution]:
    return list(session.scalars(select(Contribution).order_by(Contribution.id)))


def line_of(noted: ReportImport, files: FileStore, text: str) -> int:
    return next(line.number for line in report_of(noted, files).lines if text in line.text)


def test_m2_understanding_keeps_the_file_and_stores_no_point(
    session: Session, noted: ReportImport, files: FileStore
) -> None:
    assert (noted.points, noted.unplaced, noted.state) == (4, [], ImportState.UNDERSTOOD)
    assert files.read(noted.document.sha256) == as_text()
    assert noted.document.staff_only
    assert stored(session) == []
    assert session.scalar(select(func.count(MeetingTopic.id))) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("verslag.txt", as_text()), ("verslag.docx", saved(as_document())), ("verslag.pdf", as_pdf())],
    ids=["txt", "docx", "pdf"],
)
def test_m3_every_point_is_a_contribution_with_topic_kind_and_lines(
    session: Session, files: FileStore, official: Actor, name: str, content: bytes
) -> None:
    meeting = make.meeting(session)
    done = import_report(session, meeting, read_report(name, content), files=files, actor=official)
    assert done == Imported(meeting.slug, points=4, created=4, existing=0, unplaced=0)
    found = stored(session)
    assert [c.public_text for c in found] == POINTS
    assert [c.kind for c in found] == [PointKind.STRONG, PointKind.STRONG, PointKind.WEAK, PointKind.STRONG]
    assert [c.topic.title for c in found if c.topic] == ["DE STILLE TUIN"] * 3 + ["HET BOS"]
    assert all(c.first_line and c.last_line and c.first_line <= c.last_line for c in found)
    assert [(t.number, t.reference, t.description) for t in meeting.topics] == [
        (1, "H2 plan", "Wat maakt een tuin stil?"),
        (2, None, "Van wie is het bos?"),
    ]


def test_m1_a_meeting_without_a_day_gets_the_day_of_its_report(
    session: Session, files: FileStore, official: Actor
) -> None:
    dayless, other = make.meeting(session), make.meeting(session)
    dayless.held_on, other.held_on = None, date(2026, 1, 8)
    for meeting in (dayless, other):
        import_report(session, meeting, given(), files=files, actor=official)
    assert dayless.held_on == given().report.date is not None
    assert other.held_on == date(2026, 1, 8)


def test_d0_who_imports_is_never_who_said_it(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    for c in stored(session):
        assert (c.said_by_name, c.said_by_organisation, c.recorder) == (None, None, "Verslag: verslag.txt")
        assert (c.entered_by_id, c.channel) == (official.person_id, Channel.IMPORT)


@pytest.mark.parametrize("level", Level)
def test_d11_points_have_the_level_of_their_meeting(
    session: Session, files: FileStore, official: Actor, level: Level
) -> None:
    import_report(session, make.meeting(session, level), given(), files=files, actor=official)
    assert {c.level for c in stored(session)} == {level}


def test_m2_the_same_file_twice_brings_nothing_new(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    meeting = noted.meeting
    assert understand(session, meeting, given(), files=files, actor=official) is noted
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    again = import_report(session, meeting, given(), files=files, actor=official)
    assert again == Imported(meeting.slug, points=4, created=0, existing=4, unplaced=0)
    assert len(stored(session)) == 4
    assert session.scalar(select(func.count(MeetingDocument.id))) == 1


def test_m2_the_same_file_at_another_meeting_is_another_report(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    assert import_report(session, make.meeting(session), given(), files=files, actor=official).created == 4


def test_what_is_foreseen_is_what_happens_and_stores_nothing(
    session: Session, files: FileStore, official: Actor
) -> None:
    meeting = make.meeting(session)
    foreseen = foresee(session, meeting, meeting.slug, given())
    assert session.scalar(select(func.count(ReportImport.id))) == 0
    assert foreseen == import_report(session, meeting, given(), files=files, actor=official)
    assert foresee(session, meeting, meeting.slug, given()).existing == 4
    assert foresee(session, None, "nog-niet", given()) == Imported("nog-niet", 4, 4, 0, 0)


def test_what_is_foreseen_counts_corrections(session: Session, files: FileStore, official: Actor) -> None:
    meeting = make.meeting(session)
    noted = understand(session, meeting, given(), files=files, actor=official)
    correct(session, noted, lines={7: Correction(7, Meaning.IGNORE)}, edit=noted.edit, files=files, actor=official)
    foreseen = foresee(session, meeting, meeting.slug, given())
    assert foreseen == import_report(session, meeting, given(), files=files, actor=official)
    assert foreseen.created == 3


def test_m2_lines_not_placed_are_kept_and_stop_nothing(session: Session, files: FileStore, official: Actor) -> None:
    meeting = make.meeting(session)
    done = import_report(session, meeting, given(as_text() + b"\nBIJLAGE\n\nlos woord\n"), files=files, actor=official)
    noted = session.scalars(select(ReportImport)).one()
    assert (done.created, done.unplaced) == (4, 2)
    assert [line["text"] for line in noted.unplaced] == ["BIJLAGE", "los woord"]


def test_a_second_report_of_a_meeting_numbers_its_topics_on(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    more = b"NATTE VOETEN\n\nSterke punten\n- Water\n\nHET BOS\n\nZwakke punten\n- Jonge bomen\n"
    import_report(session, noted.meeting, given(more), files=files, actor=official)
    session.expire(noted.meeting)
    assert [(t.number, t.title) for t in noted.meeting.topics] == [
        (1, "DE STILLE TUIN"),
        (2, "HET BOS"),
        (3, "NATTE VOETEN"),
    ]


class TestCorrecting:
    """M2: people say what single lines are; their word goes before the reader's."""

    def test_a_point_becomes_part_of_the_point_above(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        line = line_of(noted, files, "PFAS")
        said = {line: Correction(line, Meaning.CONTINUES)}
        correct(session, noted, lines=said, edit=noted.edit, files=files, actor=official)
        assert noted.points == 3
        confirm(session, noted, edit=noted.edit, files=files, actor=official)
        assert stored(session)[0].public_text == "Veel groen • PFAS is nergens gevonden"

    def test_what_was_said_can_be_taken_back(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        line = line_of(noted, files, "Lawaai")
        correct(
            session,
            noted,
            lines={line: Correction(line, Meaning.IGNORE)},
            edit=noted.edit,
            files=files,
            actor=official,
        )
        assert [one["line"] for one in noted.unplaced] == [line]
        correct(session, noted, lines={line: None}, edit=noted.edit, files=files, actor=official)
        assert (noted.points, noted.unplaced, corrections_of(noted)) == (4, [], {})

    def test_the_state_before_the_last_correction_is_known(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        assert report_before(noted, files) is None
        for text in ("PFAS", "Lawaai"):
            line = line_of(noted, files, text)
            said = {line: Correction(line, Meaning.IGNORE)}
            correct(session, noted, lines=said, edit=noted.edit, files=files, actor=official)
        before = report_before(noted, files)
        assert before is not None
        assert (before.points, report_of(noted, files).points) == (3, 2)

    def test_a_theme_stays_with_its_topic_when_topics_shift(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        theme = session.scalar(select(Theme)) or Theme(slug="natuur", name="Natuur")
        session.add(theme)
        session.flush()
        title = line_of(noted, files, "HET BOS")
        correct(session, noted, themes={title: theme.slug}, edit=noted.edit, files=files, actor=official)
        line = line_of(noted, files, "Lawaai")
        said = {line: Correction(line, Meaning.TITLE)}
        correct(session, noted, lines=said, edit=noted.edit, files=files, actor=official)
        confirm(session, noted, edit=noted.edit, files=files, actor=official)
        themes = {c.public_text: c.theme for c in stored(session)}
        assert (themes["Oude bomen"], themes["Veel groen"]) == (theme, None)

    def test_the_second_of_two_is_told_and_overwrites_nothing(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        seen = noted.edit
        line = line_of(noted, files, "PFAS")
        said = {line: Correction(line, Meaning.IGNORE)}
        correct(session, noted, lines=said, edit=seen, files=files, actor=official)
        with pytest.raises(Conflict):
            correct(session, noted, lines={line: None}, edit=seen, files=files, actor=official)
        with pytest.raises(Conflict):
            confirm(session, noted, edit=seen, files=files, actor=official)
        assert list(corrections_of(noted)) == [line]

    def test_saying_nothing_new_disturbs_nobody(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        correct(session, noted, lines={3: None}, themes={3: ""}, edit=noted.edit, files=files, actor=official)
        assert noted.edit == 1

    def test_after_confirming_nothing_can_be_said_any_more(
        self, session: Session, noted: ReportImport, files: FileStore, official: Actor
    ) -> None:
        confirm(session, noted, edit=noted.edit, files=files, actor=official)
        with pytest.raises(RuleViolation, match="al verwerkt"):
            correct(session, noted, lines={3: None}, edit=noted.edit, files=files, actor=official)
        with pytest.raises(RuleViolation, match="al verwerkt"):
            confirm(session, noted, edit=noted.edit, files=files, actor=official)
        assert len(stored(session)) == 4


def test_p4_every_act_is_in_the_audit_log(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    line = line_of(noted, files, "PFAS")
    said = {line: Correction(line, Meaning.IGNORE)}
    correct(session, noted, lines=said, edit=noted.edit, files=files, actor=official)
    confirm(session, noted, edit=noted.edit, files=files, actor=official)
    rows = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "verslag").order_by(AuditEntry.id)).all()
    assert [(row.action, row.person_id, row.subject_key) for row in rows] == [
        (action, official.person_id, str(noted.id))
        for action in ("report.understood", "report.corrected", "report.confirmed")
    ]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", NoText), (b"\x89PNG\r\n\x1a\n\x00\x00", WrongFileType), (b"Dag allemaal.\n", NoTopics)],
    ids=["empty", "picture", "no topics"],
)
def test_m2_what_cannot_be_read_is_refused_in_one_line(content: bytes, refusal: type[RuleViolation]) -> None:
    with pytest.raises(refusal) as refused:
        read_report("bestand", content)
    assert "\n" not in refused.value.message


def test_a_report_whose_lines_were_all_said_to_be_nothing_cannot_be_confirmed(
    session: Session, noted: ReportImport, files: FileStore, official: Actor
) -> None:
    lines = report_of(noted, files).lines
    said = {line.number: Correction(line.number, Meaning.IGNORE) for line in lines if line.text}
    correct(session, noted, lines=said, edit=noted.edit, files=files, actor=official)
    with pytest.raises(RuleViolation, match="geen punten"):
        confirm(session, noted, edit=noted.edit, files=files, actor=official)


def test_a_point_too_long_to_store_is_named_by_its_line(session: Session, files: FileStore, official: Actor) -> None:
    long = b"TITEL\n\nSterke punten\n- " + b"woord " * 2000 + b"\n"
    noted = understand(session, make.meeting(session), given(long), files=files, actor=official)
    with pytest.raises(RuleViolation, match="regel 4"):
        confirm(session, noted, edit=noted.edit, files=files, actor=official)
    assert stored(session) == []


@pytest.fixture
def own_app(own_settings: Settings) -> Iterator[Flask]:
    made = create_app(own_settings)
    yield made
    made.extensions["dialoog_database"].dispose()


def test_two_who_confirm_at_once_store_every_point_once(own_app: Flask) -> None:
    database: Database = own_app.extensions["dialoog_database"]
    files: FileStore = own_app.extensions["dialoog_files"]
    with own_app.app_context(), database.transaction() as session:
        noted = understand(session, make.meeting(session), given(), files=files, actor=make.SECRETARIAT)
        key, edit = noted.id, noted.edit
    told: list[str] = []
    ready = threading.Barrier(4)

    def confirm_it() -> None:
        with own_app.app_context(), database.session() as session:
            mine = session.get_one(ReportImport, key)
            session.commit()
            ready.wait()
            try:
                told.append(str(confirm(session, mine, edit=edit, files=files, actor=make.SECRETARIAT).created))
                session.commit()
            except (Conflict, RuleViolation) as refusal:
                session.rollback()
                told.append(type(refusal).__name__)

    threads = [threading.Thread(target=confirm_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["4", "RuleViolation", "RuleViolation", "RuleViolation"]
    with database.session(read_only=True) as session:
        assert len(stored(session)) == 4


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside this checkout")
@pytest.mark.parametrize(("name", "points"), [("terugblik-2024-11-06.txt", 159), ("terugblik-2024-06-26-deel.txt", 42)])
def test_m2_the_real_reports_twice(session: Session, files: FileStore, official: Actor, name: str, points: int) -> None:
    report = read_report(name, (REPORTS / name).read_bytes())
    meeting = make.meeting(session)
    first = import_report(session, meeting, report, files=files, actor=official)
    again = import_report(session, meeting, report, files=files, actor=official)
    assert (first.created, again.created, again.existing) == (points, 0, points)
    assert len(stored(session)) == points
