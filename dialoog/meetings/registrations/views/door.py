"""At the door: find somebody by name or code, and one button (T5)."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.forms import ConfirmForm
from dialoog.meetings.registrations.forms import WalkInForm, given
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.queries import MOST_AT_DOOR, admission_at, counts, with_code
from dialoog.meetings.registrations.queries import at_door as found_at_door
from dialoog.meetings.registrations.rules import door
from dialoog.meetings.registrations.rules.places import free_places, on_the_day
from dialoog.meetings.registrations.shown import when, who
from dialoog.meetings.registrations.staff_shown import door_row, of_state
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | tuple[str, int] | Response


def path(slug: str) -> str:
    """The list at the door of a meeting."""
    return f"/werk/bijeenkomsten/{slug}/inchecken"


@needs(Permission.REGISTRATION_MANAGE)
def at_door(slug: str) -> Page:
    """Who is expected, who is in: search, and one button each."""
    admission = admission_at(session(), slug)
    q = request.args.get("q", "").strip()[:100]
    rows = found_at_door(session(), admission, q)
    number = counts(session(), admission)
    _note_reading(admission, len(rows))
    return render_template(
        "registrations/door.html",
        meeting=admission.meeting,
        when=when(admission.meeting),
        today=on_the_day(admission),
        q=q,
        rows=[door_row(one, path(slug)) for one in rows],
        more=len(rows) == MOST_AT_DOOR,
        came=of_state(number, RegistrationState.PRESENT),
        expected=of_state(number, RegistrationState.PLACED),
        free=free_places(session(), admission).total(),
        closed=admission.closed_at is not None,
        here=path(slug),
    )


@needs(Permission.REGISTRATION_MANAGE)
def check_in(slug: str, code: str) -> Page:
    """What a scanned code opens: who it is, and one button. POST lets them in."""
    admission = admission_at(session(), slug)
    one = with_code(session(), admission, code)
    if ConfirmForm().validate_on_submit():
        door.check_in(session(), one, actor=actor())
        session().commit()
        flash(_("%(name)s is binnen.", name=who(one)), "ok")
        return redirect(path(slug))
    _note_reading(admission, 1)
    return render_template(
        "registrations/check_in.html",
        one=door_row(one, path(slug)),
        meeting=admission.meeting,
        today=on_the_day(admission),
        here=path(slug),
    )


@needs(Permission.REGISTRATION_MANAGE)
def undo(slug: str, code: str) -> Page:
    """It was a slip."""
    one = _asked(slug, code)
    name = who(one)
    door.undo_check_in(session(), one, actor=actor())
    session().commit()
    flash(_("Het inchecken van %(name)s is teruggedraaid.", name=name), "ok")
    return redirect(path(slug))


@needs(Permission.REGISTRATION_MANAGE)
def absent(slug: str, code: str) -> Page:
    """Somebody let us know they are not coming, or it is too late for them."""
    one = _asked(slug, code)
    door.note_absent(session(), one, actor=actor())
    session().commit()
    flash(_("%(name)s staat op ‘niet verschenen’. De plek is vrij.", name=who(one)), "ok")
    return redirect(path(slug))


@needs(Permission.REGISTRATION_MANAGE)
def walk_in(slug: str) -> Page:
    """Somebody stands at the door who did not register."""
    admission = admission_at(session(), slug)
    form = WalkInForm()
    if form.validate_on_submit():
        with form.refusals():
            made = door.walk_in(session(), admission, given(form), actor=actor())
            session().commit()
            flash(_("%(name)s is binnen.", name=who(made)), "ok")
            return redirect(path(slug))
    free = free_places(session(), admission).total()
    page = render_template(
        "registrations/walk_in.html", form=form, meeting=admission.meeting, free=free, here=path(slug)
    )
    return page, form.status


@needs(Permission.REGISTRATION_MANAGE)
def close(slug: str) -> Page:
    """Whoever was not checked in did not come; or that is undone."""
    admission = admission_at(session(), slug)
    undoing = admission.closed_at is not None
    if ConfirmForm().validate_on_submit():
        if undoing:
            number = door.reopen(session(), admission, actor=actor())
            one, more = "%(num)d persoon heeft weer een plek.", "%(num)d mensen hebben weer een plek."
        else:
            number = door.close(session(), admission, actor=actor())
            one, more = "%(num)d persoon is niet verschenen.", "%(num)d mensen zijn niet verschenen."
        session().commit()
        flash(ngettext(one, more, number), "ok")
        return redirect(path(slug))
    number = of_state(counts(session(), admission), RegistrationState.PLACED)
    return render_template(
        "registrations/close.html",
        meeting=admission.meeting,
        undoing=undoing,
        number=number,
        today=on_the_day(admission),
        here=path(slug),
    )


def _asked(slug: str, code: str) -> Registration:
    """The registration that a button of the list is about. A form without its token is refused before this."""
    return with_code(session(), admission_at(session(), slug), code)


def _note_reading(admission: Admission, number: int) -> None:
    audit.note_read(
        actor=actor(),
        action="registrations.read",
        subject_kind="bijeenkomst",
        subject_key=admission.meeting.slug,
        detail={"registrations": number},
    )
