"""The secretariat's pages of seats: who sits there, asking somebody, and ending it (T2).

Reading names is noted (P4).
"""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions.choices import party_names
from dialoog.errors import RuleViolation
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Part
from dialoog.organisations.queries import themes
from dialoog.permissions import Permission
from dialoog.tables import queries
from dialoog.tables.labels import NEEDS, PARTS, STATES
from dialoog.tables.models import DialogueTable, HoldingState, SeatHolding, TableSeat
from dialoog.tables.rules import holding as rules
from dialoog.tables.rules import inviting
from dialoog.tables.rules.inviting import TAKEN
from dialoog.tables.seat_forms import EndForm, InviteForm, ProfileForm
from dialoog.tables.shown import words_of_member
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import short_date

Page = str | tuple[str, int] | Response


@needs(Permission.TABLE_EDIT)
def seats(slug: str) -> str:
    """Every seat with who sits or is asked."""
    table = queries.by_slug(session(), slug)
    found = queries.seats_of(session(), table)
    audit.note_read(actor=actor(), action="seats.read", subject_kind="tafel", subject_key=slug)
    waits = sum(one.state is HoldingState.INVITED for seat in found for one in seat.holdings)
    return render_template(
        "tables/seats_staff.html",
        table=table,
        filled=len(queries.sitting(found)),
        waits=ngettext("%(num)d uitnodiging wacht op antwoord", "%(num)d uitnodigingen wachten op antwoord", waits),
        rows=[_row(table, seat) for seat in found],
    )


@needs(Permission.TABLE_EDIT)
def seat(slug: str, number: int) -> Page:
    """One seat: who sits there, who did, what is agreed; POST changes its profile."""
    table = queries.by_slug(session(), slug)
    found = queries.seat(session(), table, number)
    form = ProfileForm(obj=found)
    if form.validate_on_submit():
        rules.change_profile(session(), found, form.profile.data, actor=actor())
        session().commit()
        flash(_("Uw wijzigingen zijn bewaard."), "ok")
        return redirect(url_for("tables.seat", slug=slug, number=number))
    audit.note_read(actor=actor(), action="seat.read", subject_kind="tafel", subject_key=slug, detail={"seat": number})
    taken = {one.part for one in found.holdings if one.state in TAKEN}
    page = render_template(
        "tables/seat.html",
        form=form,
        table=table,
        seat=found,
        present=[_person(one) for one in found.holdings if one.state in TAKEN],
        past=[_person(one) for one in reversed(found.holdings) if one.state not in TAKEN],
        free=Part.MEMBER not in taken,
        can_stand_in=bool(queries.sitting([found])) and Part.STAND_IN not in taken,
    )
    return page, form.status


@needs(Permission.TABLE_EDIT)
def invite(slug: str, number: int) -> Page:
    """Ask somebody for a seat, or as stand-in (`?als=plaatsvervanger`)."""
    table = queries.by_slug(session(), slug)
    found = queries.seat(session(), table, number)
    part = Part.STAND_IN if request.args.get("als") == Part.STAND_IN.value else Part.MEMBER
    form = InviteForm()
    form.offer(themes(session()))
    if form.validate_on_submit():
        with form.refusals():
            inviting.invite(session(), found, form.given(part), actor=actor())
            session().commit()
            flash(_("De uitnodiging is verstuurd. De link werkt drie weken."), "ok")
            return redirect(url_for("tables.seat", slug=slug, number=number))
    parties = party_names(session())
    stand_in = part is Part.STAND_IN
    page = render_template(
        "tables/invite.html", form=form, slug=slug, name=table.name, number=number, stand_in=stand_in, parties=parties
    )
    return page, form.status


@needs(Permission.TABLE_EDIT)
def end(slug: str, number: int, key: int) -> Page:
    """Somebody leaves their seat; asks why first."""
    holding = queries.holding_of(session(), queries.by_slug(session(), slug), key)
    form = EndForm()
    if form.validate_on_submit():
        with form.refusals():
            rules.end(session(), holding, reason=form.reason.data, actor=actor())
            session().commit()
            flash(_("Deze persoon zit niet meer aan tafel. De zetel kan opnieuw worden gegeven."), "ok")
            return redirect(url_for("tables.seat", slug=slug, number=number))
    return render_template("tables/end.html", form=form, slug=slug, number=number, name=holding.name), form.status


@needs(Permission.TABLE_EDIT)
def send_again(slug: str, number: int, key: int) -> Response:
    """Send an invitation once more, with a new term."""
    return _act(slug, number, key, inviting.send_again, _("De uitnodiging is opnieuw verstuurd."))


@needs(Permission.TABLE_EDIT)
def take_back(slug: str, number: int, key: int) -> Response:
    """Withdraw an invitation."""
    return _act(slug, number, key, inviting.take_back, _("De uitnodiging is ingetrokken."))


def _act(slug: str, number: int, key: int, rule: Any, done: str) -> Response:
    holding = queries.holding_of(session(), queries.by_slug(session(), slug), key)
    try:
        rule(session(), holding, actor=actor())
        session().commit()
        flash(done, "ok")
    except RuleViolation as refusal:
        session().rollback()
        flash(refusal.message, "warning")
    return redirect(url_for("tables.seat", slug=slug, number=number))


def _row(table: DialogueTable, seat: TableSeat) -> dict[str, Any]:
    present = [one for one in seat.holdings if one.state in TAKEN]
    told = [_told(one) for one in present] or [_("nog vrij")]
    profile = _("Zetel %(n)s", n=seat.number)
    return {
        "text": f"{profile}: {seat.profile}" if seat.profile else profile,
        "plain": True,
        "href": url_for("tables.seat", slug=table.slug, number=seat.number),
        "meta": told,
    }


def _told(holding: SeatHolding) -> str:
    names = [holding.name, holding.organisation.name if holding.organisation else ""]
    state = str(STATES[holding.state]).lower()
    if holding.part is Part.STAND_IN:
        state = f"{str(PARTS[holding.part]).lower()}, {state}"
    return f"{', '.join(name for name in names if name)} ({state})"


def _person(holding: SeatHolding) -> dict[str, Any]:
    """Everything the secretariat may know of a holding."""
    since, until = holding.since, holding.until
    state = str(STATES[holding.state])
    if holding.state is HoldingState.ENDED and since is None:
        state = _("Uitnodiging ingetrokken")
    return {
        "key": holding.id,
        "name": holding.name or _("(naam verwijderd)"),
        "waits": holding.state is HoldingState.INVITED,
        "sits": holding.state is HoldingState.ACCEPTED,
        "facts": [
            (_("Stand"), state),
            (_("Als"), str(PARTS[holding.part])),
            (_("Partij"), holding.organisation.name if holding.organisation else ""),
            (_("Sector"), str(SECTORS[holding.sector])),
            (_("Ook"), ", ".join(words_of_member(holding.region, holding.young, holding.takes_part))),
            (_("E-mailadres"), holding.person.email if holding.person else holding.email),
            (_("Uitgenodigd"), short_date(holding.invited_at)),
            (_("Antwoord voor"), short_date(holding.expires_at) if holding.state is HoldingState.INVITED else ""),
            (_("Herinnerd"), str(holding.reminders) if holding.state is HoldingState.INVITED else ""),
            (_("Sinds"), short_date(since) if since else ""),
            (_("Tot"), short_date(until) if until else ""),
            (_("Reden"), holding.end_reason),
            (_("Gevraagd"), holding.asked),
            (_("Eigen toezegging"), holding.commitment),
        ],
        "needs": [(str(NEEDS[one.kind]), one.text, one.done_at is not None) for one in holding.needs],
    }
