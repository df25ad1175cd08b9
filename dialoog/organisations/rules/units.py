"""Units of the ministry: who belongs to them, and who leads and so publishes (D6)."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import Person, Role
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Unit, UnitMember
from dialoog.organisations.queries import member
from dialoog.permissions import Actor
from dialoog.slugs import free_slug


def add_unit(session: Session, *, actor: Actor, name: str, ministry: str) -> Unit:
    """A new unit. Raises RuleViolation without a name, or when there is one of that name."""
    _check_name(session, name, None)
    unit = Unit(slug=free_slug(session, Unit.slug, name), name=name, ministry=ministry, active=True)
    session.add(unit)
    session.flush()
    _note(session, actor, "unit.added", unit)
    return unit


def change_unit(session: Session, unit: Unit, *, actor: Actor, name: str, ministry: str, active: bool) -> None:
    """Change a unit. One that is no longer in use stays on what it answered; its address stays too."""
    _check_name(session, name, unit)
    unit.name, unit.ministry, unit.active = name, ministry, active
    session.flush()
    _note(session, actor, "unit.changed", unit, active=active)


def place(session: Session, unit: Unit, person: Person, *, actor: Actor, lead: bool = False) -> UnitMember:
    """Let an official belong to a unit from today, or change whether they lead it.

    Raises RuleViolation for somebody without the role ministry.
    """
    if Role.MINISTRY not in person.roles:
        raise RuleViolation(_("%(name)s heeft de rol Ministerie nog niet.", name=person.name), field="person")
    found = member(session, unit, person.id)
    if found is None:
        found = UnitMember(unit=unit, person=person, is_lead=lead, since=clock.today())
        session.add(found)
    found.is_lead = lead
    session.flush()
    _note(session, actor, "unit.member", unit, person=person.id, lead=lead)
    return found


def take_out(session: Session, unit: Unit, person_id: int, *, actor: Actor) -> None:
    """Somebody no longer belongs to the unit, at once. Nothing happens when they did not."""
    found = member(session, unit, person_id)
    if found is None:
        return
    found.until = clock.today()
    session.flush()
    _note(session, actor, "unit.member-left", unit, person=person_id)


def _check_name(session: Session, name: str, unit: Unit | None) -> None:
    if not name.strip():
        raise RuleViolation(_("Vul een naam in."), field="name")
    same = session.scalar(select(Unit).where(func.lower(Unit.name) == name.lower()).limit(1))
    if same is not None and same is not unit:
        raise RuleViolation(_("Er is al een dienst met deze naam."), field="name")


def _note(session: Session, actor: Actor, action: str, unit: Unit, **detail: object) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="unit", subject_key=unit.slug, detail=detail or None)
