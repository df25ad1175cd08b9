"""What is done with a giver's no (D9): sent back once, or laid aside, with a public reason.

By the chair of the table it was said at, for what was said at a table; by the secretariat for all.
"""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.answers.forms import ReasonForm
from dialoog.answers.queries.verdicts import Open, open_verdicts, reactions, verdicts_on
from dialoog.answers.rules import judging
from dialoog.answers.shown import card
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import ANSWERED_STATES, Contribution
from dialoog.contributions.queries import by_number
from dialoog.permissions import Permission, presiding, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page
from dialoog.web.rendering import short_date


@needs(Permission.ANSWER_SEND_BACK)
def verdicts() -> str:
    """The points of which a giver said no and nobody has decided yet, of an answer or of its effect."""
    after, size = asked_page()
    page = open_verdicts(session(), actor(), after=after, size=size)
    said = reactions(session(), [row.contribution.id for row in page.rows])
    return render_template(
        "answers/verdicts.html",
        rows=[_row(row, said.get(row.contribution.id)) for row in page.rows],
        next_href=url_for("answers.verdicts", na=page.next_key) if page.next_key else None,
        first_href=url_for("answers.verdicts") if after is not None else None,
    )


def _row(row: Open, reaction: str | None) -> dict[str, Any]:
    meta = [
        row.contribution.number,
        _("nee op %(day)s", day=short_date(row.at)),
        _("al een keer teruggestuurd") if row.contribution.sent_back_at else None,
        f"“{reaction}”" if reaction else None,
    ]
    return {
        "text": row.contribution.public_text,
        "href": f"/werk/oordelen/{row.contribution.number}",
        "outcome": row.contribution.outcome,
        "meta": [part for part in meta if part],
    }


@needs(Permission.ANSWER_SEND_BACK)
def handle(number: str) -> str | tuple[str, int] | Response:
    """One point with its answer and what its givers said, and the decision."""
    contribution = by_number(session(), number)
    require(actor(), Permission.ANSWER_SEND_BACK, meeting=contribution.meeting_id or 0)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            return _decide(contribution, form)
    version = judging.current_version(session(), contribution.answer_id or 0)
    page = render_template(
        "answers/verdict_handle.html",
        contribution=contribution,
        outcome=OUTCOMES[version.outcome] if version and version.outcome else None,
        card=card(version) if version else None,
        said=verdicts_on(session(), contribution),
        form=form,
        may_go_back=contribution.sent_back_at is None and contribution.status in ANSWERED_STATES,
    )
    return page, form.status


def _decide(contribution: Contribution, form: ReasonForm) -> Response:
    back = form.act.data == "terug"
    decide = judging.send_back if back else judging.lay_aside
    decide(session(), contribution, reason=form.reason.data, actor=presiding(actor(), meeting=contribution.meeting_id))
    action = "contribution.sent-back" if back else "verdict.laid-aside"
    audit.note(session(), actor=actor(), action=action, subject_kind="inbreng", subject_key=contribution.number)
    session().commit()
    flash(_("Teruggestuurd. De dienst heeft bericht.") if back else _("Bewaard: het antwoord blijft staan."), "ok")
    return redirect(url_for("answers.verdicts"))
