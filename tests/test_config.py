"""A wrong setting stops the start with one line that names it; the rest has sensible values."""

import sys
from pathlib import Path

import pytest

from dialoog.config import from_environment
from dialoog.errors import SettingError


def test_without_settings_everything_stands_in_the_instance_folder(tmp_path: Path) -> None:
    made = from_environment({"DIALOOG_INSTANCE": str(tmp_path)})
    assert made.database_url == f"sqlite:///{tmp_path / 'dialoog.sqlite'}"
    assert made.embedded
    assert not made.secure
    assert len(made.secret_key) >= 32


def test_the_secret_is_made_once_and_kept_for_oneself(tmp_path: Path) -> None:
    first, second = (from_environment({"DIALOOG_INSTANCE": str(tmp_path)}) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_https_makes_it_secure(tmp_path: Path) -> None:
    given = {"DIALOOG_INSTANCE": str(tmp_path), "DIALOOG_BASE_URL": "https://dialoog.example/"}
    made = from_environment(given)
    assert made.secure
    assert made.base_url == "https://dialoog.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:////srv/dialoog.sqlite?timeout=1"),
        ("DATABASE_URL", "postgresql+psycopg://user:geheim@host:abc/name"),
        ("DATABASE_URL", "postgresql+psycopg://user:geheim@[::1"),
        ("DATABASE_URL", "postgresql+psycopg://user:very@geheim@host/name"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "dialoog.example"),
        ("BASE_URL", "https://dialoog.example/?q"),
        ("BASE_URL", "http://host:abc"),
        ("BASE_URL", "http://host:0"),
        ("BASE_URL", "http://:80"),
        ("BASE_URL", "http://[::1"),
        ("BASE_URL", "https://exa mple"),
        ("BASE_URL", "https://exa\tmple"),
        ("TRUSTED_PROXIES", "many"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "²"),
        ("TRUSTED_PROXIES", "9" * 5000),
        ("METRICS_TOKEN", "short"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://user:geheim@host:abc"),
        ("SMTP_URL", "smtp://host/folder"),
        ("SMTP_URL", "smtp://host?tls=no"),
        ("SMTP_URL", "file:/x"),
        ("SMTP_URL", "file://x"),
        ("MAIL_FROM", "nobody"),
        ("PROGRAMME_DIRECTOR", "foo"),
        ("PROGRAMME_DIRECTOR", "a@b.example, c@d.example"),
        ("RATE_STORAGE", "disk://"),
        ("RATE_STORAGE", "redis://user:geheim@host:abc"),
        ("ASSIGN_DAYS", "0"),
        ("ANSWER_DAYS", "251"),
        ("ANSWER_DAYS", "2.5"),
        ("UPLOAD_LIMIT_MB", "0"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^DIALOOG_{name}: ") as refusal:
        from_environment({"DIALOOG_INSTANCE": str(tmp_path), f"DIALOOG_{name}": value})
    assert "\n" not in str(refusal.value)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("port", ["abc", "0", "65536"])
def test_a_wrong_port_is_named_as_what_it_is(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingError, match=r"^PORT: "):
        from_environment({"DIALOOG_INSTANCE": str(tmp_path), "PORT": port})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+psycopg://user:pass%40word@host:5432/name"),
        ("DATABASE_URL", "postgresql+psycopg://user@/name?host=/run/postgresql"),
        ("DATABASE_URL", "sqlite:////srv/dialoog.sqlite"),
        ("BASE_URL", "http://[::1]:8000"),
        ("SMTP_URL", "smtps://user:pass@mail.example:465"),
        ("SMTP_URL", "file:"),
        ("RATE_STORAGE", "redis://user:pass@host:6379/0"),
        ("PROGRAMME_DIRECTOR", "naam@dialoog.example"),
    ],
)
def test_what_works_is_taken_as_it_is(tmp_path: Path, name: str, value: str) -> None:
    made = from_environment({"DIALOOG_INSTANCE": str(tmp_path), f"DIALOOG_{name}": value})
    assert getattr(made, name.lower()) == value


def test_a_driver_that_is_not_there_is_told_with_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    given = {"DIALOOG_INSTANCE": str(tmp_path), "DIALOOG_DATABASE_URL": "postgresql+psycopg://user:geheim@host/name"}
    with pytest.raises(SettingError, match=r"^DIALOOG_DATABASE_URL: the package psycopg") as refusal:
        from_environment(given)
    assert "geheim" not in str(refusal.value)


def test_an_instance_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="DIALOOG_INSTANCE"):
        from_environment({"DIALOOG_INSTANCE": str(tmp_path / "file" / "folder")})
