"""The job process: APScheduler ticks in threads; each tick claims what is due and does it (architecture.md, Jobs).

Any number may run on any number of hosts. SIGTERM and SIGINT let the item under way finish; killed in the middle,
what it held is taken over when the lease ends.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, timedelta
from types import FrameType
from typing import cast

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import delete

from dialoog import clock
from dialoog.config import Settings
from dialoog.db import Database, WorkSession
from dialoog.jobs.claiming import LEASE
from dialoog.jobs.failures import told
from dialoog.jobs.models import WorkerBeat
from dialoog.jobs.worker import JobStation, Station, Work, Worker

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
BEAT_EVERY = timedelta(seconds=15)
WATCH_EVERY = 5.0
LONGEST_PAUSE = 60.0
FORGET_BEATS_AFTER = timedelta(days=1)


def install(app: Flask, work: Work) -> None:
    """Hand the application all work there is."""
    app.extensions["dialoog_work"] = work


def run(app: Flask, *, lease: timedelta = LEASE) -> None:
    """Work until SIGTERM or SIGINT; call it from the main thread."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    JobProcess(app, stop, lease=lease).run()


class Tick:
    """Something to look at again and again: one at a time, and after an error with growing pauses."""

    def __init__(self, app: Flask, name: str, act: Callable[[], None], stop: threading.Event) -> None:
        self.name = name
        self._app = app
        self._act = act
        self._stop = stop
        self._running = threading.Lock()
        self._failures = 0
        self._quiet_until = 0.0

    def __call__(self) -> None:
        """Act, unless it is to stop or was wrong a moment ago."""
        with self._running:
            if self._stop.is_set() or time.monotonic() < self._quiet_until:
                return
            try:
                with self._app.app_context():
                    self._act()
                self._failures = 0
            except Exception as error:  # noqa: BLE001 - a database or mail server that is away comes back
                self._failures += 1
                pause = min(2.0 ** min(self._failures, 10), LONGEST_PAUSE)
                self._quiet_until = time.monotonic() + pause
                log.error("tick failed", extra={"fields": {"tick": self.name, "error": told(error), "pause": pause}})

    def finish(self) -> None:
        """Wait for the one that runs now; after the sign to stop none begins any more."""
        with self._running:
            pass


class JobProcess:
    """One worker with its stations, scheduler and heartbeat."""

    def __init__(self, app: Flask, stop: threading.Event, *, lease: timedelta = LEASE) -> None:
        self._app = app
        self._stop = stop
        self._database = cast(Database, app.extensions["dialoog_database"])
        work = cast(Work, app.extensions["dialoog_work"])
        settings = cast(Settings, app.extensions["dialoog_settings"])
        self.worker = Worker(_name(), self._database, settings, stop, lease)
        self._stations: list[Station] = [JobStation(self.worker, work), *(make(self.worker) for make in work.stations)]
        self._began = clock.now()

    def run(self) -> None:
        """Work until the sign to stop; then finish what is under way and sign off."""
        ticks = [Tick(self._app, type(station).__name__, station.work, self._stop) for station in self._stations]
        # The heart goes on beating until the last item is done, so it is not bound to the sign to stop.
        beat = Tick(self._app, "beat", self._beat, threading.Event())
        scheduler = _scheduler(len(ticks) + 1)
        for tick in ticks:
            _schedule(scheduler, tick, LOOK_EVERY, tick.name)
        _schedule(scheduler, beat, min(BEAT_EVERY, self.worker.lease / 4), beat.name)
        scheduler.start()
        log.info("jobs began", extra={"fields": {"worker": self.worker.name}})
        while not self._stop.wait(WATCH_EVERY):
            forgive_clock(scheduler)
        for tick in ticks:
            tick.finish()
        scheduler.shutdown(wait=True)
        self._sign_off()
        log.info("jobs ended", extra={"fields": {"worker": self.worker.name}})

    def _beat(self) -> None:
        now = clock.now()
        with self._database.transaction() as session:
            session.merge(WorkerBeat(worker=self.worker.name, started_at=self._began, seen_at=now))
            session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGET_BEATS_AFTER))
        for station in self._stations:
            station.renew()

    def _sign_off(self) -> None:
        with self._database.transaction() as session:
            _forget(session, self.worker.name)
        self._database.engine.dispose()


def forgive_clock(scheduler: BackgroundScheduler) -> None:
    """Bring ticks back that lie far ahead because the machine's clock was set back: they would wait until then."""
    now = clock.now()
    for job in scheduler.get_jobs():
        if job.next_run_time > now + 2 * job.trigger.interval:
            job.modify(next_run_time=now)


def _scheduler(threads: int) -> BackgroundScheduler:
    # A tick that is still running when the next is due is nothing to report.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    return BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(threads)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )


def _schedule(scheduler: BackgroundScheduler, act: Callable[[], None], every: timedelta, name: str) -> None:
    trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=UTC)
    scheduler.add_job(act, trigger, next_run_time=clock.now(), name=name)


def _forget(session: WorkSession, worker: str) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.worker == worker))


def _name() -> str:
    return f"{socket.gethostname()[:48]}:{os.getpid()}:{secrets.token_hex(4)}"
