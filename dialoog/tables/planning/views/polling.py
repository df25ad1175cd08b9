"""The poll on a year's dates as a matrix, and fixing dates (T4)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.forms import ConfirmForm
from dialoog.accounts.models import Person
from dialoog.errors import NotFound, RuleViolation
from dialoog.meetings.calendar.forms import seen
from dialoog.permissions import Permission
from dialoog.tables.planning import polls, queries, rules
from dialoog.tables.planning.forms import PollForm
from dialoog.tables.planning.models import Liking, PlannedDate
from dialoog.tables.planning.shown import LIKINGS, SHAPES
from dialoog.tables.planning.views.cycles import back, page_of
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date

Page = tuple[str, int] | Response
Said = dict[int, dict[int, Liking]]


@needs(Permission.MEETING_EDIT)
def poll(slug: str, year: int) -> Page:
    """What members said, person by date; POST begins a poll."""
    cycle = queries.cycle_at(session(), slug, year)
    form = PollForm()
    if form.validate_on_submit():
        with form.refusals():
            polls.start(session(), cycle, closes_on=form.chosen(), actor=actor())
            session().commit()
            flash(_("De peiling loopt. Iedereen aan de tafel krijgt een mail."), "ok")
            return redirect(url_for("planning.poll", slug=slug, year=year))
    if form.errors:
        return page_of(cycle, poll_form=form), 400
    found = queries.last_poll(session(), cycle)
    if found is None:
        raise NotFound
    people, dates = polls.asked(session(), cycle), polls.choices(session(), cycle)
    said = queries.answers_to(session(), found)
    audit.note_read(actor=actor(), action="poll.read", subject_kind=rules.SUBJECT, subject_key=slug)
    page = render_template(
        "tables/planning/poll.html",
        cycle=cycle,
        table=cycle.table,
        poll=found,
        running=polls.is_open(found),
        until=long_date(found.closes_on),
        silent=sum(person.id not in said for person in people),
        dates=[_date(one, people, said) for one in dates],
        rows=[_row(person, dates, said) for person in people],
    )
    return page, 200


def _date(one: PlannedDate, people: Sequence[Person], said: Said) -> dict[str, Any]:
    counts = Counter(said[person.id].get(one.id) for person in people if person.id in said)
    told = [f"{counts[liking]} {str(words).lower()}" for liking, words in LIKINGS.items() if counts[liking]]
    return {
        "key": one.id,
        "day": long_date(one.day or one.wished_on),
        "told": ", ".join(told) or _("nog geen antwoord"),
        "all": counts[Liking.YES] == len(people) > 0,
    }


def _row(person: Person, dates: Sequence[PlannedDate], said: Said) -> dict[str, Any]:
    known = said.get(person.id, {})
    cells = []
    for one in dates:
        liking = known.get(one.id)
        words = LIKINGS[liking] if liking else _("geen antwoord")
        cells.append({"shape": SHAPES[liking], "text": words, "day": long_date(one.day or one.wished_on)})
    return {"name": person.name, "cells": cells}


@needs(Permission.MEETING_EDIT)
def close(slug: str, year: int) -> Response:
    """No more answers."""
    cycle = queries.cycle_at(session(), slug, year)
    found = queries.last_poll(session(), cycle)
    if found is None:
        raise NotFound
    if ConfirmForm().validate_on_submit():
        try:
            polls.close(session(), found, actor=actor())
            session().commit()
            flash(_("De peiling is gesloten. Leg nu datums vast."), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(url_for("planning.poll", slug=slug, year=year))


@needs(Permission.MEETING_EDIT)
def fix(slug: str, year: int) -> Response:
    """Make the meetings of the ticked dates, and invite."""
    cycle = queries.cycle_at(session(), slug, year)
    keys = {seen(value) for value in request.form.getlist("datum")}
    if ConfirmForm().validate_on_submit():
        try:
            made = rules.fix(session(), cycle, keys, version=seen(request.form.get("version")), actor=actor())
            session().commit()
            one, more = "%(num)d bijeenkomst is vastgelegd.", "%(num)d bijeenkomsten zijn vastgelegd."
            flash(ngettext(one, more, len(made)) + " " + _("De uitnodigingen gaan de deur uit."), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(back(slug, year))
