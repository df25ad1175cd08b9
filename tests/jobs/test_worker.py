"""The station that does planned jobs."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from dialoog import clock
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.errors import RuleViolation
from dialoog.jobs import rules
from dialoog.jobs.claiming import LEASE, PAUSES
from dialoog.jobs.models import Job, JobState
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler, JobStation, Work, Worker
from tests.jobs.statements import statements, writes


def station(
    settings: Settings, database: Database, handlers: dict[str, Handler], *recurring: Recurring, name: str = "one"
) -> JobStation:
    return JobStation(Worker(name, database, settings, threading.Event()), Work(handlers, recurring))


def plan(database: Database, kind: str = "test", key: str = "a") -> None:
    with database.transaction() as session:
        rules.plan(session, kind=kind, key=key, params={"n": 3})


def jobs(database: Database) -> list[Job]:
    with database.session(read_only=True) as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_a_job_is_done_with_what_was_planned(own_settings: Settings, own_database: Database) -> None:
    seen: list[tuple[Settings, dict[str, int]]] = []
    plan(own_database)
    station(own_settings, own_database, {"test": lambda _db, given, job: seen.append((given, job.params))}).work()
    assert seen == [(own_settings, {"n": 3})]
    [job] = jobs(own_database)
    assert (job.state, job.attempts, job.leased_by) == (JobState.DONE, 1, None)
    assert job.finished_at is not None


def test_a_job_that_fails_waits_and_keeps_no_others_from_their_turn(
    own_settings: Settings, own_database: Database
) -> None:
    def fail(_database: Database, _settings: Settings, job: Job) -> None:
        if job.key == "a":
            raise KeyError("jan@example.org")

    plan(own_database, key="a")
    plan(own_database, key="b")
    station(own_settings, own_database, {"test": fail}).work()
    failed, done = jobs(own_database)
    assert done.state is JobState.DONE
    assert failed.state is JobState.WAITING
    assert failed.due_at > clock.now() + timedelta(seconds=50)
    # The place, and not the message: it may hold personal data.
    assert failed.last_error is not None
    assert failed.last_error.startswith("KeyError (test_worker.py:")


def test_a_refusal_of_our_own_rules_is_told_in_its_words(own_settings: Settings, own_database: Database) -> None:
    def refuse(*_given: object) -> None:
        raise RuleViolation("Dit kan niet meer.")

    plan(own_database)
    station(own_settings, own_database, {"test": refuse}).work()
    assert (jobs(own_database)[0].last_error or "").startswith("RuleViolation: Dit kan niet meer.")


def test_a_kind_without_handler_waits_for_newer_code(own_settings: Settings, own_database: Database) -> None:
    plan(own_database, kind="of tomorrow")
    station(own_settings, own_database, {"test": lambda *_given: None}).work()
    [job] = jobs(own_database)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_a_job_that_killed_its_process_each_time_is_given_up(own_settings: Settings, own_database: Database) -> None:
    done: list[str] = []
    plan(own_database)
    with own_database.transaction() as session:
        job = session.scalars(select(Job)).one()
        job.attempts, job.leased_by = len(PAUSES) + 1, "the last one killed"
        job.lease_until = clock.now() - LEASE
    station(own_settings, own_database, {"test": lambda _db, _settings, job: done.append(job.key)}).work()
    assert done == []
    assert (jobs(own_database)[0].state, jobs(own_database)[0].last_error) == (
        JobState.DEAD,
        "Het programma stopte elke keer dat dit werd geprobeerd.",
    )


def test_a_turn_is_done_once_however_many_stations(own_settings: Settings, own_database: Database) -> None:
    done: list[str] = []
    hourly = Recurring("hourly", every=timedelta(hours=1))
    handlers: dict[str, Handler] = {"hourly": lambda _db, _settings, job: done.append(job.key)}
    stations = [station(own_settings, own_database, handlers, hourly, name=f"worker {n}") for n in range(3)]
    for one in (*stations, *stations):
        one.work()
    assert done == [rules.turn_key(hourly.last_due(clock.now()))]


def test_turns_missed_while_nothing_ran_are_done_once_not_each(own_settings: Settings, own_database: Database) -> None:
    done: list[str] = []
    hourly = Recurring("hourly", every=timedelta(hours=1))
    one = station(own_settings, own_database, {"hourly": lambda _db, _s, job: done.append(job.key)}, hourly)
    for hours in (0, 9, 9):
        with clock.at(clock.now() + timedelta(hours=hours)):
            one.work()
    assert len(done) == 2


def test_a_clock_set_back_does_no_turn_twice(own_settings: Settings, own_database: Database) -> None:
    done: list[str] = []
    hourly = Recurring("hourly", every=timedelta(hours=1))
    for hours in (0, 1, 0, 1):
        one = station(own_settings, own_database, {"hourly": lambda _db, _s, job: done.append(job.key)}, hourly)
        with clock.at(clock.now() + timedelta(hours=hours)):
            one.work()
    assert len(done) == len(set(done)) == 2


def test_the_sign_to_stop_lets_the_job_under_way_finish(own_settings: Settings, own_database: Database) -> None:
    stop = threading.Event()
    plan(own_database, key="a")
    plan(own_database, key="b")
    worker = Worker("one", own_database, own_settings, stop)
    JobStation(worker, Work({"test": lambda *_given: stop.set()})).work()
    assert [job.state for job in jobs(own_database)] == [JobState.DONE, JobState.WAITING]


def test_with_nothing_due_nothing_is_written(own_settings: Settings, own_database: Database) -> None:
    hourly = Recurring("hourly", every=timedelta(hours=1))
    one = station(own_settings, own_database, {"hourly": lambda *_given: None}, hourly)
    one.work()
    with statements(own_database) as seen:
        for _ in range(3):
            one.work()
    assert writes(seen) == []
    # One query a look: an idle process weighs nothing.
    assert len([text for text in seen if text.startswith("SELECT")]) == 3
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1
