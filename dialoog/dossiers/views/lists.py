"""The list of contributions, with search and filters in its address."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dialoog.contributions.labels import KINDS, OUTCOMES, STATES
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import NUMBER, Filters, listed, with_names
from dialoog.dossiers.rows import row
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Theme
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import DEFAULT_SIZE, asked_page, page_by_key
from dialoog.web.rendering import calm

MOST_MEETINGS = 100


@needs(Permission.PUBLIC_READ)
def contributions() -> str | Response:
    """Everything that was brought in; a number typed in the search field leads straight to its dossier."""
    filters = Filters.from_arguments(request.args)
    if NUMBER.fullmatch(filters.q):
        return redirect(f"/inbreng/{filters.q.upper()}")
    after, size = asked_page()
    query = listed(session(), filters, with_names(select(Contribution)))
    page = page_by_key(session(), query, Contribution.id, after=after, size=size)
    fields = filter_fields(session(), filters)
    return render_template(
        "dossiers/list.html",
        q=filters.q,
        fields=fields,
        late_only=filters.te_laat,
        active=_active(fields, filters),
        clear_href=_address(keep=("q",)),
        rows=[row(actor(), contribution) for contribution in page.rows],
        total=page.total,
        next_href=_address(na=page.next_key) if page.next_key else None,
        first_href=_address(drop=("na",)) if after is not None else None,
        feeds={kind: _address(path=f"/inbreng.{kind}", drop=("na", "aantal")) for kind in ("csv", "json", "atom")},
    )


def filter_fields(db: Session, filters: Filters) -> list[dict[str, Any]]:
    """The select boxes: theme, meeting (and its topics once one is chosen), kind, sector, state, outcome."""
    themes = db.execute(select(Theme.slug, Theme.name).where(Theme.active).order_by(Theme.name)).all()
    meetings = db.execute(
        select(Meeting.slug, Meeting.title).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST_MEETINGS)
    ).all()
    fields = [
        _field("thema", _("Thema"), themes, filters.thema, _("Alle thema’s")),
        _field("bijeenkomst", _("Bijeenkomst"), meetings, filters.bijeenkomst, _("Alle bijeenkomsten")),
    ]
    if filters.bijeenkomst:
        topics = db.execute(
            select(MeetingTopic.number, MeetingTopic.title)
            .join(Meeting)
            .where(Meeting.slug == filters.bijeenkomst, Meeting.level != Level.CLOSED)
            .order_by(MeetingTopic.number)
        ).all()
        calmed = [(n, calm(title)) for n, title in topics]
        fields.append(_field("onderwerp", _("Onderwerp"), calmed, filters.onderwerp, _("Alle onderwerpen")))
    return [
        *fields,
        _field("soort", _("Soort"), KINDS.items(), filters.soort, _("Alle soorten")),
        _field("sector", _("Ingebracht door"), SECTORS.items(), filters.sector, _("Iedereen")),
        _field("status", _("Hoe staat het ermee"), STATES.items(), filters.status, _("Alles")),
        _field("uitkomst", _("Uitkomst"), OUTCOMES.items(), filters.uitkomst, _("Alle uitkomsten")),
    ]


def _field(name: str, label: str, options: Any, value: object, everything: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "value": "" if value is None else str(value),
        "options": [(str(code), str(text), None) for code, text in options],
        "all": everything,
    }


def _active(fields: list[dict[str, Any]], filters: Filters) -> list[dict[str, str]]:
    chosen = [
        {"text": f"{field['label']}: {text}", "href": _address(drop=(field["name"], "na"))}
        for field in fields
        for code, text, _count in field["options"]
        if field["value"] and code == field["value"]
    ]
    if filters.te_laat:
        chosen.append({"text": _("Alleen te laat"), "href": _address(drop=("te_laat", "na"))})
    return chosen


def _address(
    path: str = "/inbreng", *, keep: tuple[str, ...] | None = None, drop: tuple[str, ...] = (), na: int | None = None
) -> str:
    """The present address with some of its arguments, without empty ones and the usual page size."""
    given = {
        name: value
        for name, value in request.args.items()
        if value and name not in drop and (keep is None or name in keep)
    }
    if given.get("aantal") == str(DEFAULT_SIZE):
        del given["aantal"]
    if na is not None:
        given["na"] = str(na)
    return f"{path}?{urlencode(given)}" if given else path
