"""The years of a table: making one, its proposed dates with why, adjusting them, its phase and goal (T4, R95, R105)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts.forms import ConfirmForm
from dialoog.errors import Conflict, NotFound, RuleViolation
from dialoog.meetings.calendar.forms import seen
from dialoog.meetings.calendar.shown import moment_of
from dialoog.meetings.models import Meeting
from dialoog.permissions import Permission
from dialoog.tables.planning import polls, queries, rules
from dialoog.tables.planning.forms import CycleForm, DateForm, GoalForm, PhaseForm, PollForm, RhythmForm
from dialoog.tables.planning.models import Cycle, PlannedDate
from dialoog.tables.planning.shown import PHASES, REGIONS, WEEKDAYS, phases_of
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date, short_date

Page = tuple[str, int] | Response
# So often a year a dialogue table meets (T1, R79).
USUAL = (3, 4)


def back(slug: str, year: int) -> str:
    """The page of a year."""
    return url_for("planning.cycle", slug=slug, year=year)


@needs(Permission.MEETING_EDIT)
def cycles(slug: str) -> Page:
    """The years of a table; POST begins one, with proposed dates."""
    table = queries.table_at(session(), slug)
    known = queries.cycles_of(session(), table)
    form = CycleForm() if request.method == "POST" else CycleForm.for_table(table, [one.year for one in known])
    if form.validate_on_submit():
        with form.refusals():
            made = rules.start_cycle(session(), table, form.year.data or 0, form.rhythm(), actor=actor())
            session().commit()
            flash(_("Het jaar is gemaakt, met een voorstel voor de datums."), "ok")
            return redirect(back(slug, made.year))
    goals = queries.goals_of(session(), table)
    rows = [_year(table.slug, one) for one in known]
    page = render_template("tables/planning/cycles.html", table=table, form=form, goals=goals, rows=rows)
    return page, form.status


def _year(slug: str, cycle: Cycle) -> dict[str, Any]:
    return {
        "text": str(cycle.year),
        "plain": True,
        "href": back(slug, cycle.year),
        "meta": [
            ngettext("%(num)d bijeenkomst gewenst", "%(num)d bijeenkomsten gewenst", cycle.meetings),
            _("fase: %(phase)s", phase=str(PHASES[cycle.phase]).lower()),
        ],
    }


@needs(Permission.MEETING_EDIT)
def cycle(slug: str, year: int) -> Page:
    """One year; POST adds a date. Who comes second is told, with what they typed kept."""
    found = queries.cycle_at(session(), slug, year)
    form = DateForm()
    if form.validate_on_submit():
        try:
            with form.refusals():
                version = seen(form.version.data)
                rules.add_date(
                    session(), found, form.chosen(), despite=form.despite.data, version=version, actor=actor()
                )
                session().commit()
                flash(_("De datum staat in de lijst."), "ok")
                return redirect(back(slug, year))
        except Conflict as conflict:
            _stepped_on(form, conflict, found.version)
    return page_of(found, date_form=form), 409 if form.form_errors else form.status


def _stepped_on(form: Any, conflict: Conflict, version: int) -> None:
    session().rollback()
    form.form_errors.append(conflict.message)
    form.version.data = str(version)


def page_of(found: Cycle, *, date_form: DateForm | None = None, poll_form: PollForm | None = None) -> str:
    """The page of a year, with a form that was refused if there is one."""
    dates = [one for one in queries.dates_of(session(), found) if one.meeting_id is None]
    met = queries.meetings_of(session(), found)
    last = queries.last_poll(session(), found)
    date_form = date_form or DateForm(formdata=None)
    if not date_form.version.data:
        date_form.version.data = str(found.version)
    return render_template(
        "tables/planning/cycle.html",
        table=found.table,
        cycle=found,
        rhythm=_rhythm(found),
        phases=phases_of(found),
        met=[_met(one) for one in met],
        fixed=sum(one.cancelled_at is None for one in met),
        fitting=[_date(one) for one in dates if polls.can_be_chosen(one)],
        lacking=[_date(one) for one in dates if not polls.can_be_chosen(one)],
        poll=last,
        running=polls.is_open(last),
        until=long_date(last.closes_on) if last else None,
        date_form=date_form,
        poll_form=poll_form or PollForm(formdata=None),
    )


def _rhythm(found: Cycle) -> list[tuple[str, str]]:
    regions = [str(name).lower() for region, name in REGIONS.items() if region.value in found.regions]
    return [
        (_("Aantal"), _number(found.meetings)),
        (_("Liefst op"), str(WEEKDAYS[found.weekday]) if found.weekday is not None else _("maakt niet uit")),
        (_("Tijd"), _("van %(begin)s tot %(end)s uur", begin=f"{found.begins:%H.%M}", end=f"{found.ends:%H.%M}")),
        (_("Plaats"), found.place or _("nog niet bekend")),
        (_("Schoolvakanties"), ", ".join(regions) or _("worden niet overgeslagen")),
    ]


def _number(meetings: int) -> str:
    """How many meetings are wished, and whether that is what a table is for (R79)."""
    told = ngettext("%(num)d bijeenkomst", "%(num)d bijeenkomsten", meetings)
    return told if meetings in USUAL else _("%(number)s (gewoon is 3 of 4)", number=told)


def _met(one: Meeting) -> dict[str, Any]:
    ahead = one.held_on is not None and one.held_on >= clock.today()
    return {
        "text": moment_of(one),
        "plain": True,
        "href": url_for("calendar.invitations", slug=one.slug),
        "state": "afgelast" if one.cancelled_at else "gepland" if ahead else None,
        "meta": [part for part in (one.title, one.place) if part],
    }


def _date(one: PlannedDate) -> dict[str, Any]:
    text = long_date(one.day) if one.day else _("Geen datum rond %(day)s", day=short_date(one.wished_on))
    over = one.day is not None and one.day <= clock.today()
    return {"key": one.id, "text": text, "why": _("Deze dag is geweest en niet vastgelegd.") if over else one.why}


@needs(Permission.MEETING_EDIT)
def rhythm(slug: str, year: int) -> Page:
    """Another rhythm, time or place: dates that are not fixed are proposed anew."""
    found = queries.cycle_at(session(), slug, year)
    form = RhythmForm() if request.method == "POST" else RhythmForm.of(found)
    theirs = None
    if form.validate_on_submit():
        try:
            with form.refusals():
                version = seen(form.version.data)
                rules.change_rhythm(session(), found, form.rhythm(), version=version, actor=actor())
                session().commit()
                flash(_("Het ritme is gewijzigd. De datums die nog niet vastlagen zijn opnieuw voorgesteld."), "ok")
                return redirect(back(slug, year))
        except Conflict as conflict:
            _stepped_on(form, conflict, found.version)
            theirs = _rhythm(found)
    page = render_template("tables/planning/rhythm.html", table=found.table, cycle=found, form=form, theirs=theirs)
    return page, 409 if theirs else form.status


@needs(Permission.MEETING_EDIT)
def again(slug: str, year: int) -> Response:
    """New proposals for what is not fixed."""
    found = queries.cycle_at(session(), slug, year)
    if ConfirmForm().validate_on_submit():
        try:
            rules.propose_again(session(), found, version=seen(request.form.get("version")), actor=actor())
            session().commit()
            flash(_("Er is een nieuw voorstel voor de datums die niet vastliggen."), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(back(slug, year))


@needs(Permission.MEETING_EDIT)
def remove(slug: str, year: int, key: int) -> Response:
    """Take a date from the list."""
    found = queries.cycle_at(session(), slug, year)
    planned = session().get(PlannedDate, key)
    if planned is None or planned.cycle_id != found.id:
        raise NotFound
    if ConfirmForm().validate_on_submit():
        try:
            rules.remove_date(session(), found, planned, version=seen(request.form.get("version")), actor=actor())
            session().commit()
            flash(_("De datum is uit de lijst."), "ok")
        except RuleViolation as refusal:
            session().rollback()
            flash(refusal.message, "warning")
    return redirect(back(slug, year))


@needs(Permission.MEETING_EDIT)
def phase(slug: str, year: int) -> Page:
    """Where the cycle is now."""
    found = queries.cycle_at(session(), slug, year)
    form = PhaseForm(data={"phase": found.phase.value, "version": str(found.version)})
    status = form.status
    if form.validate_on_submit():
        try:
            rules.set_phase(session(), found, form.chosen(), version=seen(form.version.data), actor=actor())
            session().commit()
            flash(_("De fase is nu: %(phase)s.", phase=str(PHASES[found.phase]).lower()), "ok")
            return redirect(back(slug, year))
        except Conflict as conflict:
            _stepped_on(form, conflict, found.version)
            status = 409
    page = render_template(
        "tables/planning/phase.html", table=found.table, cycle=found, form=form, now=PHASES[found.phase]
    )
    return page, status if status == 409 else form.status


@needs(Permission.MEETING_EDIT)
def goal(slug: str) -> Page:
    """What the table works towards, with the versions before it."""
    table = queries.table_at(session(), slug)
    known = queries.goals_of(session(), table)
    present = known[0] if known else None
    form = GoalForm(data={"text": present.text if present else "", "seen": str(present.n if present else 0)})
    form.reason.flags.optional = False
    status = 200
    if form.validate_on_submit():
        try:
            with form.refusals():
                number, why = seen(form.seen.data), form.reason.data
                rules.set_goal(session(), table, form.text.data, reason=why, seen=number, actor=actor())
                session().commit()
                flash(_("Het doel is bewaard."), "ok")
                return redirect(url_for("planning.cycles", slug=slug))
        except Conflict as conflict:
            session().rollback()
            form.form_errors.append(conflict.message)
            form.seen.data, status = str(present.n if present else 0), 409
    page = render_template("tables/planning/goal.html", table=table, form=form, goals=known)
    return page, status if status == 409 else form.status
