"""What templates may use beyond what a view hands them: Dutch texts, dates and numbers, the actor, words for codes."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import flask_babel
from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from dialoog import clock
from dialoog.web.context import actor

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
STATIC = Path(__file__).resolve().parents[1] / "static"
MONTHS = Locale("nl").months["format"]["wide"]
DAYS = Locale("nl").days["format"]["wide"]


def long_date(moment: date | datetime) -> str:
    """'dinsdag 3 maart 2026', on a Dutch clock."""
    day = _day(moment)
    return f"{DAYS[day.weekday()]} {short_date(day)}"


def short_date(moment: date | datetime) -> str:
    """'3 maart 2026', on a Dutch clock."""
    day = _day(moment)
    return f"{day.day} {MONTHS[day.month]} {day.year}"


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


def paragraphs(text: str, write: Callable[[str], Markup] = escape) -> Markup:
    """Plain text as paragraphs; nothing in it becomes markup. `write` makes markup of a line, and escapes it."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(write(line) for line in block.split("\n"))) for block in blocks
    )


def options(choices: Iterable[tuple[str, str, int | None]], chosen: str = "") -> Markup:
    """The options of a select box: value, text, and how many there are of it."""
    found = [_option(str(value), str(text), count, str(value) == str(chosen)) for value, text, count in choices]
    return Markup("".join(found))  # noqa: S704 - made of escaped parts


@lru_cache(maxsize=4096)
def _option(value: str, text: str, count: int | None, chosen: bool) -> str:
    # A list page has well over a hundred of them, nearly always the same.
    shown = text if count is None else f"{text} ({count})"
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(shown)}</option>'


@cache
def static(file: str) -> str:
    """The address of a file in the static folder, with letters that change with it: browsers keep it for a year."""
    path = STATIC / file
    version = sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
    return f"/static/{file}?v={version}" if version else f"/static/{file}"


def _day(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


class _Dutch(Domain):
    """The texts of pages that are Dutch whatever the browser asks."""

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._catalogue = catalogue

    def get_translations(self) -> NullTranslations:
        return self._catalogue


def _translating(catalogue: NullTranslations) -> Callable[..., str]:
    @pass_eval_context
    def translated(context: EvalContext, text: str, **values: Any) -> str:
        found = catalogue.gettext(text)
        words = Markup(found) if context.autoescape else found  # noqa: S704 - our own catalogue
        return words % values if values or "%" in found else words

    return translated


def install(app: Flask) -> None:
    """Add the filters and values."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=lambda: "nl")
    catalogue = Translations.load(CATALOGUES, ["nl"])
    domain = _Dutch(catalogue)
    # Flask-Babel looks for the language of the request at every text, which takes longer than to draw many a page.
    flask_babel.get_domain = lambda: domain
    environment = app.jinja_env
    environment.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.extend(fixed_text=catalogue.gettext)
    environment.globals["_"] = environment.globals["gettext"] = _translating(catalogue)
    environment.globals["static"] = static
    environment.globals["options_of"] = options
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        long_date=long_date,
        short_date=short_date,
        clock_time=clock_time,
        day=day,
        iso=iso,
        number=number,
        paragraphs=paragraphs,
        calm=calm,
    )

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return {"current_actor": actor(), "today": clock.today()}
