"""D12: a receipt is verified offline with `dialoog register verify --receipt`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dialoog.register.cli import register
from tests.register import independent_verifier
from tests.register.receipt_factory import sample_receipt

OTHER = "0" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bewijs.json"


def verify(file: Path, document: Any, *options: str) -> Result:
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return CliRunner().invoke(register, ["verify", "--receipt", str(file), *options])


def test_a_good_receipt_says_which_root_it_fits(file: Path) -> None:
    root = sample_receipt()["rootHash"]
    result = verify(file, sample_receipt())
    assert result.exit_code == 0
    assert result.output == (
        "Klopt: INB-2026-00123 (gebeurtenissen: 3, teksten: 3).\n"
        f"Past bij het register met 7 gebeurtenissen en wortel {root}.\n"
        "Vergelijk deze wortel met /register of met /register.atom.\n"
    )


def test_the_published_root_can_be_given(file: Path) -> None:
    root = sample_receipt()["rootHash"]
    assert verify(file, sample_receipt(), "--root", root).exit_code == 0
    assert verify(file, sample_receipt(), "--root", f" {root.upper()} ").exit_code == 0


def test_another_root_is_refused(file: Path) -> None:
    result = verify(file, sample_receipt(), "--root", OTHER)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Klopt niet: het bewijs past bij wortel {sample_receipt()['rootHash']}, niet bij {OTHER}.\n"
    )


def test_the_first_bad_entry_is_named_in_one_line(file: Path) -> None:
    document = sample_receipt()
    document["gebeurtenissen"][1]["index"] = 4
    document["teksten"][0]["tekst"] = "Iets anders."
    result = verify(file, document)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Klopt niet: gebeurtenis 2: het pad leidt niet naar de wortel van dit bewijs.\n"


@pytest.mark.parametrize("content", ["", "geen JSON", "[]", "{}"])
def test_a_file_that_is_no_receipt_is_refused_in_one_line(file: Path, content: str) -> None:
    result = verify(file, content)
    assert result.exit_code == 1
    assert result.stderr.startswith("Onleesbaar bewijs: ")
    assert result.stderr.count("\n") == 1


def test_a_name_from_the_receipt_cannot_steer_the_terminal(file: Path) -> None:
    document = sample_receipt()
    document["teksten"][0]["naam"] = "\x1b[2J\nKlopt: alles"
    result = verify(file, document)
    assert result.exit_code == 1
    assert "\x1b" not in result.output
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("options", [["--root", OTHER], ["--receipt", "/no/such/file"]])
def test_wrong_usage(options: list[str]) -> None:
    assert CliRunner().invoke(register, ["verify", *options]).exit_code == 2


@pytest.mark.parametrize("root", ["", "12", "g" * 64, "0" * 63 + "\u0660"])
def test_a_root_that_is_none_is_wrong_usage(file: Path, root: str) -> None:
    assert verify(file, sample_receipt(), "--root", root).exit_code == 2


def test_the_independent_program_gives_the_same_verdicts(file: Path) -> None:
    def judged(document: dict[str, Any], *root: str) -> tuple[int, str]:
        file.write_text(json.dumps(document))
        program = [sys.executable, "-I", independent_verifier.__file__, str(file), *root]
        done = subprocess.run(program, check=False, capture_output=True, text=True)
        return done.returncode, done.stdout

    good = sample_receipt()
    root = good["rootHash"]
    assert judged(good) == (0, f"RIGHT: fits root {root}\n")
    assert judged(good, root)[0] == 0
    assert judged(good, OTHER)[0] == 1
    good["gebeurtenissen"][2]["auditPath"].pop()
    assert judged(good) == (1, "WRONG: event 3: the path is too short\n")
