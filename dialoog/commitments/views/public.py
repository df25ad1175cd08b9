"""One public list of everything that was promised, and the story of each (D10)."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from dialoog.commitments.labels import STATES
from dialoog.commitments.models import Commitment
from dialoog.commitments.queries import Filters, by_id, listed
from dialoog.commitments.shown import effect, late, owner, row
from dialoog.organisations.models import Unit
from dialoog.permissions import ANONYMOUS, Permission
from dialoog.register.kinds import kind_of
from dialoog.register.models import Event
from dialoog.register.queries import events_of
from dialoog.web.access import needs
from dialoog.web.context import session
from dialoog.web.listing import Field, address, choice_field, chosen
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import long_date

PATH = "/toezeggingen"


@needs(Permission.PUBLIC_READ)
def commitments() -> str:
    """Everything the ministry promised, newest first."""
    filters = Filters.from_arguments(request.args)
    after, size = asked_page()
    page = page_by_key(session(), listed(filters), Commitment.id, after=after, size=size)
    units = session().execute(select(Unit.slug, Unit.name).order_by(Unit.name)).all()
    fields = filter_fields(filters, list(units))
    return render_template(
        "commitments/list.html",
        fields=fields,
        late_only=filters.te_laat,
        active=chosen(PATH, fields) + late_chip(PATH, filters),
        rows=[row(commitment) for commitment in page.rows],
        total=page.total,
        next_href=address(PATH, na=page.next_key) if page.next_key else None,
        first_href=address(PATH) if after is not None else None,
        feeds={kind: address(f"{PATH}.{kind}") for kind in ("csv", "json")},
    )


def filter_fields(filters: Filters, units: list[Any]) -> list[Field]:
    """The select boxes: state and unit."""
    return [
        choice_field("status", _("Hoe staat het ermee"), STATES.items(), filters.status, _("Alles")),
        choice_field("dienst", _("Dienst"), units, filters.dienst, _("Iedereen")),
    ]


def late_chip(path: str, filters: Filters) -> list[dict[str, str]]:
    """The chip of the check box."""
    return [{"text": _("Alleen te laat"), "href": address(path, drop="te_laat")}] if filters.te_laat else []


@needs(Permission.PUBLIC_READ)
def commitment(commitment_id: int) -> str:
    """What was promised, by whom, before when, and everything that was reported since."""
    found = by_id(session(), commitment_id, ANONYMOUS)
    return render_template(
        "commitments/commitment.html",
        commitment=found,
        late=late(found),
        facts=[
            (_("Wie voert het uit"), owner(found)),
            (_("Klaar uiterlijk"), long_date(found.due_on)),
            (_("Toegezegd op"), long_date(found.made_at)),
            (_("Vier weken na gereed"), effect(found)),
            (_("In antwoord"), _("Antwoord %(n)s", n=found.source_id), f"/antwoorden/{found.source_id}"),
        ],
        steps=[step_of(event) for event in events_of(session(), found)],
    )


def step_of(event: Event, *, staff: bool = False) -> dict[str, Any]:
    """One recorded step, as components/timeline.html and the partial of its kind want it."""
    kind = kind_of(event.subject_kind, event.kind)
    return {
        "when": long_date(event.at),
        "iso": event.at.isoformat(),
        "title": str(kind.label),
        "mark": kind.mark,
        "tone": kind.tone,
        "event": event,
        "text": {words.name: words.text if words.public or staff else None for words in event.text_rows},
        "partial": f"dossiers/happenings/{event.subject_kind}_{event.kind}.html",
    }
