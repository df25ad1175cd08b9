"""The secretariat takes back what was entered wrongly (D5)."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions.forms import WithdrawForm
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import by_number
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.contributions.views.staff import allowed
from dialoog.errors import NotFound, RuleViolation
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.CONTRIBUTION_WITHDRAW_ENTRY)
def withdraw_entry(number: str) -> Page:
    """With a reason and the number of the right one."""
    found = allowed(Permission.CONTRIBUTION_WITHDRAW_ENTRY, number)
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            right = _right_one(form.instead.data)
            withdraw_wrong_entry(session(), found, reason=form.reason.data, instead=right, actor=actor())
            audit.note(
                session(),
                actor=actor(),
                action="contribution.withdrawn",
                subject_kind="inbreng",
                subject_key=found.number,
                detail={"instead": right.number},
            )
            session().commit()
            flash(_("%(number)s is ingetrokken.", number=found.number), "ok")
            return redirect(url_for("contributions.contribution", number=found.number))
    return render_template("contributions/withdraw_entry.html", form=form, contribution=found), form.status


def _right_one(number: str) -> Contribution:
    try:
        return by_number(session(), number)
    except NotFound as error:
        raise RuleViolation(error.message, field="instead") from error
