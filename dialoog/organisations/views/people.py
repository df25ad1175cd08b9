"""People with an account, for administrators: roles, access, a way back in (P1, P4)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit, sessions
from dialoog.accounts.labels import ROLES
from dialoog.accounts.models import Person, Role
from dialoog.accounts.queries import person as find_person
from dialoog.accounts.queries import staff_and_others
from dialoog.accounts.rules import own_data
from dialoog.accounts.rules import people as rules
from dialoog.organisations import queries
from dialoog.organisations.forms import ActForm, PersonForm
from dialoog.organisations.models import UnitMember
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page, page_by_key

Page = tuple[str, int] | Response


@needs(Permission.PERSON_MANAGE)
def people() -> str:
    """Everybody with an account, newest first, and open invitations. Reading it is noted."""
    after, size = asked_page()
    words = request.args.get("q", "").strip()[:200]
    asked_role = request.args.get("rol", "")
    role = Role(asked_role) if asked_role in set(Role) else None
    page = page_by_key(session(), staff_and_others(words, role), Person.id, after=after, size=size)
    given: dict[str, Any] = {k: v for k, v in (("q", words), ("rol", role.value if role else "")) if v}
    audit.note_read(actor=actor(), action="people.read", detail=given)
    units = queries.memberships(session(), [person.id for person in page.rows])
    return render_template(
        "organisations/people.html",
        page=page,
        rows=[_cells(person, units.get(person.id, [])) for person in page.rows],
        role_options=[(one.value, ROLES[one], None) for one in Role],
        invitations=[] if after or given else queries.open_invitations(session()),
        words=words,
        role=role,
        next_href=url_for("organisations.people", **given, na=page.next_key) if page.next_key else None,
        first_href=url_for("organisations.people", **given) if after else None,
    )


@needs(Permission.PERSON_MANAGE)
def person(person_id: int) -> Page:
    """One person; POST changes name, title, roles and access. Reading it is noted."""
    found = find_person(session(), person_id)
    form = PersonForm(obj=found, data=None if request.method == "POST" else {"roles": sorted(found.roles)})
    if form.validate_on_submit():
        with form.refusals():
            own_data.correct(session(), found, actor=actor(), name=form.name.data, job_title=form.job_title.data)
            rules.set_roles(session(), found, [Role(role) for role in form.roles.data or []], actor=actor())
            rules.set_active(session(), found, bool(form.active.data), actor=actor())
            session().commit()
            return _saved(found, _("De gegevens zijn bewaard."))
    audit.note_read(actor=actor(), action="person.read", subject_kind="person", subject_key=found.id)
    page = render_template(
        "organisations/person.html",
        form=form,
        person=found,
        units=queries.memberships(session(), [found.id]).get(found.id, []),
        logins=len(sessions.running_of(session(), found)),
    )
    return page, form.status


@needs(Permission.PERSON_MANAGE)
def reset_second_factor(person_id: int) -> str | Response:
    """Take away a second factor that was lost; asks first."""
    found = find_person(session(), person_id)
    if ActForm().validate_on_submit():
        rules.reset_second_factor(session(), found, actor=actor())
        session().commit()
        return _saved(found, _("De tweede stap is weggehaald. Bij het inloggen stelt deze persoon hem opnieuw in."))
    return render_template("organisations/reset_second_factor.html", person=found)


@needs(Permission.PERSON_MANAGE)
def end_sessions(person_id: int) -> Response:
    """Log somebody out everywhere."""
    found = find_person(session(), person_id)
    rules.end_sessions(session(), found, actor=actor())
    session().commit()
    return _saved(found, _("Deze persoon is overal uitgelogd."))


def _cells(person: Person, units: list[UnitMember]) -> list[Any]:
    places = [_("%(unit)s (leiding)", unit=m.unit.name) if m.is_lead else m.unit.name for m in units]
    return [
        {"text": person.name, "href": url_for("organisations.person", person_id=person.id)},
        person.email,
        ", ".join(str(ROLES[role]) for role in sorted(person.roles)),
        ", ".join(places),
        _access(person),
    ]


def _access(person: Person) -> str:
    if not person.active:
        return _("Stopgezet")
    if person.roles and person.totp_confirmed_at is None:
        return _("Tweede stap ontbreekt")
    return _("In orde")


def _saved(found: Person, message: str) -> Response:
    flash(message, "ok")
    return redirect(url_for("organisations.person", person_id=found.id))
