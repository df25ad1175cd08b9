"""The look: a list worked by keyboard, after which everyone can read what was brought in (D3a)."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions import choices
from dialoog.contributions.clarifications import queries as clarifications
from dialoog.contributions.clarifications.looking import show as show_replies
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.shown import look_row
from dialoog.contributions.forms import ConfirmForm, HideForm
from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import Contribution, Ground, Look, ShownAs
from dialoog.contributions.queries import UNSEEN, with_names
from dialoog.contributions.rules import looking
from dialoog.contributions.views.staff import allowed
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.terms.calendar import days_late
from dialoog.terms.shown import late_by
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.own_paths import own_path
from dialoog.web.rendering import long_date, short_date

Page = tuple[str, int] | Response
AT_ONCE = 20
PATH = "/werk/bekijken"
# With the focus on the first that waits.
NEXT = f"{PATH}#eerste"


@needs(Permission.CONTRIBUTION_LOOK)
def look() -> Page:
    """What waits, longest first; POST lets everyone read what was chosen, and comes back for the rest."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            replies = clarifications.chosen(session(), request.form.getlist("navraag"))
            _show(choices.chosen(session(), request.form.getlist("nummer")), replies)
            return redirect(own_path(request.form.get("terug"), PATH))
    waiting = select(Contribution).where(*UNSEEN)
    count = session().scalar(select(func.count()).where(*UNSEEN)) or 0
    count += session().scalar(select(func.count()).where(*clarifications.UNSEEN)) or 0
    longest_first = with_names(waiting).order_by(Contribution.look_due, Contribution.id)
    rows = [_row(row) for row in session().scalars(longest_first.limit(AT_ONCE))]
    rows += [look_row(one) for one in clarifications.waiting_for_a_look(session(), AT_ONCE)]
    rows = sorted(rows, key=lambda row: row["due"] or date.max)[:AT_ONCE]
    return render_template("contributions/look.html", form=form, rows=rows, count=count), form.status


def _show(chosen: list[Contribution], replies: list[Clarification]) -> None:
    shown_replies = [one.contribution for one in show_replies(session(), replies, actor=actor())]
    for contribution in shown_replies:
        audit.note(
            session(), actor=actor(), action="reply.shown", subject_kind="inbreng", subject_key=contribution.number
        )
    done = looking.show(session(), chosen, actor=actor())
    for contribution in done:
        audit.note(
            session(),
            actor=actor(),
            action="contribution.shown",
            subject_kind="inbreng",
            subject_key=contribution.number,
        )
    session().commit()
    done += shown_replies
    if not done:
        # Somebody else was first; that is no error.
        flash(_("Dat was al gedaan."), "info")
        return
    if len(done) == 1:
        flash(_("Iedereen kan %(number)s nu lezen.", number=done[0].number), "ok")
        return
    flash(ngettext("%(num)d tekst is nu te lezen.", "%(num)d teksten zijn nu te lezen.", len(done)), "ok")


def _row(contribution: Contribution) -> dict[str, Any]:
    due, today = contribution.look_due, clock.today()
    late = due is not None and due < today
    return {
        "field": "nummer",
        "value": contribution.number,
        "number": contribution.number,
        "what": None,
        "act": f"/werk/inbreng/{contribution.number}",
        "text": contribution.public_text,
        "due": due,
        "late": late_by(days_late(due, today)) if late and due else None,
        "meta": [
            str(KINDS[contribution.kind]),
            contribution.theme.name if contribution.theme else None,
            _("ingebracht op %(day)s", day=short_date(contribution.received_at)),
            _("bekijken voor het eind van %(day)s", day=long_date(due)) if due and not late else None,
        ],
        "shown_as": _shown_as(contribution),
    }


def _shown_as(contribution: Contribution) -> str:
    """The name that shows with the words is looked at too."""
    if contribution.shown_as is ShownAs.NAME:
        return _("Staat erbij met naam: %(name)s", name=contribution.said_by_name or "")
    if contribution.shown_as is ShownAs.PARTY:
        return _("Staat erbij als: %(name)s", name=contribution.party or "")
    if contribution.shown_as is ShownAs.SECTOR:
        return _("Staat erbij met sector: %(name)s", name=str(SECTORS[contribution.sector]))
    return _("Zonder naam of sector.")


@needs(Permission.CONTRIBUTION_LOOK)
def hide(number: str) -> Page:
    """Criminal or advertising, with a reason for everyone; no other ground. Then the next one follows."""
    found = allowed(Permission.CONTRIBUTION_LOOK, number)
    form = HideForm()
    if form.validate_on_submit():
        with form.refusals():
            ground, waited = Ground(form.ground.data), found.look is Look.WAITING
            looking.hide(session(), found, ground=ground, reason=form.reason.data, actor=actor())
            audit.note(
                session(),
                actor=actor(),
                action="contribution.hidden",
                subject_kind="inbreng",
                subject_key=found.number,
                detail={"ground": ground.value},
            )
            session().commit()
            flash(_("De tekst van %(number)s is verborgen.", number=found.number), "ok")
            return redirect(NEXT if waited else url_for("contributions.contribution", number=found.number))
    return render_template("contributions/hide.html", form=form, contribution=found), form.status
