"""The queue: what waits for an answer, and answering many points at once."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.answers.models import Answer
from dialoog.answers.prepared_shown import how_far
from dialoog.answers.queries import queue
from dialoog.answers.queries.queue import Filters, Term
from dialoog.answers.queries.releases import Standing, standing
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import OnOffer
from dialoog.commitments.shown import late_since
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import latest_of
from dialoog.contributions.clarifications.shown import standing as clarification_standing
from dialoog.contributions.labels import KINDS, STATES
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState
from dialoog.contributions.views.assigning import assign_these
from dialoog.endorsements.shown import backed_by
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Meeting, MeetingTopic
from dialoog.organisations.models import Theme, Unit
from dialoog.permissions import Permission, may, require
from dialoog.terms.calendar import working_days_between
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import Field, address, choice_field, chosen
from dialoog.web.paging import asked_page, page_by_day
from dialoog.web.rendering import calm, short_date

PATH = "/werk/beantwoorden"
# Without a unit in the address it is the reader's own; an empty one means all.
ALL_UNITS = ("dienst",)
SOON = 5
MOST_AT_ONCE = 1000
TERMS = {Term.LATE: _l("Te laat"), Term.WEEK: _l("Binnen een week"), Term.LATER: _l("Later")}


@needs(Permission.ANSWER_QUEUE)
def workbench() -> str | tuple[str, int] | Response:
    """The queue with its filters; POST begins an answer to the ticked points."""
    units = list(session().scalars(select(Unit).order_by(Unit.name)))
    filters = Filters.from_arguments(request.args, own_unit=own_unit(units))
    if request.method == "POST":
        try:
            return _begin(units, filters)
        except RuleViolation as refusal:
            session().rollback()
            # With everything that was ticked, to go on from.
            return _page(units, filters, refusal=refusal.message), 400
    return _page(units, filters)


def _page(units: list[Unit], filters: Filters, *, refusal: str | None = None) -> str:
    after, size = asked_page()
    waiting = queue.waiting(actor(), filters)
    page = page_by_day(session(), waiting, Contribution.answer_due, Contribution.id, after=after, size=size)
    ids = [row.id for row in page.rows]
    writing, offered = drafting.being_answered(session(), ids), drafting.on_offer(session(), ids)
    far = standing(session(), set(writing.values()))
    asked = latest_of(session(), ids)
    fields = _fields(units, filters)
    return render_template(
        "answers/workbench.html",
        title=title_of(units, filters),
        fields=fields,
        active=chosen(PATH, fields, keep_empty=ALL_UNITS),
        refusal=refusal,
        ticked=request.form.getlist("nummer"),
        all_ticked=bool(request.form.get("alles")),
        queue=[
            _row(one, writing.get(one.id), _others(offered.get(one.id), asked.get(one.id)), filters, far)
            for one in page.rows
        ],
        backed=any(one.endorsed for one in page.rows),
        total=page.total,
        next_href=_address(na=page.next_key) if page.next_key else None,
        first_href=_address() if after is not None else None,
        writes=may(actor(), Permission.ANSWER_DRAFT),
        assigns=may(actor(), Permission.CONTRIBUTION_ASSIGN),
        asks=may(actor(), Permission.CONTRIBUTION_CLARIFY),
        drafts=_drafts(units, filters),
        here=request.full_path.rstrip("?"),
        table_href=address(f"{PATH}/tabel", keep_empty=ALL_UNITS),
        units_to_choose=[(unit.slug, unit.name, None) for unit in units if unit.active],
    )


def _begin(units: list[Unit], filters: Filters) -> Response:
    """Begin an answer, assign, or go and ask something or say whose the points are. Raises RuleViolation."""
    if request.form.get("alles"):
        everything = queue.waiting(actor(), filters).order_by(Contribution.answer_due, Contribution.id)
        ticked = list(session().scalars(everything.limit(MOST_AT_ONCE)))
    else:
        ticked = queue.chosen(session(), actor(), request.form.getlist("nummer"))
    if request.form.get("doe") == "toewijzen":
        return _assign(units, ticked)
    if request.form.get("doe") == "navraag":
        return redirect(url_for("answers.clarify", nummer=[c.number for c in ticked]))
    if request.form.get("doe") == "inbrengers":
        return redirect(url_for("contributions.givers", nummer=[c.number for c in ticked]))
    act = drafting.start(session(), ticked, unit=_answering_unit(units, ticked), actor=actor())
    audit.note(session(), actor=actor(), action="answer.drafted", subject_kind="antwoord", subject_key=act.answer.id)
    session().commit()
    tell(act)
    return redirect(url_for("answers.draft", answer_id=act.answer.id))


def _assign(units: list[Unit], ticked: list[Contribution]) -> Response:
    unit = next((unit for unit in units if unit.active and unit.slug == request.form.get("unit")), None)
    if unit is None:
        raise RuleViolation(_("Kies een dienst om de punten aan te geven."))
    assign_these(ticked, unit.slug)
    return redirect(request.full_path.rstrip("?"))


def _answering_unit(units: list[Unit], ticked: list[Contribution]) -> Unit:
    """The unit that has the first point in hand; its officials write (D6)."""
    unit_id = next((c.unit_id for c in ticked if c.unit_id in actor().units), None)
    unit_id = unit_id or next(iter(sorted(actor().units)), 0)
    require(actor(), Permission.ANSWER_DRAFT, unit=unit_id)
    return next(unit for unit in units if unit.id == unit_id)


def tell(act: drafting.Act) -> None:
    """Say how many were asked, done and refused; the refused ones by name, with the reason (D7)."""
    if not act.refused:
        return
    by_reason: dict[str, list[str]] = {}
    for refusal in act.refused:
        by_reason.setdefault(refusal.reason, []).append(refusal.contribution.number)
    one, more = "%(done)s van %(num)d punt gaat mee.", "%(done)s van %(num)d punten gaan mee."
    parts = [ngettext(one, more, act.asked, done=len(act.done))]
    parts += [f"{', '.join(numbers)}: {reason}." for reason, numbers in by_reason.items()]
    flash(" ".join(parts), "warning")


def _where(contribution: Contribution, filters: Filters) -> str | None:
    """Whose it is, unless the filter says so already."""
    if contribution.unit is None:
        return _("nog niet toegewezen")
    return None if contribution.unit.slug == filters.dienst else contribution.unit.name


def _others(offered: OnOffer | None, asked: Clarification | None) -> list[str]:
    """Who else has something to do with it now: another body, or who brought it in."""
    return [words for words in (offered.reason if offered else None, clarification_standing(asked)) if words]


def _row(
    contribution: Contribution,
    draft: int | None,
    others: list[str],
    filters: Filters,
    far: dict[int, Standing],
) -> dict[str, Any]:
    due = contribution.answer_due
    left = working_days_between(clock.today(), due) if due else None
    calm = None if left is None else ngettext("nog %(num)d werkdag", "nog %(num)d werkdagen", left)
    late = late_since(due) if due else None
    meta = [
        contribution.meeting.title if contribution.meeting else short_date(contribution.received_at),
        str(KINDS[contribution.kind]),
        contribution.theme.name if contribution.theme else None,
        _where(contribution, filters),
        str(STATES[ContributionState(contribution.status)]) if contribution.sent_back_at else None,
        *others,
        backed_by(contribution),
    ]
    return {
        "number": contribution.number,
        "text": contribution.public_text,
        "href": f"/werk/inbreng/{contribution.number}",
        "meta": [part for part in meta if part],
        "draft": draft,
        "far": how_far(far.get(draft or 0)),
        "late": late,
        "soon": calm if not late and left is not None and left <= SOON else None,
        "calm": calm if not late and left is not None and left > SOON else None,
    }


def _drafts(units: list[Unit], filters: Filters) -> list[dict[str, Any]]:
    mine = [unit.id for unit in units if unit.id in actor().units or filters.dienst == unit.slug]
    query = (
        select(Answer.id, Answer.created_at)
        .where(Answer.status == "concept", Answer.unit_id.in_(mine))
        .order_by(Answer.id.desc())
        .limit(10)
    )
    return [{"id": answer_id, "since": created} for answer_id, created in session().execute(query)]


def own_unit(units: list[Unit]) -> str:
    """The slug of the reader's own unit, '' without one."""
    return next((unit.slug for unit in units if unit.id in actor().units), "")


def title_of(units: list[Unit], filters: Filters) -> str:
    """What the queue is called."""
    unit = next((unit.name for unit in units if unit.slug == filters.dienst), None)
    return _("Te beantwoorden: %(unit)s", unit=unit) if unit else _("Te beantwoorden")


def _topics(filters: Filters) -> list[Field]:
    """The topics to choose from, once a meeting is chosen: a report is answered topic by topic."""
    if not filters.bijeenkomst:
        return []
    query = select(MeetingTopic.number, MeetingTopic.title).join(Meeting).where(Meeting.slug == filters.bijeenkomst)
    topics = [(n, calm(title)) for n, title in session().execute(query.order_by(MeetingTopic.number))]
    return [choice_field("onderwerp", _("Onderwerp"), topics, filters.onderwerp, _("Alle onderwerpen"))]


def _fields(units: list[Unit], filters: Filters) -> list[Field]:
    themes = session().execute(select(Theme.slug, Theme.name).where(Theme.active).order_by(Theme.name)).all()
    meetings = session().execute(select(Meeting.slug, Meeting.title).order_by(Meeting.held_on.desc()).limit(100)).all()
    who = [*((unit.slug, unit.name) for unit in units), (queue.NOBODY, _("Nog niet toegewezen"))]
    states = [(state.value, text) for state, text in STATES.items() if state in OPEN_STATES]
    return [
        choice_field("dienst", _("Dienst"), who, filters.dienst, _("Alle diensten")),
        choice_field("thema", _("Thema"), themes, filters.thema, _("Alle thema’s")),
        choice_field("termijn", _("Termijn"), TERMS.items(), filters.termijn, _("Alle termijnen")),
        choice_field("bijeenkomst", _("Bijeenkomst"), meetings, filters.bijeenkomst, _("Alle bijeenkomsten")),
        *_topics(filters),
        choice_field("status", _("Hoe staat het ermee"), states, filters.status, _("Alles")),
    ]


def _address(na: int | None = None) -> str:
    return address(PATH, na=na, keep_empty=ALL_UNITS)
