"""Rows that several processes work on: added once, claimed by one worker at a time under a lease.

One suite for SQLite and PostgreSQL: what differs between the two stands here and nowhere else. On PostgreSQL the rows
are picked FOR UPDATE SKIP LOCKED; SQLite knows no row locks, leaves those words out, and needs none, because a
writing session begins IMMEDIATE. Clocks of several hosts may differ by less than a lease.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, String, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from dialoog import clock
from dialoog.db import Base, Database, Key

LEASE = timedelta(seconds=60)
# After the first, second, … attempt that failed; after the last one a row is given up: four days in all.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=36),
)


class Leased:
    """Columns of a table whose rows are claimed: who works on it until when, and how often it was tried."""

    id: Mapped[Key]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))


Model = TypeVar("Model", bound=Base)
Row = TypeVar("Row", bound=Leased)


def insert_once(session: Session, model: type[Model], values: dict[str, Any], *, unique: Sequence[str]) -> Model | None:
    """Insert a row, or give None when there is one with the same unique columns (of another transaction too)."""
    return next(iter(insert_many_once(session, model, [values], unique=unique)), None)


def insert_many_once(
    session: Session, model: type[Model], rows: Sequence[dict[str, Any]], *, unique: Sequence[str]
) -> list[Model]:
    """As `insert_once`, for many rows in a few statements; what was there already is left out."""
    if not rows:
        return []
    return list(session.scalars(_unless_there(session.get_bind().dialect.name, model, tuple(unique)), rows))


@lru_cache
def _unless_there(dialect: str, model: type[Model], unique: tuple[str, ...]) -> ReturningInsert[tuple[Model]]:
    insert: sqlite.Insert | postgresql.Insert
    insert = sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
    return insert.on_conflict_do_nothing(index_elements=unique).returning(model)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None: give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def killed_too_often(attempts: int) -> bool:
    """Whether this attempt is one too many: the ones before ended without an outcome, so the process was killed."""
    return attempts > len(PAUSES) + 1


@dataclass(frozen=True)
class Worklist(Generic[Row]):
    """A table of work: which rows wait (`waiting`), and from when each is due."""

    model: type[Row]
    waiting: ColumnElement[bool]
    due_at: InstrumentedAttribute[datetime]


class Claims(Generic[Row]):
    """One worker's claims on the rows of one worklist. Safe to use from several threads."""

    def __init__(self, database: Database, work: Worklist[Row], *, worker: str, lease: timedelta = LEASE) -> None:
        self._database = database
        self._work = work
        self._worker = worker
        self._lease = lease
        # id → until when (monotonic) the lease is surely ours.
        self._held: dict[int, float] = {}
        self._lock = threading.Lock()

    def take(self, most: int) -> list[Row]:
        """Claim up to so many due rows, oldest first; each claim counts as an attempt.

        Looks before it writes, so that having nothing to do costs no write transaction. A row whose worker
        vanished is claimed alone: if it was the row that killed the worker, it takes no others along.
        """
        with self._database.session(read_only=True) as session:
            if session.scalar(select(self._work.model.id).where(self._free()).limit(1)) is None:
                return []
        began = time.monotonic()
        with self._database.transaction() as session:
            ids = self._pick(session, most)
            rows = {row.id: row for row in self._lease_out(session, ids)} if ids else {}
        self._hold(ids, began)
        return [rows[key] for key in ids]

    def holds(self, row: Row) -> bool:
        """Whether the lease is surely still ours (not if this process was frozen, or could not renew it)."""
        with self._lock:
            return self._held.get(row.id, 0.0) > time.monotonic()

    def renew(self) -> None:
        """Prolong the leases of all rows held; forget those that are no longer ours."""
        with self._lock:
            ids = list(self._held)
        if not ids:
            return
        began = time.monotonic()
        model = self._work.model
        with self._database.transaction() as session:
            kept = session.scalars(
                update(model)
                .where(model.id.in_(ids), model.leased_by == self._worker)
                .values(lease_until=clock.now() + self._lease)
                .returning(model.id)
            ).all()
        with self._lock:
            for key in ids:
                if key in self._held:
                    self._held[key] = began + self._lease.total_seconds() if key in kept else 0.0

    def note(self, row: Row, change: Callable[[Session, Row], None], *, even_if_lost: bool = False) -> bool:
        """Apply what became of a claimed row, in a short transaction of its own, and let it go.

        Gives False, and changes nothing, when the row is gone or another worker took it over meanwhile, unless
        `even_if_lost`: for what has happened whoever holds the row.
        """
        try:
            with self._database.transaction() as session:
                fresh = session.get(self._work.model, row.id, with_for_update=True)
                if fresh is None or not (even_if_lost or fresh.leased_by == self._worker):
                    return False
                change(session, fresh)
                fresh.lease_until = fresh.leased_by = None
                return True
        finally:
            # What could not be noted is no longer prolonged, so that the row comes back when the lease ends.
            with self._lock:
                self._held.pop(row.id, None)

    def release(self, rows: Sequence[Row]) -> None:
        """Give back rows that were claimed and not begun: any worker may take them at once, nothing is counted."""
        with self._lock:
            ids = [row.id for row in rows if self._held.pop(row.id, None) is not None]
        if ids:
            model = self._work.model
            with self._database.transaction() as session:
                session.execute(
                    update(model)
                    .where(model.id.in_(ids), model.leased_by == self._worker)
                    .values(lease_until=None, leased_by=None, attempts=model.attempts - 1)
                )

    def _free(self) -> ColumnElement[bool]:
        now, until = clock.now(), self._work.model.lease_until
        # A lease that ends later than any lease given now was given by a clock that stood wrong.
        expired = or_(until.is_(None), until <= now, until > now + 2 * self._lease)
        return and_(self._work.waiting, self._work.due_at <= now, expired)

    def _pick(self, session: Session, most: int) -> list[int]:
        model = self._work.model
        query = (
            select(model.id, model.leased_by)
            .where(self._free())
            .order_by(self._work.due_at, model.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        ids: list[int] = []
        for key, vanished in session.execute(query):
            if vanished and ids:
                break
            ids.append(key)
            if vanished:
                break
        return ids

    def _lease_out(self, session: Session, ids: list[int]) -> Sequence[Row]:
        model = self._work.model
        return session.scalars(
            update(model)
            .where(model.id.in_(ids))
            .values(lease_until=clock.now() + self._lease, leased_by=self._worker, attempts=model.attempts + 1)
            .returning(model)
        ).all()

    def _hold(self, ids: list[int], began: float) -> None:
        with self._lock:
            self._held.update(dict.fromkeys(ids, began + self._lease.total_seconds()))
