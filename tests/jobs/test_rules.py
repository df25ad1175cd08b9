"""Planning work, and what becomes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dialoog import clock
from dialoog.db import WorkSession
from dialoog.errors import RuleViolation
from dialoog.jobs import queries, rules
from dialoog.jobs.claiming import PAUSES
from dialoog.jobs.models import Job, JobState, WorkerBeat
from dialoog.jobs.schedule import Recurring

HOURLY = Recurring("hourly", every=timedelta(hours=1))


def planned(session: WorkSession, key: str = "a") -> Job:
    job = rules.plan(session, kind="test", key=key, params={"contribution": 7})
    assert job is not None
    return job


def test_work_is_planned_once_per_kind_and_key(session: WorkSession) -> None:
    job = planned(session)
    assert (job.state, job.params, job.attempts) == (JobState.WAITING, {"contribution": 7}, 0)
    assert job.due_at <= clock.now()
    assert rules.plan(session, kind="test", key="a") is None
    assert rules.plan(session, kind="another", key="a") is not None


def test_work_may_be_planned_for_later(session: WorkSession) -> None:
    later = clock.now() + timedelta(weeks=4)
    job = rules.plan(session, kind="test", key="a", due_at=later)
    assert job is not None
    assert job.due_at == later


def test_failed_work_waits_longer_each_time_and_is_given_up_with_the_reason(session: WorkSession) -> None:
    job = planned(session)
    waits = []
    for attempt in range(1, len(PAUSES) + 1):
        job.attempts = attempt
        rules.failed(job, "KeyError (jobs.py:3)")
        assert job.state is JobState.WAITING
        waits.append(round((job.due_at - clock.now()).total_seconds()))
    assert waits == [round(pause.total_seconds()) for pause in PAUSES]
    job.attempts += 1
    rules.failed(job, "KeyError (jobs.py:3)")
    assert (job.state, job.last_error) == (JobState.DEAD, "KeyError (jobs.py:3)")
    session.flush()
    assert list(queries.given_up(session)) == [job]


def test_work_given_up_may_be_taken_up_anew_and_no_other(session: WorkSession) -> None:
    job = planned(session)
    with pytest.raises(RuleViolation):
        rules.try_again(session, job)
    job.attempts = len(PAUSES) + 1
    rules.failed(job, "away")
    rules.try_again(session, job)
    assert (job.state, job.attempts, job.finished_at) == (JobState.WAITING, 0, None)


def test_a_turn_of_recurring_work_is_planned_once(session: WorkSession) -> None:
    due = HOURLY.last_due(clock.now())
    assert not rules.turn_is_planned(session, HOURLY, due)
    assert rules.plan_turn(session, HOURLY, due) is not None
    assert rules.turn_is_planned(session, HOURLY, due)
    assert rules.plan_turn(session, HOURLY, due) is None


def test_turns_done_long_ago_are_forgotten_and_those_given_up_are_not(session: WorkSession) -> None:
    now = clock.now()
    for days, state in ((40, JobState.DONE), (41, JobState.DEAD), (5, JobState.DONE)):
        turn = rules.plan_turn(session, HOURLY, HOURLY.last_due(now - timedelta(days=days)))
        assert turn is not None
        turn.state = state
    session.flush()
    other = planned(session)
    other.state, other.due_at = JobState.DONE, now - timedelta(days=400)
    rules.plan_turn(session, HOURLY, HOURLY.last_due(now))
    assert session.scalar(select(func.count()).select_from(Job).where(Job.kind == "hourly")) == 3
    assert session.get(Job, other.id) is not None


@pytest.mark.parametrize(("seconds", "alive"), [(5, True), (59, True), (61, False)])
def test_jobs_are_alive_when_a_worker_was_seen_in_the_last_minute(
    session: WorkSession, seconds: int, alive: bool
) -> None:
    assert not queries.jobs_alive(session)
    seen = clock.now() - timedelta(seconds=seconds)
    session.add(WorkerBeat(worker="one", started_at=seen, seen_at=seen))
    session.flush()
    assert queries.jobs_alive(session) is alive
