"""The job process from inside: its ticks, its clock, its command."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from dialoog import clock, create_app
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs import process
from dialoog.jobs.cli import jobs
from dialoog.jobs.models import WorkerBeat
from dialoog.jobs.process import JobProcess, Tick
from dialoog.jobs.worker import Work
from tests.mail.office import wait_until


@pytest.fixture
def idle_app(own_settings: Settings) -> Iterator[Flask]:
    """An application with nothing to do."""
    app = create_app(own_settings)
    process.install(app, Work({}))
    yield app
    app.extensions["dialoog_database"].dispose()


def test_a_tick_that_fails_pauses_longer_each_time_and_recovers(
    idle_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds, acted = [0.0], []
    monkeypatch.setattr(process.time, "monotonic", lambda: seconds[0])

    def fail_at_first() -> None:
        acted.append(seconds[0])
        if len(acted) < 4:
            raise ConnectionError("the database is away")

    tick = Tick(idle_app, "try", fail_at_first, threading.Event())
    for second in range(40):
        seconds[0] = float(second)
        tick()
    assert acted[:4] == [0.0, 2.0, 6.0, 14.0]
    assert acted[4:8] == [15.0, 16.0, 17.0, 18.0]


def test_after_the_sign_to_stop_no_tick_begins(idle_app: Flask) -> None:
    stop, acted = threading.Event(), []
    tick = Tick(idle_app, "try", lambda: acted.append(1), stop)
    stop.set()
    tick()
    tick.finish()
    assert acted == []


def test_a_clock_set_back_an_hour_stops_nothing() -> None:
    scheduler = process._scheduler(1)
    ticked = threading.Event()
    process._schedule(scheduler, ticked.set, timedelta(seconds=1), "try")
    scheduler.start()
    try:
        [job] = scheduler.get_jobs()
        assert ticked.wait(5)
        # What a clock set back leaves behind: a next time that lies an hour ahead.
        job.modify(next_run_time=clock.now() + timedelta(hours=1))
        ticked.clear()
        process.forgive_clock(scheduler)
        assert ticked.wait(5)
    finally:
        scheduler.shutdown()


def beats(database: Database) -> list[str]:
    with database.session(read_only=True) as session:
        return list(session.scalars(select(WorkerBeat.worker)))


def test_it_signs_on_beats_and_signs_off(idle_app: Flask, own_database: Database) -> None:
    long_ago = clock.now() - timedelta(days=2)
    with own_database.transaction() as session:
        session.add(WorkerBeat(worker="killed long ago", started_at=long_ago, seen_at=long_ago))
    stop = threading.Event()
    thread = threading.Thread(target=JobProcess(idle_app, stop).run)
    thread.start()
    try:
        wait_until(lambda: len(beats(own_database)) == 1 and "killed long ago" not in beats(own_database))
        assert idle_app.test_client().get("/readyz?strikt=1").get_json()["jobs"] == "ok"
    finally:
        stop.set()
        thread.join(10)
    assert beats(own_database) == []
    assert idle_app.test_client().get("/readyz?strikt=1").status_code == 503


def test_the_command_works_until_it_is_told_to_stop(idle_app: Flask, own_database: Database) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop_it() -> None:
        wait_until(lambda: beats(own_database) != [])
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = threading.Thread(target=stop_it)
    stopper.start()
    try:
        result = idle_app.test_cli_runner().invoke(jobs, [])
    finally:
        stopper.join()
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert result.exit_code == 0, result.output
    assert beats(own_database) == []
