"""School holidays, which no meeting is planned in: the list, and taking in a table of them (T4)."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts.forms import ConfirmForm
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.tables.planning import queries
from dialoog.tables.planning import school_holidays as rules
from dialoog.tables.planning.forms import HolidaysForm
from dialoog.tables.planning.models import SchoolHoliday
from dialoog.tables.planning.shown import REGIONS
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import short_date

SHOWN_BACK = timedelta(days=60)
Page = tuple[str, int] | Response


@needs(Permission.MEETING_EDIT)
def holidays() -> Page:
    """What is known; POST takes in a table, or says row by row what is wrong with it."""
    form = HolidaysForm()
    findings: list[tuple[int, str]] = []
    if form.validate_on_submit():
        with form.refusals():
            found = rules.read(form.content())
            findings = found.findings
            if not findings:
                new, changed = rules.keep(session(), found.rows, actor=actor())
                session().commit()
                flash(_told(new, changed), "ok")
                return redirect(url_for("planning.holidays"))
    known = queries.school_holidays(session(), clock.today() - SHOWN_BACK)
    page = render_template(
        "tables/planning/school_holidays.html",
        form=form,
        findings=findings,
        holidays=[
            {
                "key": one.id,
                "name": one.name,
                "region": REGIONS[one.region],
                "first": short_date(one.first_day),
                "last": short_date(one.last_day),
                "sample": one.sample,
            }
            for one in known
        ],
        samples=any(one.sample for one in known),
    )
    return page, 400 if findings else form.status


def _told(new: int, changed: int) -> str:
    if not new and not changed:
        return _("Alles uit deze tabel stond er al. Er is niets gewijzigd.")
    parts = [ngettext("%(num)d vakantie erbij", "%(num)d vakanties erbij", new)] if new else []
    parts += [ngettext("%(num)d gewijzigd", "%(num)d gewijzigd", changed)] if changed else []
    return ", ".join(parts) + "."


@needs(Permission.MEETING_EDIT)
def remove(key: int) -> Response:
    """Take one away."""
    found = session().get(SchoolHoliday, key)
    if found is None:
        raise NotFound
    if ConfirmForm().validate_on_submit():
        rules.remove(session(), found, actor=actor())
        session().commit()
        flash(_("De vakantie is verwijderd."), "ok")
    return redirect(url_for("planning.holidays"))
