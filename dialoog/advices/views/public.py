"""The public list of advices, and one advice with the points it rests on and what became of it."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from dialoog.advices import queries
from dialoog.advices.labels import ADDRESSEES, STATES
from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.queries import PUBLIC, Filters, by_slug, clocks_of_all
from dialoog.advices.rules.commenting import is_open
from dialoog.advices.shown import asked, facts, row
from dialoog.answers.models import Answer
from dialoog.answers.queries.access import with_versions
from dialoog.answers.rules.versions import in_force
from dialoog.answers.shown import card, promises
from dialoog.commitments.views.public import step_of
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import shown_text
from dialoog.permissions import Permission, may
from dialoog.register.queries import events_of
from dialoog.tables.models import DialogueTable
from dialoog.terms import shown as term
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import Field, address, choice_field, chosen
from dialoog.web.paging import asked_page, page_by_day

PATH = "/adviezen"


@needs(Permission.PUBLIC_READ)
def advices() -> str:
    """Every advice that was sent, the last one first; above it, for who sits at a table, what is being written."""
    filters = Filters.from_arguments(request.args)
    after, size = asked_page()
    page = page_by_day(
        session(), queries.listed(filters), Advice.sent_on, Advice.id, after=after, size=size, newest_first=True
    )
    clocks = clocks_of_all(session(), page.rows)
    fields = _fields(filters)
    return render_template(
        "advices/list.html",
        fields=fields,
        late_only=filters.te_laat,
        active=chosen(PATH, fields)
        + ([{"text": _("Alleen te laat"), "href": address(PATH, drop="te_laat")}] if filters.te_laat else []),
        rows=[row(advice, clocks.get(advice.id)) for advice in page.rows],
        making=[row(advice, None) for advice in _in_the_making()],
        writes=may(actor(), Permission.ADVICE_WRITE),
        total=page.total,
        next_href=address(PATH, na=page.next_key) if page.next_key else None,
        first_href=address(PATH) if after is not None else None,
        feeds={kind: address(f"{PATH}.{kind}") for kind in ("csv", "json")},
    )


def _in_the_making() -> list[Advice]:
    if not may(actor(), Permission.ADVICE_READ_DRAFT):
        return []
    return queries.in_the_making(session(), actor())


def _fields(filters: Filters) -> list[Field]:
    tables = session().execute(select(DialogueTable.slug, DialogueTable.name).order_by(DialogueTable.name)).all()
    states = [(state, STATES[AdviceState(state)]) for state in PUBLIC]
    return [
        choice_field("status", _("Hoe staat het ermee"), states, filters.status, _("Alles")),
        choice_field("tafel", _("Tafel"), tables, filters.tafel, _("Alle tafels")),
    ]


@needs(Permission.PUBLIC_READ)
def advice(slug: str) -> str:
    """One advice: its words, what it rests on, the reaction with its term, and every step."""
    found = by_slug(session(), slug, actor())
    return advice_page(found, inside=may(actor(), Permission.ADVICE_READ_DRAFT, body=found.body))


def advice_page(found: Advice, *, inside: bool) -> str:
    """The page of an advice. `inside`: the reader sits at the table, or is of the secretariat."""
    clock = clocks_of_all(session(), [found]).get(found.id)
    writes = may(actor(), Permission.ADVICE_WRITE, body=found.body)
    return render_template(
        "advices/advice.html",
        advice=found,
        asked=asked(found),
        to=ADDRESSEES[found.addressee],
        state=STATES[AdviceState(found.status)],
        late=term.late_text(clock) if clock else None,
        term=term.shown(clock) if clock else None,
        facts=facts(found),
        points=[_point(point) for point in queries.points_of(session(), found)],
        reaction=_reaction(found),
        steps=[step_of(event, staff=inside) for event in events_of(session(), found)],
        inside=inside,
        writes=writes,
        commenting=is_open(found),
        sends_back=found.sent_back_at is None
        and found.status in (AdviceState.ANSWERED, AdviceState.CLOSED)
        and may(actor(), Permission.ADVICE_SEND_BACK, body=found.body),
    )


def _reaction(found: Advice) -> dict[str, Any] | None:
    answer = session().scalar(with_versions().where(Answer.id == found.answer_id)) if found.answer_id else None
    version = in_force(answer) if answer else None
    if answer is None or version is None:
        return None
    return {
        "href": f"/antwoorden/{answer.id}",
        "outcome": version.outcome,
        "card": card(version),
        "promises": promises(version),
        "version": version.n,
    }


def _point(point: Contribution) -> dict[str, Any]:
    text = shown_text(actor(), point)
    return {
        "text": text if text is not None else _("Deze inbreng is ingetrokken."),
        "plain": text is None,
        "href": f"/inbreng/{point.number}",
        "state": point.status,
        "meta": [point.number, point.meeting.title if point.meeting else None],
    }
