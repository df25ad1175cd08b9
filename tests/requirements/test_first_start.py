"""`make run`: the demo comes once, into an embedded database that was not there, and survives being interrupted."""

import json
import subprocess
from pathlib import Path

import pytest

from dialoog.config import Settings
from requirements import run


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the command line, whose own tests are elsewhere: notes what it is asked, fails if told to."""
    command = tmp_path / "dialoog"
    noted = tmp_path / "calls"
    command.write_text(
        "#!/bin/sh\n"
        f'echo "$*" >> {noted}\n'
        f'[ "$*" = "db upgrade" ] && touch {tmp_path}/dialoog.sqlite\n'
        f'[ "$*" = demo ] && [ -e {tmp_path}/broken ] && exit 1\n'
        "exit 0\n"
    )
    command.chmod(0o755)
    monkeypatch.setattr(run, "DIALOOG", str(command))
    return noted


def settings(instance: Path, url: str | None = None) -> Settings:
    return Settings(
        instance=instance, database_url=url or f"sqlite:///{instance / 'dialoog.sqlite'}", secret_key="x" * 40
    )


def test_the_demo_comes_on_the_first_start_only(calls: Path, tmp_path: Path) -> None:
    run.prepare(settings(tmp_path))
    run.prepare(settings(tmp_path))
    assert calls.read_text().splitlines() == ["db upgrade", "demo", "db upgrade"]


def test_a_demo_that_was_broken_off_comes_at_the_next_start(calls: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(subprocess.CalledProcessError):
        run.prepare(settings(tmp_path))
    (tmp_path / "broken").unlink()
    run.prepare(settings(tmp_path))
    assert calls.read_text().splitlines() == ["db upgrade", "demo", "db upgrade", "demo"]


def test_a_database_that_somebody_set_gets_no_demo(calls: Path, tmp_path: Path) -> None:
    run.prepare(settings(tmp_path, "postgresql+psycopg://localhost/dialoog"))
    assert calls.read_text().splitlines() == ["db upgrade"]


def test_the_log_ins_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "demo-logins.json"
    run.show_logins(kept)
    assert capsys.readouterr().out == ""
    login = {"email": "beheer@dialoog.example", "password": "demo-woord", "totpSecret": "ABC", "roles": ["admin"]}
    kept.write_text(json.dumps([login, {**login, "email": "kees@dialoog.example", "totpSecret": None, "roles": []}]))
    run.show_logins(kept)
    printed = capsys.readouterr().out
    assert "beheer@dialoog.example" in printed
    assert "kees@dialoog.example" in printed
    assert "None" not in printed
