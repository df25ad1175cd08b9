"""What works in a job process: stations, each with its worklist, and one of them for the planned jobs."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs import rules
from dialoog.jobs.claiming import LEASE, Claims, Worklist, killed_too_often
from dialoog.jobs.failures import told
from dialoog.jobs.models import Job, JobState
from dialoog.jobs.schedule import Recurring

log = logging.getLogger(__name__)

# Opens its own transactions, keeps writing ones short, and may be repeated: after a crash it is begun anew.
Handler = Callable[[Database, Settings, Job], None]


@dataclass(frozen=True)
class Worker:
    """One job process: its name among the workers, what it works with, and the sign to stop."""

    name: str
    database: Database
    settings: Settings
    stop: threading.Event
    lease: timedelta = LEASE


class Station(Protocol):
    """A kind of work in a job process."""

    def work(self) -> None:
        """Do everything that is due, until the worker has to stop; an error is a reason to come back later."""

    def renew(self) -> None:
        """Prolong the leases of what is being worked on."""


@dataclass(frozen=True)
class Work:
    """All work there is, put together by wiring. A job of a kind without a handler waits for newer code."""

    handlers: Mapping[str, Handler]
    recurring: tuple[Recurring, ...] = ()
    stations: tuple[Callable[[Worker], Station], ...] = ()


class JobStation:
    """Plans the turns of recurring work when they are due, and does what is planned, one at a time."""

    def __init__(self, worker: Worker, work: Work) -> None:
        self._worker = worker
        self._work = work
        waiting = (Job.state == JobState.WAITING) & Job.kind.in_(list(work.handlers))
        worklist = Worklist(Job, waiting, Job.due_at)
        self._claims = Claims(worker.database, worklist, worker=worker.name, lease=worker.lease)
        self._planned: dict[str, datetime] = {}

    def work(self) -> None:
        """See Station."""
        for recurring in self._work.recurring:
            self._plan_turn(recurring)
        while not self._worker.stop.is_set() and (jobs := self._claims.take(1)):
            self._do(jobs[0])

    def renew(self) -> None:
        """See Station."""
        self._claims.renew()

    def _plan_turn(self, recurring: Recurring) -> None:
        due_at = recurring.last_due(clock.now())
        if self._planned.get(recurring.kind) == due_at:
            return
        with self._worker.database.session(read_only=True) as session:
            planned = rules.turn_is_planned(session, recurring, due_at)
        if not planned:
            with self._worker.database.transaction() as session:
                rules.plan_turn(session, recurring, due_at)
        self._planned[recurring.kind] = due_at

    def _do(self, job: Job) -> None:
        failure = self._failure(job)
        fields = {"job": job.id, "kind": job.kind, "attempt": job.attempts, "failure": failure}
        log.log(logging.ERROR if failure else logging.INFO, "job", extra={"fields": fields})
        if failure is None:
            self._claims.note(job, rules.done, even_if_lost=True)
        else:
            self._claims.note(job, _failed(failure))

    def _failure(self, job: Job) -> str | None:
        if killed_too_often(job.attempts):
            return _("Het programma stopte elke keer dat dit werd geprobeerd.")
        try:
            self._work.handlers[job.kind](self._worker.database, self._worker.settings, job)
        except Exception as error:  # noqa: BLE001 - whatever a handler does wrong, the others must get their turn
            return told(error)
        return None


def _failed(reason: str) -> Callable[[Session, Job], None]:
    return lambda _session, job: rules.failed(job, reason)
