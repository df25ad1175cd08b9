"""Themes with the unit that usually answers, for secretariat and administrators."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.organisations import queries
from dialoog.organisations.forms import ThemeForm
from dialoog.organisations.models import Theme, Unit
from dialoog.organisations.rules import themes as rules
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.THEME_EDIT)
def themes() -> str:
    """All themes."""
    return render_template("organisations/themes.html", rows=[_cells(theme) for theme in queries.themes(session())])


@needs(Permission.THEME_EDIT)
def add_theme() -> Page:
    """A new theme."""
    form = ThemeForm()
    form.offer(queries.units(session(), active=True))
    if form.validate_on_submit():
        with form.refusals():
            rules.add_theme(session(), actor=actor(), name=form.name.data, unit=_unit(form))
            session().commit()
            return _saved(_("Het thema is toegevoegd."))
    return render_template("organisations/theme.html", form=form, theme=None), form.status


@needs(Permission.THEME_EDIT)
def theme(slug: str) -> Page:
    """Change a theme."""
    found = queries.theme(session(), slug)
    form = ThemeForm(data={"name": found.name, "active": found.active})
    form.offer(queries.units(session(), active=True), found.unit)
    if form.validate_on_submit():
        with form.refusals():
            rules.change_theme(
                session(),
                found,
                actor=actor(),
                name=form.name.data,
                unit=_unit(form),
                active=bool(form.active.data),
            )
            session().commit()
            return _saved(_("Het thema is bewaard."))
    return render_template("organisations/theme.html", form=form, theme=found), form.status


def _cells(theme: Theme) -> list[Any]:
    name = {"text": theme.name, "href": url_for("organisations.theme", slug=theme.slug)}
    return [name, theme.unit.name if theme.unit else "", _("Ja") if theme.active else _("Nee")]


def _unit(form: ThemeForm) -> Unit | None:
    return queries.unit(session(), form.unit.data) if form.unit.data else None


def _saved(message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("organisations.themes"))
