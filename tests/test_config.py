"""A wrong setting stops the start with one line that names it; the rest has sensible values."""

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
        ("SECRET_KEY", "short"),
        ("BASE_URL", "dialoog.example"),
        ("BASE_URL", "https://dialoog.example/?q"),
        ("TRUSTED_PROXIES", "many"),
        ("TRUSTED_PROXIES", "11"),
        ("METRICS_TOKEN", "short"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "nobody"),
        ("RATE_STORAGE", "disk://"),
        ("UPLOAD_LIMIT_MB", "0"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"DIALOOG_{name}"):
        from_environment({"DIALOOG_INSTANCE": str(tmp_path), f"DIALOOG_{name}": value})


def test_an_instance_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="DIALOOG_INSTANCE"):
        from_environment({"DIALOOG_INSTANCE": str(tmp_path / "file" / "folder")})
