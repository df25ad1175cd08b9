"""Who comes to a meeting: the secretariat's list, and what it does for one person (T5, P4)."""

from typing import Any

from flask import Response as File
from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.forms import ConfirmForm
from dialoog.errors import RuleViolation
from dialoog.meetings.queries import by_slug
from dialoog.meetings.registrations import sheets
from dialoog.meetings.registrations.forms import PersonForm, given, of_person
from dialoog.meetings.registrations.labels import STATES
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.queries import (
    Filters,
    admission_at,
    admission_of,
    counts,
    everybody,
    found,
    number_on_list,
    registration_of,
)
from dialoog.meetings.registrations.rules import registering
from dialoog.meetings.registrations.rules.places import free_places, frozen, on_the_day, over
from dialoog.meetings.registrations.shown import places_words, when, who
from dialoog.meetings.registrations.staff_shown import figures, moment, row, sectors_table
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address, choice_field, chosen
from dialoog.web.paging import asked_page
from dialoog.web.spreadsheets import CSV, XLSX

Page = str | tuple[str, int] | Response


def path(slug: str) -> str:
    """The list of a meeting."""
    return f"/werk/bijeenkomsten/{slug}/aanmeldingen"


def filters_of(arguments: Any) -> Filters:
    """The filters in an address. Raises RuleViolation for a value that is none of theirs."""
    try:
        state = RegistrationState(arguments["stand"]) if arguments.get("stand") else None
        sector = Sector(arguments["sector"]) if arguments.get("sector") else None
    except ValueError as error:
        raise RuleViolation(_("Deze filter bestaat niet.")) from error
    return Filters(arguments.get("q", "").strip()[:100], state, sector, needs=bool(arguments.get("nodig")))


@needs(Permission.REGISTRATION_MANAGE)
def registrations(slug: str) -> Page:
    """How many come, of which sectors, and who."""
    meeting = by_slug(session(), slug)
    admission = admission_of(session(), meeting.id)
    if admission is None:
        return render_template("registrations/none.html", meeting=meeting, here=path(slug))
    filters, (after, size) = filters_of(request.args), asked_page()
    page = found(session(), admission, filters, after=after, size=size)
    number, left = counts(session(), admission), free_places(session(), admission)
    waits = sum(n for (_sector, state), n in number.items() if state is RegistrationState.WAITING)
    fields = [
        choice_field("stand", _("Stand"), STATES.items(), filters.state, _("Iedereen die bevestigde")),
        choice_field("sector", _("Sector"), SECTORS.items(), filters.sector, _("Alle sectoren")),
    ]
    here = path(slug)
    _note_reading(admission, len(page.rows))
    return render_template(
        "registrations/list.html",
        meeting=meeting,
        admission=admission,
        when=when(meeting),
        words=places_words(left, waits),
        figures=figures(admission, number),
        sectors=sectors_table(admission, number, left),
        frozen=frozen(admission),
        over=over(admission),
        at_door=on_the_day(admission),
        q=filters.q,
        fields=fields,
        needs_only=filters.needs,
        active=chosen(here, fields) + _needs_chip(here, filters),
        rows=[row(one, here) for one in page.rows],
        total=page.total,
        next_href=address(here, na=page.next_key) if page.next_key else None,
        first_href=address(here) if after is not None else None,
        here=here,
        files=[(suffix, address(f"{here}.{suffix}")) for suffix in ("xlsx", "csv")],
    )


def _needs_chip(here: str, filters: Filters) -> list[dict[str, str]]:
    return [{"text": _("Heeft iets nodig"), "href": address(here, drop="nodig")}] if filters.needs else []


@needs(Permission.REGISTRATION_MANAGE)
@limits.download
def as_csv(slug: str) -> File:
    """Everybody in the list, as a file."""
    return _file(slug, "csv")


@needs(Permission.REGISTRATION_MANAGE)
@limits.download
def as_xlsx(slug: str) -> File:
    """The same for Excel."""
    return _file(slug, "xlsx")


def _file(slug: str, suffix: str) -> File:
    admission = admission_at(session(), slug)
    people = everybody(session(), admission, filters_of(request.args))
    _note_reading(admission, len(people), suffix)
    answer = File(sheets.written(people, suffix), content_type=CSV if suffix == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="aanmeldingen-{slug}.{suffix}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@needs(Permission.REGISTRATION_MANAGE)
def enter(slug: str) -> Page:
    """Register somebody who asked by telephone or mail."""
    admission = admission_at(session(), slug)
    form = PersonForm()
    if form.validate_on_submit():
        with form.refusals():
            made = registering.enter(session(), admission, given(form), actor=actor())
            session().commit()
            placed = made.state is RegistrationState.PLACED
            flash(_("Aangemeld, met een plek.") if placed else _("Aangemeld, op de wachtlijst."), "ok")
            return redirect(f"{path(slug)}/{made.id}")
    meeting = admission.meeting
    words = places_words(free_places(session(), admission), 0)
    page = render_template("registrations/enter.html", form=form, meeting=meeting, words=words, here=path(slug))
    return page, form.status


@needs(Permission.REGISTRATION_MANAGE)
def registration(slug: str, key: int) -> Page:
    """One person; POST corrects what is known of them."""
    admission = admission_at(session(), slug)
    one = registration_of(session(), admission, key)
    form = PersonForm(data=of_person(one))
    if form.validate_on_submit():
        with form.refusals():
            registering.change(session(), one, given(form), seen=moment(form.seen.data), actor=actor())
            session().commit()
            flash(_("Uw wijzigingen zijn bewaard."), "ok")
            return redirect(f"{path(slug)}/{key}")
    _note_reading(admission, 1)
    waits = one.state is RegistrationState.WAITING
    return render_template(
        "registrations/person.html",
        form=form,
        one=one,
        name=who(one),
        meeting=admission.meeting,
        state=STATES[one.state],
        number=number_on_list(session(), one) if waits else None,
        free=free_places(session(), admission).total() if waits else 0,
        stored=_stored(one, form),
        can_cancel=one.state in registering.STANDING and not over(admission),
        at_door=on_the_day(admission),
        here=path(slug),
    ), form.status


@needs(Permission.REGISTRATION_MANAGE)
def cancel_for(slug: str, key: int) -> Page:
    """Somebody let us know that they do not come."""
    admission = admission_at(session(), slug)
    one = registration_of(session(), admission, key)
    if ConfirmForm().validate_on_submit():
        registering.cancel(session(), one, actor=actor())
        session().commit()
        flash(_("Afgemeld. Een plek die vrijkomt gaat naar wie er het eerst op wacht."), "ok")
        return redirect(f"{path(slug)}/{key}")
    late = one.state is RegistrationState.PLACED and frozen(admission)
    return render_template(
        "registrations/cancel_for.html", name=who(one), meeting=admission.meeting, late=late, here=f"{path(slug)}/{key}"
    )


@needs(Permission.REGISTRATION_MANAGE)
def give_place(slug: str, key: int) -> Page:
    """Let somebody who waits have a free place, out of turn."""
    one = registration_of(session(), admission_at(session(), slug), key)
    if ConfirmForm().validate_on_submit():
        registering.give_place(session(), one, actor=actor())
        session().commit()
        flash(_("Deze persoon heeft nu een plek."), "ok")
    return redirect(f"{path(slug)}/{key}")


def _stored(one: Registration, form: PersonForm) -> list[tuple[str, str]] | None:
    """What somebody else stored after this form was opened; None where nobody did."""
    if not form.errors or form.seen.data == one.changed_at.isoformat():
        return None
    form.seen.data = one.changed_at.isoformat()
    return [
        (_("Naam"), one.name),
        (_("Organisatie"), one.party),
        (_("Sector"), str(SECTORS[one.sector])),
        (_("Nodig"), one.needs),
        (_("E-mailadres"), one.email or ""),
        (_("Gewijzigd"), f"{clock.local(one.changed_at):%H.%M}"),
    ]


def _note_reading(admission: Admission, number: int, suffix: str = "") -> None:
    audit.note_read(
        actor=actor(),
        action="registrations.read",
        subject_kind="bijeenkomst",
        subject_key=admission.meeting.slug,
        detail={"registrations": number, **({"file": suffix} if suffix else {})},
    )
