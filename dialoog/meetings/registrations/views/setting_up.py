"""The secretariat says for how many there is room at a meeting, and until when people register (T5)."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.meetings.models import OPEN_KINDS
from dialoog.meetings.queries import by_slug
from dialoog.meetings.registrations.forms import AdmissionForm, filled_in
from dialoog.meetings.registrations.models import Admission
from dialoog.meetings.registrations.queries import admission_of
from dialoog.meetings.registrations.rules.admitting import change_admission, open_admission
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import number, short_date


@needs(Permission.REGISTRATION_MANAGE)
def set_up(slug: str) -> str | Response | tuple[str, int]:
    """Places in all and per sector, the opening, the freeze date."""
    meeting = by_slug(session(), slug)
    admission = admission_of(session(), meeting.id)
    form = AdmissionForm(data=filled_in(admission) if admission else {"opens_on": clock.today()})
    if form.validate_on_submit():
        with form.refusals():
            if admission is None:
                open_admission(session(), meeting, form.details(), actor=actor())
            else:
                version = int(form.version.data) if form.version.data.isdecimal() else 0
                change_admission(session(), admission, form.details(), version=version, actor=actor())
            session().commit()
            flash(_("Bewaard."), "ok")
            return redirect(f"/werk/bijeenkomsten/{slug}/aanmeldingen")
    page = render_template(
        "registrations/set_up.html",
        form=form,
        meeting=meeting,
        possible=meeting.kind in OPEN_KINDS and meeting.held_on is not None,
        invited=meeting.kind not in OPEN_KINDS,
        new=admission is None,
        joined=admission is not None and admission.joined_at is not None,
        stored=_stored(admission, form) if form.errors else None,
    )
    return page, form.status


def _stored(admission: Admission | None, form: AdmissionForm) -> list[tuple[str, str]] | None:
    """What somebody else stored after this form was opened; None where nobody did. Saved again, it is replaced."""
    if admission is None or str(admission.version) == form.version.data:
        return None
    form.version.data = str(admission.version)
    return [
        (_("Plekken"), number(admission.places)),
        (_("Aanmelden kan vanaf"), short_date(admission.opens_on)),
        (_("De lijst staat vast vanaf"), short_date(admission.freezes_on)),
        *((str(SECTORS[part.sector]), number(part.places)) for part in admission.sectors),
    ]
