"""`dialoog report parse` (interface.md, Commands): 0 done, 1 refused in one line, 2 wrong usage; no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dialoog.contributions.cli import report
from tests.contributions.work_session_reports.files import as_text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "verslag.txt"
    path.write_bytes(as_text() + b"\nBIJLAGE\n\nlos woord\n")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(report, ["parse", *map(str, arguments)])


def test_json_as_promised(file: Path) -> None:
    result = run(file, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert list(found) == ["title", "date", "topics", "unplaced", "preamble_lines"]
    assert (found["title"], found["date"]) == ("Terugblik op de dag van donderdag 6 maart 2025", "2025-03-06")
    assert found["preamble_lines"] == 2
    assert found["unplaced"] == [{"line": 22, "text": "BIJLAGE"}, {"line": 24, "text": "los woord"}]
    assert found["topics"][0] == {
        "number": 1,
        "title": "DE STILLE TUIN",
        "reference": "H2 plan",
        "description": "Wat maakt een tuin stil?",
        "sections": [
            {
                "kind": "sterk",
                "items": [
                    {"text": "Veel groen", "first_line": 7, "last_line": 7},
                    {"text": "PFAS is nergens gevonden", "first_line": 8, "last_line": 9},
                ],
            },
            {"kind": "zwak", "items": [{"text": "Lawaai van de weg", "first_line": 11, "last_line": 11}]},
        ],
    }


def test_text_for_people(file: Path) -> None:
    shown = run(file).stdout
    assert "Onderwerpen: 2, punten: 4, niet geplaatste regels: 2" in shown
    assert "1. DE STILLE TUIN (H2 plan)\nOmschrijving: Wat maakt een tuin stil?\nSterk punt (2)\n" in shown
    assert "  - PFAS is nergens gevonden  [regel 8 tot en met 9]" in shown
    assert "Niet geplaatst:\n  regel 22: BIJLAGE\n  regel 24: los woord\n" in shown


def test_guessed_characters_are_told_beside_the_result(tmp_path: Path) -> None:
    path = tmp_path / "oud.txt"
    path.write_bytes("CAFÉ\nSterke punten\n• één\n".encode("cp1252"))
    result = run(path, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["topics"][0]["title"] == "CAFÉ"
    assert "Windows-1252" in result.stderr
    assert "Datum: niet gevonden" in run(path).stdout


@pytest.mark.parametrize("content", [b"", b"Zomaar een brief.", b"%PDF-1.4 onzin", b"\x00\x01", b"PK\x03\x04"])
def test_what_is_refused_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    result = run(path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1


def test_wrong_usage(file: Path, tmp_path: Path) -> None:
    for arguments in ([], [tmp_path / "weg.txt"], [tmp_path], [file, "--format", "xml"]):
        assert run(*arguments).exit_code == 2
