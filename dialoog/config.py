"""Settings from the environment, checked once at the start.

Each setting is a field here, an entry in docs/settings.md, and nothing anywhere else.
"""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

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
    assign_days: int = 10
    answer_days: int = 30
    look_first: bool = True
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
        base_url=_base_url(value.get("base_url") or f"http://127.0.0.1:{_port(given)}"),
        trusted_proxies=_whole(value, "trusted_proxies", 0, 0, 10),
        metrics_token=_long_enough(value.get("metrics_token"), "DIALOOG_METRICS_TOKEN", 16),
        smtp_url=_smtp_url(value.get("smtp_url") or "file:"),
        mail_from=_mail_from(value.get("mail_from") or "Dialoog <dialoog@localhost>"),
        rate_storage=_rate_storage(value.get("rate_storage") or "memory://"),
        programme_director=_programme_director(value.get("programme_director")),
        assign_days=_whole(value, "assign_days", 10, 1, 250),
        answer_days=_whole(value, "answer_days", 30, 1, 250),
        look_first=bool(_whole(value, "look_first", 1, 0, 1)),
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
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise SettingError(
            "DIALOOG_DATABASE_URL: must be an address such as postgresql+psycopg://user:password@host:5432/name"
        ) from error
    if given.startswith("sqlite"):
        _check_file(url)
    else:
        _check_server(url)
    return given


def _check_file(url: URL) -> None:
    if url.query or url.database in (None, "", ":memory:"):
        raise SettingError("DIALOOG_DATABASE_URL: must name a file, such as sqlite:////path/to/file, and nothing more")


def _check_server(url: URL) -> None:
    # What is left of a password that was cut at its @ would be shown by every error about the host.
    if "@" in (url.host or ""):
        raise SettingError("DIALOOG_DATABASE_URL: write a @ in the user or the password as %40")
    try:
        url.get_dialect().import_dbapi()
    except ImportError as error:
        raise SettingError("DIALOOG_DATABASE_URL: the package psycopg is not installed, or does not work") from error


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
    parts = _split(given, "DIALOOG_BASE_URL")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingError("DIALOOG_BASE_URL: must be an address such as https://dialoog.example")
    return given.rstrip("/")


def _smtp_url(given: str) -> str:
    parts = _split(_scheme(given, "DIALOOG_SMTP_URL", ("smtp", "smtps", "file")), "DIALOOG_SMTP_URL")
    if parts.scheme != "file" and not parts.hostname:
        raise SettingError("DIALOOG_SMTP_URL: names no host")
    if parts.path.strip("/") or parts.query or parts.fragment or (parts.scheme == "file" and parts.netloc):
        raise SettingError("DIALOOG_SMTP_URL: takes no path; must be smtp://host:port, smtps://host:port or file:")
    return given


def _rate_storage(given: str) -> str:
    _split(_scheme(given, "DIALOOG_RATE_STORAGE", ("memory", "redis", "rediss")), "DIALOOG_RATE_STORAGE")
    return given


def _split(given: str, name: str) -> SplitResult:
    """The parts of an address. None of it is in the refusal: it may hold a password."""
    try:
        parts = urlsplit(given)
        sound = parts.port != 0 and not re.search(r"\s", given)
    except ValueError:
        sound = False
    if not sound:
        raise SettingError(f"{name}: is no address: a host, a port from 1 to 65535, and no spaces")
    return parts


def _mail_from(given: str) -> str:
    if not parseaddr(given)[1].partition("@")[2]:
        raise SettingError("DIALOOG_MAIL_FROM: must be an address such as Dialoog <post@dialoog.example>")
    return given


def _programme_director(given: str | None) -> str | None:
    if given and not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", given):
        raise SettingError("DIALOOG_PROGRAMME_DIRECTOR: must be an e-mail address such as name@dialoog.example")
    return given or None


def _scheme(given: str, name: str, allowed: tuple[str, ...]) -> str:
    if given.partition(":")[0] not in allowed:
        raise SettingError(f"{name}: must start with {', '.join(a + ':' for a in allowed)}")
    return given


def _long_enough(given: str | None, name: str, least: int) -> str | None:
    if given and len(given) < least:
        raise SettingError(f"{name}: too short, give at least {least} characters")
    return given or None


def _port(environ: Mapping[str, str]) -> int:
    return _within("PORT", environ.get("PORT") or "8000", 1, 65535)


def _whole(value: Mapping[str, str], key: str, default: int, least: int, most: int) -> int:
    return _within(f"DIALOOG_{key.upper()}", value.get(key) or str(default), least, most)


def _within(name: str, given: str, least: int, most: int) -> int:
    # Not isdigit: it takes ² too, which is no number.
    if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
        raise SettingError(f"{name}: must be a whole number from {least} to {most}")
    return int(given)
