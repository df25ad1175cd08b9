"""What templates may use beyond what a view hands them: Dutch dates and numbers, the actor, words for codes."""

from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.support import Translations
from flask import Flask
from flask_babel import Babel
from markupsafe import Markup, escape

from dialoog import clock
from dialoog.web.context import actor

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"


def long_date(moment: date | datetime) -> str:
    """'dinsdag 3 maart 2026', on a Dutch clock."""
    return format_date(_day(moment), "EEEE d MMMM y", locale="nl")


def short_date(moment: date | datetime) -> str:
    """'3 maart 2026', on a Dutch clock."""
    return format_date(_day(moment), "d MMMM y", locale="nl")


def day(stored: str) -> str:
    """'3 maart 2026' for a day as it stands in the record, '2026-03-03'."""
    return short_date(date.fromisoformat(stored))


def clock_time(moment: datetime) -> str:
    """'14.05 uur', on a Dutch clock."""
    return clock.local(moment).strftime("%H.%M uur")


def iso(moment: date | datetime) -> str:
    """For `<time datetime>`."""
    return moment.isoformat()


def number(value: int) -> str:
    """1284 → '1.284'."""
    return f"{value:,}".replace(",", ".")


def calm(title: str) -> str:
    """A title that stands in capitals in a report, as a sentence; others as they are."""
    return title.capitalize() if title.isupper() else title


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; nothing in it becomes markup."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )


@lru_cache(maxsize=256)
def _version(file: Path) -> str | None:
    """A few letters that change with the file, so that browsers may keep it for a year."""
    return sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else None


def _day(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def install(app: Flask) -> None:
    """Add the filters and values; pages are Dutch whatever the browser asks."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=lambda: "nl")
    catalogue = Translations.load(CATALOGUES, ["nl"])
    # Bound once: asking Babel for the catalogue at every text costs more than drawing the page.
    app.jinja_env.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        long_date=long_date,
        short_date=short_date,
        clock_time=clock_time,
        day=day,
        iso=iso,
        number=number,
        paragraphs=paragraphs,
        calm=calm,
    )

    @app.url_defaults
    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and app.static_folder:
            values.setdefault("v", _version(Path(app.static_folder) / values["filename"]))

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return {"current_actor": actor(), "today": clock.today()}
