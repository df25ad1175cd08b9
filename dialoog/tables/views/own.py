"""One's own seats: what was agreed, what everyone may read of it, and having it forgotten (P2)."""

import json
from typing import Any

from flask import Response as File
from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts.cookies import the_login
from dialoog.accounts.forms import ConfirmForm
from dialoog.accounts.queries import person_by_address
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.tables import queries
from dialoog.tables.labels import NEEDS, PARTS, STATES
from dialoog.tables.models import HoldingState, SeatHolding
from dialoog.tables.rules import holding as rules
from dialoog.tables.seat_forms import ShownForm
from dialoog.tables.shown import who, words_of_member
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import short_date

Page = str | tuple[str, int] | Response


def of_account(email: str) -> str:
    """The part of /mijn with the seats of somebody with an account; empty when they have none."""
    person = person_by_address(session(), email)
    found = queries.held_by(session(), person.id) if person else []
    sits = [one for one in found if one.state is HoldingState.ACCEPTED]
    tables = [(one.seat.table.name, f"/tafels/{one.seat.table.slug}", str(PARTS[one.part])) for one in sits]
    return render_template("tables/own_part.html", tables=tables) if found else ""


@needs(Permission.ACCOUNT_OWN)
def seats() -> str:
    """Every seat one holds or held, with what we keep of it."""
    found = queries.held_by(session(), the_login().person_id)
    left = [one for one in found if one.state is HoldingState.ENDED]
    return render_template("tables/own.html", seats=[_shown(one) for one in found], left=len(left))


@needs(Permission.ACCOUNT_OWN)
def seat(key: int) -> Page:
    """Change one's name as everyone reads it, and how much of it they read."""
    found = queries.held(session(), the_login().person_id, key)
    form = ShownForm(data={"name": found.name, "shown_as": found.shown_as.value})
    if form.validate_on_submit():
        with form.refusals():
            rules.show_as(session(), found, form.chosen(), name=form.name.data, actor=actor())
            session().commit()
            flash(_("Uw keuze is bewaard."), "ok")
            return redirect(url_for("tables.own"))
    return render_template("tables/own_seat.html", form=form, table=found.seat.table.name), form.status


@needs(Permission.ACCOUNT_OWN)
def forget() -> Page:
    """Have oneself forgotten in the seats one left; asks first."""
    if ConfirmForm().validate_on_submit():
        # What higher and lower domains know of them around the table goes along (wiring).
        for forget_person in current_app.extensions["dialoog_forgets"]:
            forget_person(session(), the_login().person_id, actor=actor())
        session().commit()
        flash(_("Uw naam en afspraken zijn verwijderd bij de zetels die u had, en bij wat u aan tafel opmerkte."), "ok")
        return redirect(url_for("tables.own"))
    return render_template("tables/own_forget.html")


@needs(Permission.ACCOUNT_OWN)
def as_file() -> File:
    """The same as a file."""
    found = queries.held_by(session(), the_login().person_id)
    text = json.dumps({"zetels": [_told(one) for one in found]}, ensure_ascii=False, indent=1)
    answer = File(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mijn-zetels.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(one: SeatHolding) -> dict[str, Any]:
    table = one.seat.table
    return {
        "key": one.id,
        "title": table.name,
        "href": f"/tafels/{table.slug}",
        "sits": one.state is HoldingState.ACCEPTED,
        "facts": [
            (_("Stand"), str(STATES[one.state])),
            (_("Als"), str(PARTS[one.part])),
            (_("Zetel"), one.seat.number),
            (_("Partij"), one.organisation.name if one.organisation else ""),
            (_("Sector"), str(SECTORS[one.sector])),
            (_("Ook"), ", ".join(words_of_member(one.region, one.young, one.takes_part))),
            (_("Sinds"), short_date(one.since) if one.since else ""),
            (_("Tot"), short_date(one.until) if one.until else ""),
            (_("Wat wij van u vragen"), one.asked),
            (_("Wat u wilt doen"), one.commitment),
            (_("Wat iedereen leest"), who(one)),
        ],
        "needs": [
            {"kind": str(NEEDS[need.kind]), "text": need.text, "note": need.note, "done": need.done_at}
            for need in one.needs
        ],
    }


def _told(one: SeatHolding) -> dict[str, Any]:
    """A seat in plain values."""
    return {
        "tafel": one.seat.table.name,
        "zetel": one.seat.number,
        "als": one.part,
        "stand": one.state,
        "naam": one.name,
        "partij": one.organisation.name if one.organisation else None,
        "sector": one.sector,
        "regio": one.region,
        "jong": one.young,
        "waarom": sorted(one.takes_part),
        "getoond": one.shown_as,
        "sinds": one.since.isoformat() if one.since else None,
        "tot": one.until.isoformat() if one.until else None,
        "redenEinde": one.end_reason or None,
        "gevraagd": one.asked,
        "toezegging": one.commitment,
        "nodig": [
            {"soort": need.kind, "wat": need.text, "geregeld": need.done_at is not None, "notitie": need.note}
            for need in one.needs
        ],
    }
