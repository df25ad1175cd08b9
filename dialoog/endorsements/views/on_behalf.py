"""Staff note that a party backs a contribution, which it told them (D0)."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions import choices
from dialoog.contributions.queries import by_number
from dialoog.endorsements import rules
from dialoog.endorsements.forms import EndorseForForm, given
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.ENDORSEMENT_GIVE_FOR)
def enter(number: str) -> Page:
    """It counts and shows at once; the contact of the party gets the links to take it back."""
    contribution = by_number(session(), number)
    if not rules.can_be_endorsed(contribution):
        raise NotFound(_("Dit punt kan niet worden onderschreven."))
    form = EndorseForForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.enter(session(), contribution, given(form), actor=actor())
            audit.note(
                session(),
                actor=actor(),
                action="endorsement.entered",
                subject_kind="inbreng",
                subject_key=contribution.number,
            )
            session().commit()
            flash(_("De onderschrijving is bewaard."), "ok")
            return redirect(url_for("contributions.contribution", number=contribution.number))
    page = render_template(
        "endorsements/on_behalf.html",
        form=form,
        contribution=contribution,
        parties=choices.party_names(session()),
    )
    return page, form.status
