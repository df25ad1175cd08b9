"""The ministry's side of advices: which wait for a reaction, writing it, and what to talk over with the minister."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.advices import queries, talking
from dialoog.advices.labels import STATES
from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.queries import by_slug, clocks_of_all
from dialoog.advices.rules import reacting
from dialoog.advices.shown import asked, facts, row
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import shown_text
from dialoog.errors import NotFound, RuleViolation
from dialoog.permissions import Permission, may, require
from dialoog.terms import shown as term
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page, page_by_day

Page = str | tuple[str, int] | Response
PATH = "/werk/adviezen"


@needs(Permission.ADVICE_REACT)
def worklist() -> str:
    """What waits for a reaction, the longest first."""
    after, size = asked_page()
    page = page_by_day(session(), queries.asked_of(actor()), Advice.sent_on, Advice.id, after=after, size=size)
    clocks = clocks_of_all(session(), page.rows)
    return render_template(
        "advices/worklist.html",
        rows=[row(advice, clocks.get(advice.id), staff=True) for advice in page.rows],
        total=page.total,
        next_href=address(PATH, na=page.next_key) if page.next_key else None,
        first_href=address(PATH) if after is not None else None,
    )


@needs(Permission.ADVICE_REACT)
def react(slug: str) -> Page:
    """One advice for who reacts; POST begins the reaction, or goes on with it."""
    found = by_slug(session(), slug, actor())
    if not found.public:
        raise NotFound(_("Dit advies is er niet."))
    if request.method == "POST":
        require(actor(), Permission.ANSWER_DRAFT, unit=found.unit_id)
        try:
            answer = reacting.begin_reaction(session(), found, actor=actor())
        except RuleViolation as refused:
            session().rollback()
            flash(refused.message, "error")
            return redirect(f"{PATH}/{slug}")
        session().commit()
        return redirect(url_for("answers.draft", answer_id=answer.id))
    clock = clocks_of_all(session(), [found]).get(found.id)
    return render_template(
        "advices/react.html",
        advice=found,
        asked=asked(found),
        state=STATES[AdviceState(found.status)],
        late=term.late_text(clock) if clock else None,
        facts=facts(found),
        points=[_point(point) for point in queries.points_of(session(), found)],
        reacts=may(actor(), Permission.ANSWER_DRAFT, unit=found.unit_id or 0),
    )


def _point(point: Contribution) -> dict[str, str]:
    text = shown_text(actor(), point) or point.number
    return {"text": text, "href": f"/inbreng/{point.number}", "state": point.status}


@needs(Permission.ADVICE_REACT)
def talk() -> str:
    """What to talk over with the minister (T8): what is late, what was promised, which advices wait."""
    return render_template("advices/talk.html", **talking.prepared(session()))
