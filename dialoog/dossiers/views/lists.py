"""The list of contributions, with search and filters in its address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select, String, bindparam, cast, literal, select, union_all
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dialoog.contributions.labels import KINDS, OUTCOMES, STATES
from dialoog.contributions.listing import listed_page
from dialoog.contributions.queries import NUMBER, Filters
from dialoog.dossiers.rows import row
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Theme
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.kept import kept
from dialoog.web.paging import DEFAULT_SIZE, asked_page
from dialoog.web.rendering import calm

Options = list[tuple[str, str, None]]
MOST_MEETINGS = 100


@needs(Permission.PUBLIC_READ)
def contributions() -> str | Response:
    """Everything that was brought in; a number typed in the search field leads straight to its dossier."""
    filters = Filters.from_arguments(request.args)
    if NUMBER.fullmatch(filters.q):
        return redirect(f"/inbreng/{filters.q.upper()}")
    after, size = asked_page()
    page = listed_page(session(), filters, after=after, size=size)
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
    meeting = filters.bijeenkomst
    fields = kept(("filters of contributions", meeting), lambda: _fields(db, meeting))
    chosen = vars(filters)
    return [{**field, "value": "" if (value := chosen[field["name"]]) is None else str(value)} for field in fields]


def _fields(db: Session, meeting: str) -> list[dict[str, Any]]:
    found: dict[str, Options] = {"thema": [], "bijeenkomst": [], "onderwerp": []}
    for field, value, text in db.connection().execute(_CHOICES, {"meeting": meeting}).all():
        option = (value, calm(text) if field == "onderwerp" else text, None)
        # The meeting that was chosen comes once more, in case it is not among the latest.
        if option not in found[field]:
            found[field].append(option)
    fields = [
        _field("thema", _("Thema"), found["thema"], _("Alle thema’s")),
        _field("bijeenkomst", _("Bijeenkomst"), found["bijeenkomst"], _("Alle bijeenkomsten")),
        _field("onderwerp", _("Onderwerp"), found["onderwerp"], _("Alle onderwerpen")),
        _field("soort", _("Soort"), _named(KINDS), _("Alle soorten")),
        _field("sector", _("Ingebracht door"), _named(SECTORS), _("Iedereen")),
        _field("status", _("Hoe staat het ermee"), _named(STATES), _("Alles")),
        _field("uitkomst", _("Uitkomst"), _named(OUTCOMES), _("Alle uitkomsten")),
    ]
    return [field for field in fields if meeting or field["name"] != "onderwerp"]


def _named(labels: Mapping[Any, Any]) -> Options:
    return [(code.value, str(text), None) for code, text in labels.items()]


def _field(name: str, label: str, options: Options, everything: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "all": everything}


def _choices() -> Any:
    """What there is to choose from: themes by name, the latest meetings and the chosen one, its topics by number."""
    chosen = bindparam("meeting", type_=String)
    themes = select(literal("thema").label("field"), Theme.slug, Theme.name).where(Theme.active).order_by(Theme.name)
    meetings: Select[*tuple[Any, ...]] = select(literal("bijeenkomst").label("field"), Meeting.slug, Meeting.title)
    latest = meetings.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST_MEETINGS)
    topics = (
        select(literal("onderwerp").label("field"), cast(MeetingTopic.number, String), MeetingTopic.title)
        .join(Meeting)
        .where(Meeting.slug == chosen, Meeting.level != Level.CLOSED)
        .order_by(MeetingTopic.number)
    )
    parts = (themes, latest, meetings.where(Meeting.slug == chosen), topics)
    return union_all(*(select(part.subquery()) for part in parts))


# Put together once, as the statements of the list itself.
_CHOICES = _choices()


def _active(fields: list[dict[str, Any]], filters: Filters) -> list[dict[str, str]]:
    chosen = [
        {"text": f"{field['label']}: {text}", "href": _address(drop=(field["name"], "na"))}
        for field in fields
        if field["value"]
        for code, text, _count in field["options"]
        if code == field["value"]
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
