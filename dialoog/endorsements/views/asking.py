"""Whoever acts for a party says on the page of a contribution that the party backs it, without an account (D7)."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.contributions import choices
from dialoog.contributions.queries import by_number
from dialoog.endorsements.forms import EndorseForm, given
from dialoog.endorsements.rules import ask as ask_to_confirm
from dialoog.endorsements.rules import can_be_endorsed
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session

Page = tuple[str, int] | Response


@needs(Permission.ENDORSEMENT_GIVE)
@limits.link_request
def ask(number: str) -> Page:
    """The form; POST sends a mail with the link to confirm."""
    contribution = by_number(session(), number)
    if not can_be_endorsed(contribution):
        raise NotFound(_("Dit punt kan niet worden onderschreven."))
    form = EndorseForm()
    if form.validate_on_submit():
        with form.refusals():
            ask_to_confirm(session(), contribution, given(form))
            session().commit()
            flash(_("Kijk in uw mail: met de link daarin bevestigt u het. Tot dan telt het niet mee."), "ok")
            return redirect(f"/inbreng/{contribution.number}")
    parties = choices.known_party_names(session())
    return render_template("endorsements/ask.html", form=form, contribution=contribution, parties=parties), form.status
