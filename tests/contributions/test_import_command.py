"""`dialoog report import` (interface.md, Commands): counts, twice nothing new, and what it refuses in one line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.cli import dialoog
from dialoog.contributions.cli import meeting_title
from dialoog.contributions.models import Contribution, ReportImport
from dialoog.meetings.models import Meeting
from tests.contributions.work_session_reports.files import as_text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "verslag.txt"
    path.write_bytes(as_text() + b"\nBIJLAGE\n\nlos woord\n")
    return path


def run(app: Flask, *arguments: object) -> Result:
    given = ["report", "import", *map(str, arguments)]
    return CliRunner().invoke(dialoog, given, obj=ScriptInfo(create_app=lambda: app, set_debug_flag=False))


def test_m2_the_meeting_is_made_and_the_counts_are_told(app: Flask, session: Session, file: Path) -> None:
    done = run(app, file, "--meeting", "stille-tuin", "--create-meeting", "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    counts = {"meeting": "stille-tuin", "points": 4, "created": 4, "existing": 0, "unplaced": 2}
    assert json.loads(done.stdout) == counts
    made = session.scalars(select(Meeting)).one()
    assert (made.title, str(made.held_on)) == ("Dag van donderdag 6 maart 2025", "2025-03-06")
    again = run(app, file, "--meeting", "stille-tuin", "--create-meeting", "--format", "json")
    assert json.loads(again.stdout) == {**counts, "created": 0, "existing": 4}
    assert session.scalar(select(func.count(Contribution.id))) == 4


def test_a_dry_run_tells_the_counts_and_stores_nothing(app: Flask, session: Session, file: Path) -> None:
    done = run(app, file, "--meeting", "tuin", "--create-meeting", "--dry-run", "--format", "json")
    assert json.loads(done.stdout) == {"meeting": "tuin", "points": 4, "created": 4, "existing": 0, "unplaced": 2}
    for kept in (Meeting, ReportImport, Contribution):
        assert session.scalar(select(func.count()).select_from(kept)) == 0


def test_for_people_it_is_one_sentence(app: Flask, file: Path) -> None:
    done = run(app, file, "--meeting", "tuin", "--create-meeting")
    assert done.stdout == "Bijeenkomst tuin: 4 punten, 4 nieuw, 0 waren er al, 2 regels niet geplaatst.\n"


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_an_unknown_meeting_is_refused_in_one_line(app: Flask, session: Session, file: Path, dry: tuple[str]) -> None:
    done = run(app, file, "--meeting", "nergens", *dry)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "--create-meeting" in done.stderr
    assert session.scalar(select(Meeting)) is None


def test_what_is_no_report_is_refused_and_makes_no_meeting(app: Flask, session: Session, tmp_path: Path) -> None:
    letter = tmp_path / "brief.txt"
    letter.write_text("Dag allemaal.\n", encoding="utf-8")
    done = run(app, letter, "--meeting", "brief", "--create-meeting")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "geen onderwerpen" in done.stderr
    assert session.scalar(select(Meeting)) is None


@pytest.mark.parametrize("slug", ["Stille Tuin", "nieuw", "x" * 81])
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_an_address_that_cannot_be_is_refused_also_by_a_dry_run(
    app: Flask, session: Session, file: Path, dry: tuple[str], slug: str
) -> None:
    done = run(app, file, "--meeting", slug, "--create-meeting", *dry)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert ("al een vaste bladzijde" in done.stderr) == (slug == "nieuw")
    assert session.scalar(select(Meeting)) is None


@pytest.mark.parametrize("points", ["", "• " + "heel " * 2001 + "lang\n"])
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_what_cannot_be_stored_is_refused_also_by_a_dry_run(
    app: Flask, tmp_path: Path, dry: tuple[str], points: str
) -> None:
    path = tmp_path / "verslag.txt"
    path.write_text(f"DE TUIN\n\nSterke punten\n{points}", encoding="utf-8")
    done = run(app, path, "--meeting", "tuin", "--create-meeting", *dry)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_wrong_usage_is_2(app: Flask, file: Path) -> None:
    assert run(app, file).exit_code == 2
    assert run(app, "is-er-niet.txt", "--meeting", "tuin").exit_code == 2


@pytest.mark.parametrize(
    ("title", "meeting"),
    [
        ("TERUGBLIK OP WERKSESSIE WOENSDAG 4 MEI 2033", "Werksessie woensdag 4 mei 2033"),
        ("Verslag van de middag over VTH", "Middag over VTH"),
        ("WERKSESSIE OVER VTH EN GEUR", "Werksessie over VTH en geur"),
        ("Terugblik", "Terugblik"),
        ("", ""),
    ],
)
def test_a_meeting_is_called_after_its_report_in_normal_capitals(title: str, meeting: str) -> None:
    assert meeting_title(title) == meeting
