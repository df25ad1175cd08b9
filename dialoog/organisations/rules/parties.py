"""Parties: one entry per party, with its sector."""

from flask_babel import gettext as _
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.db import Base
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Organisation, Sector
from dialoog.permissions import Actor
from dialoog.slugs import free_slug


def add_party(session: Session, *, actor: Actor, name: str, sector: Sector) -> Organisation:
    """A new party, for everyone to know of. Raises RuleViolation without a name, or when there is one of that name."""
    _check_name(session, name, None)
    party = Organisation(
        slug=free_slug(session, Organisation.slug, name), name=name, sector=sector, created_at=clock.now(), listed=True
    )
    session.add(party)
    session.flush()
    _note(session, actor, "party.added", party)
    return party


def change_party(session: Session, party: Organisation, *, actor: Actor, name: str, sector: Sector) -> None:
    """Correct a party's name or sector; its address stays. Raises RuleViolation as `add_party`."""
    _check_name(session, name, party)
    party.name, party.sector = name, sector
    session.flush()
    _note(session, actor, "party.changed", party)


def remove_unused(session: Session, party: Organisation) -> bool:
    """Remove a party that nothing tells of any more, with its name (D1, P2); whether it is gone.

    What staff put in the list stays there.
    """
    session.flush()
    keys = (key for table in Base.metadata.tables.values() for key in table.foreign_keys)
    ties = [exists().where(key.parent == party.id) for key in keys if key.column is Organisation.__table__.c.id]
    if party.listed or session.scalar(select(or_(*ties))):
        return False
    session.delete(party)
    session.flush()
    return True


def _check_name(session: Session, name: str, party: Organisation | None) -> None:
    if not name.strip():
        raise RuleViolation(_("Vul een naam in."), field="name")
    same = session.scalar(select(Organisation).where(func.lower(Organisation.name) == name.lower()).limit(1))
    if same is not None and same is not party:
        raise RuleViolation(_("Er is al een partij met deze naam."), field="name")


def _note(session: Session, actor: Actor, action: str, party: Organisation) -> None:
    detail = {"name": party.name, "sector": party.sector.value}
    audit.note(session, actor=actor, action=action, subject_kind="organisation", subject_key=party.slug, detail=detail)
