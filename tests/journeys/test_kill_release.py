"""Killed without warning while a release of 500 points is published (D7b; quality.md, Reliable): all of it, once."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dialoog import clock, create_app
from dialoog.answers.prepared import Release, ReleaseState
from dialoog.answers.rules import releasing
from dialoog.db import Database
from dialoog.jobs.models import Job
from tests.factories import answers as make
from tests.journeys.test_kill import POINTS, whole_or_not_at_all
from tests.support.application import Databases
from tests.support.service import Service, database_of, until


@pytest.fixture
def killed_service(databases: Databases, tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path, databases.fresh())
    yield service
    service.stop()


def prepared(service: Service) -> None:
    """500 points, each with a giver of its own, in one answer that waits; its moment came while nothing ran."""
    app = create_app(service.settings)
    database: Database = app.extensions["dialoog_database"]
    with app.app_context(), database.session() as session:
        unit = make.unit(session)
        by = make.official(session, unit, lead=True)
        given = make.points(session, unit, POINTS)
        for point in given:
            make.giver(session, [point])
        release = releasing.make(session, name="Kamerbrief", at=clock.now() + timedelta(hours=1), actor=by)
        releasing.add(session, release, make.begun(session, given, by).answer, edit=1, actor=by)
        past = clock.now() - timedelta(minutes=1)
        release.at = past
        session.execute(update(Job).where(Job.kind == releasing.JOB).values(due_at=past))
        session.commit()
    database.dispose()


def lease_ends(database: Database) -> None:
    """What the killed had claimed is free again when its lease ends."""
    with database.transaction() as session:
        past = clock.now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.leased_by.is_not(None)).values(lease_until=past))


def test_d7b_killed_at_the_moment_a_release_is_published_whole_and_once(killed_service: Service) -> None:
    service = killed_service
    prepared(service)
    with database_of(service) as database:
        service.start("--jobs")
        for delay in (0.0, 0.2, 0.5):
            until(service.jobs)
            time.sleep(delay)
            until(service.jobs).send_signal(signal.SIGKILL)
            whole_or_not_at_all(database)
            lease_ends(database)
        until(lambda: whole_or_not_at_all(database))
        with database.session(read_only=True) as session:
            assert session.get_one(Release, 1).state is ReleaseState.DONE
