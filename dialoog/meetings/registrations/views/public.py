"""Registering for a meeting, without an account (T5)."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.meetings.registrations.forms import RegisterForm, given
from dialoog.meetings.registrations.queries import admission_at
from dialoog.meetings.registrations.rules.registering import ask, takes_registrations
from dialoog.meetings.registrations.shown import about, desk, when
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings


@needs(Permission.REGISTRATION_GIVE)
@limits.link_request
def register(slug: str) -> Response | tuple[str, int]:
    """The form; POST sends a mail with the link to confirm."""
    admission = admission_at(session(), slug)
    form = RegisterForm()
    if takes_registrations(admission) and form.validate_on_submit():
        with form.refusals():
            ask(session(), admission, given(form))
            session().commit()
            flash(_("Kijk in uw mail: met de link daarin bevestigt u uw aanmelding. Tot dan hebt u geen plek."), "ok")
            return redirect(f"/bijeenkomsten/{slug}")
    page = render_template(
        "registrations/register.html",
        form=form,
        meeting=admission.meeting,
        when=when(admission.meeting),
        about=about(session(), admission),
        desk=desk(settings()),
    )
    return page, form.status
