"""The look: a list worked by keyboard, after which everyone can read what was brought in (D3a)."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions import choices, look_queries
from dialoog.contributions.forms import ConfirmForm, HideForm
from dialoog.contributions.labels import KINDS, TEXTS
from dialoog.contributions.models import Contribution, Ground, Look, ShownAs, TextLook
from dialoog.contributions.queries import UNSEEN, with_names
from dialoog.contributions.rules import looking, looking_at_texts
from dialoog.contributions.views.staff import allowed
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.register.kinds import kind_of
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
    """What waits, longest first; POST lets everyone read what was chosen, and comes back for the rest.

    What a colleague hid meanwhile stays hidden, unless the form says that it showed so (`opnieuw`).
    """
    form = ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            chosen = choices.chosen(session(), request.form.getlist("nummer"))
            _show(chosen, request.form.getlist("tekst", type=int), again="opnieuw" in request.form)
            return redirect(own_path(request.form.get("terug"), PATH))
    longest_first = with_names(select(Contribution).where(*UNSEEN)).order_by(Contribution.look_due, Contribution.id)
    points = [(row.look_due, _row(row)) for row in session().scalars(longest_first.limit(AT_ONCE))]
    acts = [(texts[0].due, _text_row(texts)) for texts in look_queries.waiting_acts(session(), AT_ONCE)]
    rows = [row for _due, row in sorted(points + acts, key=lambda one: one[0] or date.max)][:AT_ONCE]
    count = look_queries.count_unseen(session()).total
    return render_template("contributions/look.html", form=form, rows=rows, count=count), form.status


def _show(chosen: list[Contribution], acts: list[int], *, again: bool) -> None:
    done = [contribution.number for contribution in looking.show(session(), chosen, actor=actor(), again=again)]
    for act in acts:
        texts = looking_at_texts.show(session(), looking_at_texts.of_act(session(), act), actor=actor(), again=again)
        done += [text.contribution.number for text in texts[:1]]
    for number in done:
        audit.note(session(), actor=actor(), action="contribution.shown", subject_kind="inbreng", subject_key=number)
    session().commit()
    if not done:
        # Somebody else was first; that is no error.
        flash(_("Dat was al gedaan."), "info")
        return
    if len(done) == 1:
        flash(_("Iedereen kan %(number)s nu lezen.", number=done[0]), "ok")
        return
    flash(ngettext("%(num)d tekst is nu te lezen.", "%(num)d teksten zijn nu te lezen.", len(done)), "ok")


def _row(contribution: Contribution) -> dict[str, Any]:
    here = f"/werk/inbreng/{contribution.number}"
    return {
        "number": contribution.number,
        "field": "nummer",
        "value": contribution.number,
        "texts": [{"text": contribution.public_text, "label": None, "black_out": f"{here}/weglakken"}],
        "hide": f"{here}/verbergen",
        "late": _late(contribution.look_due),
        "meta": [
            str(KINDS[contribution.kind]),
            contribution.theme.name if contribution.theme else None,
            _("ingebracht op %(day)s", day=short_date(contribution.received_at)),
            _until(contribution.look_due),
        ],
        "shown_as": _shown_as(contribution),
    }


def _text_row(texts: list[TextLook]) -> dict[str, Any]:
    """What somebody wrote beside one point or, in the same words, beside several."""
    first = texts[0]
    here = f"{PATH}/{first.act}"
    others = len({text.contribution_id for text in texts}) - 1
    once = {text.name: text for text in texts}.values()
    return {
        "number": first.contribution.number,
        "field": "tekst",
        "value": first.act,
        "texts": [
            {
                "text": text.text.text,
                "label": str(TEXTS.get(text.name, "")),
                "black_out": f"{here}/weglakken/{text.name}",
            }
            for text in once
        ],
        "hide": f"{here}/verbergen",
        "late": _late(first.due),
        "meta": [
            str(kind_of(first.event.subject_kind, first.event.kind).label),
            ngettext("ook bij %(num)d ander punt", "ook bij %(num)d andere punten", others) if others else None,
            _("geschreven op %(day)s", day=short_date(first.event.at)),
            _until(first.due),
        ],
        "shown_as": None,
    }


def _late(due: date | None) -> str | None:
    return late_by(days_late(due, clock.today())) if due and due < clock.today() else None


def _until(due: date | None) -> str | None:
    return _("bekijken voor het eind van %(day)s", day=long_date(due)) if due and due >= clock.today() else None


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
    page = render_template(
        "contributions/hide.html",
        form=form,
        number=found.number,
        texts=[found.public_text],
        black_out=f"/werk/inbreng/{found.number}/weglakken",
    )
    return page, form.status
