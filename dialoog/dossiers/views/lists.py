"""The list of contributions, with search and filters in its address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
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

KNOWN = Filters.names() | {"na", "aantal"}

Options = list[tuple[str, str, None]]
MOST_MEETINGS = 40


@needs(Permission.PUBLIC_READ)
def contributions() -> str | Response:
    """Everything that was brought in; a number typed in the search field leads straight to its dossier."""
    filters = Filters.from_arguments(request.args)
    if NUMBER.fullmatch(filters.q):
        return redirect(f"/inbreng/{filters.q.upper()}")
    after, size = asked_page()
    page = listed_page(session(), filters, after=after, size=size)
    asked = replace(filters, q="")
    reader = actor()
    fields = kept(("filters of contributions", asked), lambda: _fields(session(), asked))
    return render_template(
        "dossiers/list.html",
        q=filters.q,
        fields=fields.drawn,
        active=[{"text": text, "href": _address(drop=(name, "na"))} for name, text in fields.chosen],
        clear_href=_address(keep=("q",)),
        rows=[row(reader, contribution) for contribution in page.rows],
        total=page.total,
        next_href=_address(na=page.next_key) if page.next_key else None,
        first_href=_address(drop=("na",)) if after is not None else None,
        feeds={kind: _address(path=f"/inbreng.{kind}", drop=("na", "aantal")) for kind in ("csv", "json", "atom")},
    )


class Fields(NamedTuple):
    """The filters as they are drawn, and what is chosen in them: name, and label with choice."""

    drawn: Markup
    chosen: list[tuple[str, str]]


def _fields(db: Session, filters: Filters) -> Fields:
    boxes = filter_fields(db, filters)
    chosen = [
        (box["name"], f"{box['label']}: {text}")
        for box in boxes
        if box["value"]
        for code, text, _count in box["options"]
        if code == box["value"]
    ]
    if filters.te_laat:
        chosen.append(("te_laat", _("Alleen te laat")))
    drawn = render_template("dossiers/list_filters.html", fields=boxes, chosen=len(chosen), late_only=filters.te_laat)
    return Fields(Markup(drawn), chosen)  # noqa: S704 - a template escaped it


def filter_fields(db: Session, filters: Filters) -> list[dict[str, Any]]:
    """The select boxes: theme, meeting (and its topics once one is chosen), kind, sector, state, outcome. One query."""
    found: dict[str, Options] = {"thema": [], "bijeenkomst": [], "onderwerp": []}
    for field, value, text in db.connection().execute(_CHOICES, {"meeting": filters.bijeenkomst}).all():
        option = (value, calm(text) if field == "onderwerp" else text, None)
        # The meeting that was chosen comes once more, in case it is not among the latest.
        if option not in found[field]:
            found[field].append(option)
    asked = vars(filters)
    boxes = (
        ("thema", _("Thema"), found["thema"], _("Alle thema’s")),
        ("bijeenkomst", _("Bijeenkomst"), found["bijeenkomst"], _("Alle bijeenkomsten")),
        ("onderwerp", _("Onderwerp"), found["onderwerp"], _("Alle onderwerpen")),
        ("soort", _("Soort"), _named(KINDS), _("Alle soorten")),
        ("sector", _("Ingebracht door"), _named(SECTORS), _("Iedereen")),
        ("status", _("Hoe staat het ermee"), _named(STATES), _("Alles")),
        ("uitkomst", _("Uitkomst"), _named(OUTCOMES), _("Alle uitkomsten")),
    )
    return [
        {"name": name, "label": label, "value": str(asked[name] or ""), "options": options, "all": everything}
        for name, label, options, everything in boxes
        if filters.bijeenkomst or name != "onderwerp"
    ]


def _named(labels: Mapping[Any, Any]) -> Options:
    return [(code.value, str(text), None) for code, text in labels.items()]


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


def _address(
    path: str = "/inbreng", *, keep: tuple[str, ...] | None = None, drop: tuple[str, ...] = (), na: int | None = None
) -> str:
    """The present address with some of its arguments, without made-up or empty ones and the usual page size."""
    given = {
        name: value
        for name, value in request.args.items()
        if value and name not in drop and name in (KNOWN if keep is None else keep)
    }
    if "bijeenkomst" not in given:
        given.pop("onderwerp", None)  # a number among the topics of a meeting says nothing without it
    if given.get("aantal") == str(DEFAULT_SIZE):
        del given["aantal"]
    if na is not None:
        given["na"] = str(na)
    return f"{path}?{urlencode(given)}" if given else path
