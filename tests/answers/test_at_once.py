"""What happens at once, or in the background: two who publish, two who save, and the jobs (D4, D5, D7b)."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from dialoog import clock, create_app
from dialoog.answers import jobs
from dialoog.answers.models import Answer
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.publishing import CLOSE_JOB, publish
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, Outcome
from dialoog.db import Database, WorkSession
from dialoog.errors import Conflict, DialoogError
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.register.queries import events_of
from tests.factories.answers import answered, begun, draft, giver, official, points, unit, version_of


def at_once(app: Flask, database: Database, act: Callable[[WorkSession], object]) -> list[str]:
    """Two threads do the same in a transaction of their own; what each came to."""
    start = threading.Barrier(2)
    came_to: list[str] = []

    def one() -> None:
        start.wait()
        try:
            with app.app_context(), database.transaction() as session:
                act(session)
            came_to.append("done")
        except (DialoogError, StaleDataError) as error:
            came_to.append(type(error).__name__)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_to)


def test_two_who_publish_at_once_make_one_answer(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context(), own_database.transaction() as session:
        ours = unit(session)
        by = official(session, ours, lead=True)
        given = points(session, ours, 3)
        giver(session, given)
        answer_id = begun(session, given, by).answer.id
    results = at_once(app, own_database, lambda session: publish(session, session.get_one(Answer, answer_id), actor=by))
    assert results.count("done") == 1
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Commitment)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_of_two_who_save_at_once_one_is_told_of_the_other(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context(), own_database.transaction() as session:
        ours = unit(session)
        by = official(session, ours)
        answer_id = begun(session, points(session, ours), by).answer.id

    def save(session: WorkSession) -> None:
        version = version_of(session.get_one(Answer, answer_id))
        drafting.save(session, version, Draft(motivation="Een van de twee."), edit=1, actor=by)

    assert at_once(app, own_database, save) == ["DraftConflict", "done"]


def test_d6_what_was_saved_between_reading_and_publishing_is_a_conflict_or_goes_into_the_record(
    own_settings: Settings, own_database: Database
) -> None:
    if own_database.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite those who write come one by one")
    app = create_app(own_settings)
    with app.app_context(), own_database.transaction() as session:
        ours = unit(session)
        by = official(session, ours, lead=True)
        answer_id = begun(session, points(session, ours), by).answer.id
    words = "Een ander schreef dit terwijl de leidinggevende het voorbeeld las."
    with app.app_context(), own_database.transaction() as reading:
        answer = reading.get_one(Answer, answer_id)
        read = version_of(answer)
        with own_database.transaction() as writing:
            theirs = version_of(writing.get_one(Answer, answer_id))
            given = replace(draft(ours), motivation=words)
            drafting.save(writing, theirs, given, edit=read.edit, actor=by)
        with pytest.raises(Conflict):
            publish(reading, answer, actor=by, edit=read.edit)
        publish(reading, answer, actor=by)
        recorded = {row.name: row.text for row in events_of(reading, answer)[-1].text_rows}
        assert (recorded["motivation"], read.motivation) == (words, words)


def test_d5_the_job_finishes_what_was_answered_four_weeks_ago(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context(), own_database.transaction() as session:
        ours = unit(session)
        by = official(session, ours, lead=True)
        given = points(session, ours)
        answered(session, given, by, draft(ours, Outcome.NOT_ADOPTED))
        job = session.scalars(select(Job).where(Job.kind == CLOSE_JOB)).one()
    with app.app_context():
        jobs.JOBS[job.kind](own_database, own_settings, job)
        with clock.at(job.due_at + timedelta(minutes=1)):
            jobs.JOBS[job.kind](own_database, own_settings, job)
    with own_database.session(read_only=True) as session:
        assert session.get_one(Contribution, given[0].id).status == "afgerond"


def test_d4_the_hourly_job_sends_the_reminders_of_the_day(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context(), own_database.transaction() as session:
        ours = unit(session)
        official(session, ours, lead=True)
        due = points(session, ours)[0].answer_due
    assert due is not None
    moment = clock.start_of(due) + timedelta(hours=9)
    with app.app_context(), clock.at(moment):
        for _turn in range(2):
            jobs.JOBS[jobs.HOURLY.kind](own_database, own_settings, Job())
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).where(OutboxMessage.kind == "answers.reminder")) == 1
