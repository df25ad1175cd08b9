"""Taking personal data out of a text: mark, look at the result, confirm (D1)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions.forms import BlackOutForm
from dialoog.contributions.models import Look
from dialoog.contributions.queries import newest_text
from dialoog.contributions.rules import blacking_out
from dialoog.contributions.views.staff import allowed
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response
CERTAIN = "zeker"


@needs(Permission.CONTRIBUTION_BLACK_OUT)
def black_out(number: str) -> Page:
    """First the text to put marks in, then the result to look at, then it is done for good."""
    found = allowed(Permission.CONTRIBUTION_BLACK_OUT, number)
    text = newest_text(session(), found)
    form, preview = BlackOutForm(marked=text), None
    if form.validate_on_submit():
        with form.refusals():
            preview = blacking_out.blacked(text, form.marked.data)
            if request.form.get("stap") == CERTAIN:
                blacking_out.black_out(session(), found, new_text=preview, reason=form.reason.data, actor=actor())
                audit.note(
                    session(),
                    actor=actor(),
                    action="contribution.blacked-out",
                    subject_kind="inbreng",
                    subject_key=found.number,
                )
                session().commit()
                flash(_("De gegevens zijn weggelakt. Over vier weken wordt ook het origineel vernietigd."), "ok")
                waits = found.look is Look.WAITING
                return redirect("/werk/bekijken" if waits else url_for("contributions.contribution", number=number))
    return _page(form, found.number, text, preview if not form.errors else None), form.status


def _page(form: BlackOutForm, number: str, text: str, preview: str | None) -> str:
    return render_template(
        "contributions/black_out.html",
        form=form,
        number=number,
        marks=blacking_out.marks_for(text),
        preview=preview,
        certain=CERTAIN,
        at_once=False,
    )
