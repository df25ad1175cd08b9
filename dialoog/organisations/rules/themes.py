"""Themes: words people look for, each with the unit that usually answers."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Theme, Unit
from dialoog.permissions import Actor
from dialoog.slugs import free_slug


def add_theme(session: Session, *, actor: Actor, name: str, unit: Unit | None = None) -> Theme:
    """A new theme. Raises RuleViolation without a name, or when there is one of that name."""
    _check_name(session, name, None)
    theme = Theme(slug=free_slug(session, Theme.slug, name), name=name, unit=unit, active=True)
    session.add(theme)
    session.flush()
    _note(session, actor, "theme.added", theme)
    return theme


def change_theme(session: Session, theme: Theme, *, actor: Actor, name: str, unit: Unit | None, active: bool) -> None:
    """Change a theme. One that is no longer offered stays on what it was given to; its address stays too."""
    _check_name(session, name, theme)
    theme.name, theme.unit, theme.active = name, unit, active
    session.flush()
    _note(session, actor, "theme.changed", theme)


def _check_name(session: Session, name: str, theme: Theme | None) -> None:
    if not name.strip():
        raise RuleViolation(_("Vul een naam in."), field="name")
    same = session.scalar(select(Theme).where(func.lower(Theme.name) == name.lower()).limit(1))
    if same is not None and same is not theme:
        raise RuleViolation(_("Er is al een thema met deze naam."), field="name")


def _note(session: Session, actor: Actor, action: str, theme: Theme) -> None:
    detail = {"name": theme.name, "unit": theme.unit.slug if theme.unit else None, "active": theme.active}
    audit.note(session, actor=actor, action=action, subject_kind="theme", subject_key=theme.slug, detail=detail)
