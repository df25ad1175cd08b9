"""Claims: one worker at a time, on both databases (architecture.md, Jobs)."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from dialoog import clock
from dialoog.db import Database
from dialoog.jobs import claiming, rules
from dialoog.jobs.claiming import LEASE, Claims, Worklist
from dialoog.jobs.models import Job, JobState
from tests.jobs.statements import statements, writes

WORKLIST = Worklist(Job, Job.state == JobState.WAITING, Job.due_at)
LATER = timedelta(minutes=10)


def worker(database: Database, name: str = "one") -> Claims[Job]:
    return Claims(database, WORKLIST, worker=name)


def plan(database: Database, *keys: str, due_in: timedelta = timedelta()) -> None:
    with database.transaction() as session:
        for key in keys:
            rules.plan(session, kind="test", key=key, due_at=clock.now() + due_in)


def stored(database: Database, key: str) -> Job:
    with database.session(read_only=True) as session:
        return session.scalars(select(Job).where(Job.key == key)).one()


def test_due_rows_are_claimed_oldest_first_and_no_more_than_asked(own_database: Database) -> None:
    plan(own_database, "second", due_in=-timedelta(minutes=1))
    plan(own_database, "third", "fourth")
    plan(own_database, "first", due_in=-timedelta(minutes=2))
    plan(own_database, "tomorrow", due_in=timedelta(days=1))
    claims = worker(own_database)
    assert [job.key for job in claims.take(3)] == ["first", "second", "third"]
    assert [job.key for job in claims.take(3)] == ["fourth"]
    assert claims.take(3) == []


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(own_database: Database) -> None:
    plan(own_database, "a")
    [job] = worker(own_database).take(1)
    assert (job.leased_by, job.attempts) == ("one", 1)
    other = worker(own_database, "two")
    assert other.take(1) == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        [taken_over] = other.take(1)
    assert (taken_over.leased_by, taken_over.attempts) == ("two", 2)


def test_a_renewed_lease_lasts_longer(own_database: Database) -> None:
    plan(own_database, "a")
    claims = worker(own_database)
    claims.take(1)
    halfway = clock.now() + LEASE / 2
    with clock.at(halfway):
        claims.renew()
    with clock.at(halfway + LEASE - timedelta(seconds=5)):
        assert worker(own_database, "two").take(1) == []


def test_a_lease_given_by_a_clock_that_was_ahead_does_not_block(own_database: Database) -> None:
    plan(own_database, "a")
    with clock.at(clock.now() + timedelta(days=400)):
        worker(own_database).take(1)
    assert [job.key for job in worker(own_database, "two").take(1)] == ["a"]


def test_a_clock_that_is_a_little_ahead_is_respected(own_database: Database) -> None:
    plan(own_database, "a")
    with clock.at(clock.now() + LEASE / 2):
        worker(own_database).take(1)
    assert worker(own_database, "two").take(1) == []


def test_a_row_whose_worker_vanished_is_claimed_alone(own_database: Database) -> None:
    plan(own_database, "a", "b", "c")
    worker(own_database).take(2)
    other = worker(own_database, "two")
    with clock.at(clock.now() + LATER):
        assert [[job.key for job in other.take(5)] for _ in range(4)] == [["a"], ["b"], ["c"], []]


def test_an_outcome_is_noted_and_the_row_let_go(own_database: Database) -> None:
    plan(own_database, "a")
    claims = worker(own_database)
    [job] = claims.take(1)
    assert claims.holds(job)
    assert claims.note(job, rules.done)
    assert not claims.holds(job)
    after = stored(own_database, "a")
    assert (after.state, after.leased_by, after.lease_until) == (JobState.DONE, None, None)


def test_an_outcome_of_a_row_that_was_taken_over_is_noted_only_if_it_happened_anyway(own_database: Database) -> None:
    plan(own_database, "a")
    slow, fast = worker(own_database, "slow"), worker(own_database, "fast")
    [job] = slow.take(1)
    with clock.at(clock.now() + LATER):
        fast.take(1)
    assert not slow.note(job, lambda _session, found: rules.failed(found, "too slow"))
    assert stored(own_database, "a").leased_by == "fast"
    assert slow.note(job, rules.done, even_if_lost=True)
    assert stored(own_database, "a").state is JobState.DONE


def test_whoever_could_not_renew_in_time_knows_it(own_database: Database) -> None:
    plan(own_database, "a", "b")
    claims = Claims(own_database, WORKLIST, worker="one", lease=timedelta(milliseconds=1))
    first, _second = claims.take(2)
    threading.Event().wait(0.01)
    assert not claims.holds(first)
    with clock.at(clock.now() + LATER):
        worker(own_database, "two").take(1)
        claims.renew()
    assert not claims.holds(first)
    assert stored(own_database, "a").leased_by == "two"


def test_rows_not_begun_are_given_back_uncounted(own_database: Database) -> None:
    plan(own_database, "a", "b")
    claims = worker(own_database)
    claims.release(claims.take(2))
    assert stored(own_database, "a").attempts == 0
    assert [job.key for job in worker(own_database, "two").take(2)] == ["a", "b"]


def test_what_could_not_be_noted_comes_back(own_database: Database) -> None:
    def fail(_session: object, _job: Job) -> None:
        raise OSError("disk full")

    plan(own_database, "a")
    claims = worker(own_database)
    [job] = claims.take(1)
    with pytest.raises(OSError, match="disk full"):
        claims.note(job, fail)
    with clock.at(clock.now() + LEASE / 2):
        claims.renew()
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        assert len(worker(own_database, "two").take(1)) == 1


def test_nothing_due_costs_no_write_transaction(own_database: Database) -> None:
    plan(own_database, "tomorrow", due_in=timedelta(days=1))
    claims = worker(own_database)
    with statements(own_database) as seen:
        assert claims.take(10) == []
        claims.renew()
        claims.release([])
    assert writes(seen) == []


def test_many_workers_claim_each_row_once(own_database: Database) -> None:
    plan(own_database, *(f"{n:03}" for n in range(200)))
    taken: list[str] = []

    def work(name: str) -> None:
        mine = Database(own_database.url)
        claims = worker(mine, name)
        while jobs := claims.take(7):
            for job in jobs:
                taken.append(job.key)
                claims.note(job, rules.done)
        mine.dispose()

    threads = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"{n:03}" for n in range(200)]


def test_a_row_is_inserted_once_whoever_is_first(own_database: Database) -> None:
    made: list[Job | None] = []

    def insert() -> None:
        mine = Database(own_database.url)
        with mine.transaction() as session:
            made.append(rules.plan(session, kind="test", key="same"))
        mine.dispose()

    threads = [threading.Thread(target=insert) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([job for job in made if job is not None]) == 1


def test_pauses_grow_and_end() -> None:
    pauses = [claiming.pause_after(attempt) for attempt in range(1, len(claiming.PAUSES) + 2)]
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] is None
    known = [pause for pause in pauses if pause is not None]
    assert known == sorted(known)
    assert timedelta(days=3) < sum(known, timedelta()) < timedelta(days=6)
