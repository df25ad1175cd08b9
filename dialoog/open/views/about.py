"""Pages that explain: what Dialoog is, privacy, accessibility."""

from datetime import date
from email.utils import parseaddr

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.contributions.look_queries import count_hidden, count_unseen
from dialoog.contributions.rules.receiving import LOOK_DAYS
from dialoog.open.records.links import page_address
from dialoog.permissions import Permission
from dialoog.terms.calendar import LONGEST_EXTENSION, LONGEST_PAUSE, free_days_snapshot, reckon
from dialoog.terms.explain import explain
from dialoog.terms.rules import LENGTH
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.rendering import long_date


@needs(Permission.PUBLIC_READ)
def about() -> str:
    """What this is, who runs it, and how terms are reckoned (D4), with the free days of this year and the next."""
    today = clock.today()
    return render_template(
        "open/about.html",
        length=LENGTH,
        longest_extension=LONGEST_EXTENSION,
        longest_pause=LONGEST_PAUSE,
        example=explain(reckon(today, LENGTH.answer)),
        years=[(year, _free_days(year)) for year in (today.year, today.year + 1)],
        look_days=LOOK_DAYS,
        unseen=count_unseen(session()),
        hidden=count_hidden(session()),
        address=contact_address(),
    )


@needs(Permission.PUBLIC_READ)
def privacy() -> str:
    """What we keep of people, why, and who sees it."""
    return render_template("open/privacy.html", address=contact_address())


@needs(Permission.PUBLIC_READ)
def accessibility() -> str:
    """How accessible this is, how we know, and where to say that something does not work."""
    return render_template("open/accessibility.html", address=contact_address())


@needs(Permission.PUBLIC_READ)
def search() -> Response:
    """Searching is done in the list of contributions, with all its filters."""
    return redirect(page_address("", "/inbreng", [("q", request.args.get("q", "").strip())]))


def _free_days(year: int) -> list[list[str]]:
    """The holidays that fall on a weekday; weekends are free anyhow."""
    found = free_days_snapshot(date(year, 1, 1), date(year, 12, 31))
    return [[long_date(date.fromisoformat(day)), name] for day, name in found]


def contact_address() -> str:
    """The address that our mail comes from, to which people may write."""
    return parseaddr(settings().mail_from)[1] or _("het secretariaat")
