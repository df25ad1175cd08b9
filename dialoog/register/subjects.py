"""The subjects of the register: what kinds there are, and how each is named, addressed and guarded.

Each domain declares its kinds in its own `subjects.py`; higher pages (search, audit, feeds, register) ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from sqlalchemy.orm import Session

from dialoog.permissions import Actor
from dialoog.register.models import Recorded


@dataclass(frozen=True)
class SubjectKind:
    """One kind: its model, Dutch name, page address, and whether an actor may see its texts."""

    name: str
    model: type[Recorded]
    label: LazyString
    title: Callable[[Any], str]
    address: Callable[[Any], str]
    may_see_texts: Callable[[Session, Actor, Any], bool]


_SUBJECTS: dict[str, SubjectKind] = {}


def declare(kind: SubjectKind) -> None:
    """Make a kind known."""
    _SUBJECTS[kind.name] = kind


def subject_kind(name: str) -> SubjectKind:
    """The declared kind. Raises KeyError when there is none."""
    return _SUBJECTS[name]


def all_subject_kinds() -> list[SubjectKind]:
    """Every declared kind."""
    return list(_SUBJECTS.values())


def load(session: Session, kind: str, subject_id: int) -> Recorded | None:
    """The subject itself."""
    return session.get(_SUBJECTS[kind].model, subject_id)
