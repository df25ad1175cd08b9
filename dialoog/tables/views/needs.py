"""What members need to take part, as a list the secretariat works through (T2, R82)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.permissions import Permission
from dialoog.tables import queries
from dialoog.tables.labels import NEEDS
from dialoog.tables.models import MemberNeed
from dialoog.tables.rules import helping
from dialoog.tables.seat_forms import NeedForm
from dialoog.web.access import needs as needs_permission
from dialoog.web.context import actor, session

Page = str | tuple[str, int] | Response


@needs_permission(Permission.TABLE_EDIT)
def needs(slug: str) -> Page:
    """Every need, open ones first. Reading them is noted (P4)."""
    table = queries.by_slug(session(), slug)
    found = queries.needs_of(session(), table)
    audit.note_read(actor=actor(), action="needs.read", subject_kind="tafel", subject_key=slug)
    return render_template(
        "tables/needs.html",
        table=table,
        open=[_line(one) for one in found if one.done_at is None],
        done=[_line(one) for one in found if one.done_at is not None],
    )


@needs_permission(Permission.TABLE_EDIT)
def need(slug: str, key: int) -> Page:
    """Note what was done about a need."""
    table = queries.by_slug(session(), slug)
    found = helping.need_of(session(), table, key)
    form = NeedForm(data={"note": found.note, "done": found.done_at is not None})
    if form.validate_on_submit():
        with form.refusals():
            helping.follow_up(session(), found, note=form.note.data, done=bool(form.done.data), actor=actor())
            session().commit()
            flash(_("Uw notitie is bewaard."), "ok")
            return redirect(url_for("tables.needs", slug=slug))
    if request.method == "GET":
        audit.note_read(actor=actor(), action="need.read", subject_kind="behoefte", subject_key=key)
    return render_template("tables/need.html", form=form, table=table, need=_line(found)), form.status


def _line(one: MemberNeed) -> dict[str, Any]:
    holding = one.holding
    return {
        "key": one.id,
        "kind": str(NEEDS[one.kind]),
        "text": one.text,
        "who": ", ".join(part for part in (holding.name, holding.organisation and holding.organisation.name) if part),
        "seat": holding.seat.number,
        "told": one.told_at,
        "note": one.note,
        "done": one.done_at,
    }
