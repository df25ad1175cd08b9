"""Units of the ministry with their people, for administrators."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.models import Person, Role
from dialoog.accounts.queries import person as find_person
from dialoog.accounts.queries import staff_and_others
from dialoog.organisations import queries
from dialoog.organisations.forms import MemberForm, UnitForm
from dialoog.organisations.models import Unit, UnitMember
from dialoog.organisations.rules import units as rules
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.UNIT_EDIT)
def units() -> str:
    """All units with who belongs to them. Reading it is noted."""
    audit.note_read(actor=actor(), action="units.read")
    members = queries.members_by_unit(session())
    rows = [_row(unit, members.get(unit.id, [])) for unit in queries.units(session())]
    return render_template("organisations/units.html", rows=rows)


@needs(Permission.UNIT_EDIT)
def add_unit() -> Page:
    """A new unit."""
    form = UnitForm()
    if form.validate_on_submit():
        with form.refusals():
            made = rules.add_unit(session(), actor=actor(), name=form.name.data, ministry=form.ministry.data)
            session().commit()
            return _saved(made, _("De dienst is toegevoegd. Voeg nu mensen toe."))
    return render_template("organisations/unit_new.html", form=form), form.status


@needs(Permission.UNIT_EDIT)
def unit(slug: str) -> Page:
    """One unit: its name, whether it is in use, its people."""
    found = queries.unit(session(), slug)
    form = UnitForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            rules.change_unit(
                session(),
                found,
                actor=actor(),
                name=form.name.data,
                ministry=form.ministry.data,
                active=bool(form.active.data),
            )
            session().commit()
            return _saved(found, _("De dienst is bewaard."))
    return _unit_page(found, form, MemberForm(formdata=None))


@needs(Permission.UNIT_EDIT)
def place_member(slug: str) -> Page:
    """Let somebody belong to the unit, or lead it."""
    found = queries.unit(session(), slug)
    form = MemberForm()
    form.offer(_officials())
    if form.validate():
        with form.refusals():
            person = find_person(session(), form.person.data)
            rules.place(session(), found, person, actor=actor(), lead=bool(form.lead.data))
            session().commit()
            return _saved(found, _("%(name)s hoort nu bij deze dienst.", name=person.name))
    return _unit_page(found, UnitForm(formdata=None, obj=found), form)


@needs(Permission.UNIT_EDIT)
def take_out_member(slug: str, person_id: int) -> Response:
    """Somebody no longer belongs to the unit."""
    found = queries.unit(session(), slug)
    rules.take_out(session(), found, person_id, actor=actor())
    session().commit()
    return _saved(found, _("Deze persoon hoort niet meer bij de dienst."))


def _row(unit: Unit, members: list[UnitMember]) -> dict[str, Any]:
    leads = ", ".join(member.person.name for member in members if member.is_lead)
    meta = [unit.ministry, ngettext("%(num)s mens", "%(num)s mensen", len(members))]
    meta.append(_("geleid door %(names)s", names=leads) if leads else _("heeft nog geen leiding"))
    if not unit.active:
        meta.append(_("niet meer in gebruik"))
    return {
        "text": unit.name,
        "href": url_for("organisations.unit", slug=unit.slug),
        "meta": meta,
        "plain": True,
    }


def _unit_page(found: Unit, form: UnitForm, member_form: MemberForm) -> Page:
    member_form.offer(_officials())
    members = queries.members_by_unit(session()).get(found.id, [])
    audit.note_read(actor=actor(), action="unit.read", subject_kind="unit", subject_key=found.slug)
    page = render_template("organisations/unit.html", form=form, member_form=member_form, unit=found, members=members)
    return page, max(form.status, member_form.status)


def _officials() -> list[Person]:
    return list(session().scalars(staff_and_others(role=Role.MINISTRY).where(Person.active).order_by(Person.name)))


def _saved(found: Unit, message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("organisations.unit", slug=found.slug))
