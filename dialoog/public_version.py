"""One row that tells whether anything public pages show has changed since: the page cache's key.

Raised in the transaction that changes a table marked `shown_publicly`, so a cached page is never stale,
on any number of processes.
"""

from typing import Any

from sqlalchemy import event, inspect, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from dialoog.db import Base, WorkSession

_CHANGED = "public_changed"
READ_VERSION = "SELECT version FROM public_version WHERE id = 1"


class PublicVersion(Base):
    """The single row."""

    __tablename__ = "public_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


_RAISE = update(PublicVersion).where(PublicVersion.id == 1).values(version=PublicVersion.version + 1)


def raise_if_changed(session: Session) -> None:
    """Raise the version if the transaction changed something public. Called once, just before the log is locked."""
    if session.info.pop(_CHANGED, False):
        session.connection().execute(_RAISE)


@event.listens_for(WorkSession, "after_flush")
def _note_flushed(session: Session, _context: UOWTransaction) -> None:
    if session.info.get(_CHANGED):
        return
    touched = {type(obj) for group in (session.new, session.dirty, session.deleted) for obj in group}
    if any(getattr(kind, "shown_publicly", False) for kind in touched):
        session.info[_CHANGED] = True


@event.listens_for(WorkSession, "do_orm_execute")
def _note_bulk(state: ORMExecuteState) -> None:
    if state.is_select or state.bind_mapper is None:
        return
    kind: Any = inspect(state.bind_mapper).class_
    if getattr(kind, "shown_publicly", False):
        state.session.info[_CHANGED] = True


@event.listens_for(WorkSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_CHANGED, None)
