"""Asking who gave one or many points something (D4)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.answers.rules.clarifying import Asking, ask_all, askable
from dialoog.answers.rules.drafting import Refusal
from dialoog.contributions import choices
from dialoog.contributions.clarifications.forms import AskForm
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import shown_text
from dialoog.permissions import Permission, require
from dialoog.terms.calendar import LONGEST_PAUSE
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response
MOST_AT_ONCE = 50


@needs(Permission.CONTRIBUTION_CLARIFY)
def clarify() -> Page:
    """The chosen points, which of them can be asked about, and the question; POST asks it."""
    numbers = list(dict.fromkeys(request.values.getlist("nummer")))
    contributions = choices.chosen(session(), numbers[:MOST_AT_ONCE])
    for contribution in contributions:
        require(actor(), Permission.CONTRIBUTION_CLARIFY, unit=contribution.unit_id or 0)
    form = AskForm()
    if form.validate_on_submit():
        with form.refusals():
            asking = ask_all(session(), contributions, question=form.question.data, actor=actor())
            _note(asking.possible)
            session().commit()
            _tell(asking)
            return redirect(_back(asking.possible))
    asking = askable(session(), contributions)
    page = render_template(
        "answers/clarify.html",
        form=form,
        points=[(one, shown_text(actor(), one)) for one in asking.possible],
        refused=[_refused(left) for left in asking.refused],
        left_out=max(0, len(numbers) - MOST_AT_ONCE),
        longest=LONGEST_PAUSE,
    )
    return page, form.status


def _refused(left: Refusal) -> str:
    return f"{left.contribution.number}: {left.reason}"


def _note(asked: list[Contribution]) -> None:
    for contribution in asked:
        audit.note(
            session(),
            actor=actor(),
            action="clarification.asked",
            subject_kind="inbreng",
            subject_key=contribution.number,
        )


def _tell(asking: Asking) -> None:
    one = "De vraag is gesteld. De inbrenger krijgt haar per e-mail."
    more = "De vraag is over %(num)d punten gesteld. De inbrengers krijgen haar per e-mail."
    flash(ngettext(one, more, len(asking.possible)), "ok")
    if asking.refused:
        flash(_("Niet gevraagd. %(which)s.", which="; ".join(map(_refused, asking.refused))), "warning")


def _back(asked: list[Contribution]) -> str:
    if len(asked) == 1:
        return url_for("contributions.contribution", number=asked[0].number)
    return url_for("answers.workbench")
