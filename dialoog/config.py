"""Settings from the environment, checked once at the start.

Each setting is a field here, an entry in docs/settings.md, and nothing anywhere else.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from dialoog.errors import SettingError

CHECKOUT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Build it with `from_environment`, or directly in a test."""

    instance: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    metrics_token: str | None = None
    smtp_url: str = "file:"
    mail_from: str = "Dialoog <dialoog@localhost>"
    rate_storage: str = "memory://"
    programme_director: str | None = None
    upload_limit: int = 20 * 1024 * 1024
    testing: bool = False

    @property
    def secure(self) -> bool:
        """Whether the site is served over https, so that cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one, which commands bring up to date by themselves."""
        return self.database_url.startswith("sqlite")


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `DIALOOG_*` from the environment and `.env`, make the instance folder and its secret.

    Raises SettingError, naming the setting, for anything that cannot work.
    """
    given = dict(os.environ if environ is None else environ)
    if environ is None:
        given = {**{k: v for k, v in dotenv_values(CHECKOUT / ".env").items() if v is not None}, **given}
    value = {k.removeprefix("DIALOOG_").lower(): v.strip() for k, v in given.items() if k.startswith("DIALOOG_")}
    instance = _instance(value.get("instance"))
    return Settings(
        instance=instance,
        database_url=_database_url(value.get("database_url"), instance),
        secret_key=_secret_key(value.get("secret_key"), instance),
        base_url=_base_url(value.get("base_url") or f"http://127.0.0.1:{given.get('PORT', '8000')}"),
        trusted_proxies=_whole(value, "trusted_proxies", 0, 0, 10),
        metrics_token=_long_enough(value.get("metrics_token"), "DIALOOG_METRICS_TOKEN", 16),
        smtp_url=_smtp_url(value.get("smtp_url") or "file:"),
        mail_from=_mail_from(value.get("mail_from") or "Dialoog <dialoog@localhost>"),
        rate_storage=_scheme(
            value.get("rate_storage") or "memory://", "DIALOOG_RATE_STORAGE", ("memory", "redis", "rediss")
        ),
        programme_director=value.get("programme_director") or None,
        upload_limit=_whole(value, "upload_limit_mb", 20, 1, 500) * 1024 * 1024,
    )


def _instance(given: str | None) -> Path:
    folder = Path(given).expanduser() if given else CHECKOUT / "instance"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"DIALOOG_INSTANCE: cannot use the folder {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise SettingError(f"DIALOOG_INSTANCE: the folder {folder} cannot be written")
    return folder.resolve()


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'dialoog.sqlite'}"
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("DIALOOG_DATABASE_URL: must start with sqlite:/// or postgresql+psycopg://")
    return given


def _secret_key(given: str | None, instance: Path) -> str:
    if given:
        if len(given) < SHORTEST_SECRET:
            raise SettingError(f"DIALOOG_SECRET_KEY: too short, give at least {SHORTEST_SECRET} characters")
        return given
    kept = instance / "secret-key"
    if not kept.exists():
        _keep_new_secret(kept)
    return _long_enough(kept.read_text().strip() or "-", f"DIALOOG_SECRET_KEY (kept in {kept})", SHORTEST_SECRET) or ""


def _keep_new_secret(kept: Path) -> None:
    # Written aside and linked: of several processes starting at once one secret wins, and none reads half of it.
    handle, aside = tempfile.mkstemp(dir=kept.parent)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(aside, kept)
    os.unlink(aside)


def _base_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SettingError("DIALOOG_BASE_URL: must be an address such as https://dialoog.example")
    return given.rstrip("/")


def _smtp_url(given: str) -> str:
    _scheme(given, "DIALOOG_SMTP_URL", ("smtp", "smtps", "file"))
    if not given.startswith("file:") and not urlsplit(given).hostname:
        raise SettingError("DIALOOG_SMTP_URL: names no host")
    return given


def _mail_from(given: str) -> str:
    if not parseaddr(given)[1].partition("@")[2]:
        raise SettingError("DIALOOG_MAIL_FROM: must be an address such as Dialoog <post@dialoog.example>")
    return given


def _scheme(given: str, name: str, allowed: tuple[str, ...]) -> str:
    if given.partition(":")[0] not in allowed:
        raise SettingError(f"{name}: must start with {', '.join(a + ':' for a in allowed)}")
    return given


def _long_enough(given: str | None, name: str, least: int) -> str | None:
    if given and len(given) < least:
        raise SettingError(f"{name}: too short, give at least {least} characters")
    return given or None


def _whole(value: Mapping[str, str], key: str, default: int, least: int, most: int) -> int:
    given = value.get(key) or str(default)
    if not given.isdigit() or not least <= int(given) <= most:
        raise SettingError(f"DIALOOG_{key.upper()}: must be a whole number from {least} to {most}")
    return int(given)
