"""What templates may use beyond what a view hands them: Dutch dates and numbers, the actor, words for codes."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import Babel
from markupsafe import Markup, escape

from dialoog import clock
from dialoog.web.context import actor


def long_date(moment: date | datetime) -> str:
    """'dinsdag 3 maart 2026', on a Dutch clock."""
    return format_date(_day(moment), "EEEE d MMMM y", locale="nl")


def short_date(moment: date | datetime) -> str:
    """'3 maart 2026', on a Dutch clock."""
    return format_date(_day(moment), "d MMMM y", locale="nl")


def clock_time(moment: datetime) -> str:
    """'14.05 uur', on a Dutch clock."""
    return clock.local(moment).strftime("%H.%M uur")


def iso(moment: date | datetime) -> str:
    """For `<time datetime>`."""
    return moment.isoformat()


def number(value: int) -> str:
    """1284 → '1.284'."""
    return f"{value:,}".replace(",", ".")


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; nothing in it becomes markup."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )


def _day(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def install(app: Flask) -> None:
    """Add the filters and values; pages are Dutch whatever the browser asks."""
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=lambda: "nl")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        long_date=long_date, short_date=short_date, clock_time=clock_time, iso=iso, number=number, paragraphs=paragraphs
    )

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return {"current_actor": actor(), "today": clock.today()}
