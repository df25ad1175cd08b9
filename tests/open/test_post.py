"""The post, as secretariat and administrators watch over it (interface.md, E-mail: a dead letter is shown to staff)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Role
from dialoog.db import WorkSession
from dialoog.jobs.models import Job, JobState, WorkerBeat
from dialoog.mail import rules
from dialoog.mail.models import MailState, OutboxMessage
from tests.factories.accounts import csrf, log_in, person

POST = "/werk/post"


@pytest.fixture
def watcher(client: FlaskClient, session: WorkSession) -> FlaskClient:
    log_in(client, session, person(session, Role.SECRETARIAT))
    return client


def given_up(session: WorkSession, address: str) -> OutboxMessage:
    row = rules.queue(session, kind="accounts.login_link", to=address)
    assert row is not None
    row.attempts = 1
    rules.failed(row, "550 5.1.1 No such address", for_good=True)
    session.commit()
    return row


def acts(session: WorkSession) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_dead_letter_is_shown_with_its_reason_and_reading_it_is_noted(
    watcher: FlaskClient, session: WorkSession
) -> None:
    given_up(session, "weg@example.org")
    page = watcher.get(POST).text
    assert "weg@example.org" in page
    assert "550 5.1.1 No such address" in page
    assert "mail.read" in acts(session)


def test_with_nothing_given_up_there_is_nothing_to_do(watcher: FlaskClient, session: WorkSession) -> None:
    assert "U hoeft niets te doen" in watcher.get(POST).text
    assert "mail.read" not in acts(session)


def test_a_dead_letter_is_sent_again_and_that_is_noted(watcher: FlaskClient, session: WorkSession) -> None:
    row = given_up(session, "weg@example.org")
    answer = watcher.post(f"{POST}/{row.id}/opnieuw", data={"csrf_token": csrf(watcher, POST)}, follow_redirects=True)
    assert "Het bericht wordt opnieuw verstuurd." in answer.text
    session.refresh(row)
    assert row.state is MailState.WAITING
    assert "mail.try-again" in acts(session)


def test_all_dead_letters_are_sent_again(watcher: FlaskClient, session: WorkSession) -> None:
    rows = [given_up(session, f"gever{n}@example.org") for n in range(3)]
    answer = watcher.post(f"{POST}/alles-opnieuw", data={"csrf_token": csrf(watcher, POST)}, follow_redirects=True)
    assert "3 berichten worden opnieuw verstuurd." in answer.text
    for row in rows:
        session.refresh(row)
    assert {row.state for row in rows} == {MailState.WAITING}


def test_a_mail_that_was_sent_is_not_sent_again(watcher: FlaskClient, session: WorkSession) -> None:
    token = csrf(watcher, POST) if given_up(session, "weg@example.org") else ""
    row = rules.queue(session, kind="accounts.login_link", to="jan@example.org")
    assert row is not None
    rules.sent(row, message_id="<1@example.org>")
    session.commit()
    assert watcher.post(f"{POST}/{row.id}/opnieuw", data={"csrf_token": token}).status_code == 400
    assert watcher.post(f"{POST}/999999/opnieuw", data={"csrf_token": token}).status_code == 404
    session.refresh(row)
    assert row.state is MailState.SENT


def test_a_task_given_up_is_shown_and_done_again(watcher: FlaskClient, session: WorkSession) -> None:
    job = Job(kind="database upkeep", key="a", params={}, due_at=clock.now(), state=JobState.DEAD)
    job.finished_at, job.last_error, job.attempts = clock.now(), "RuntimeError (upkeep.py:9)", 9
    session.add(job)
    session.commit()
    assert "RuntimeError (upkeep.py:9)" in watcher.get(POST).text
    watcher.post(f"{POST}/taken/{job.id}/opnieuw", data={"csrf_token": csrf(watcher, POST)})
    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert "job.try-again" in acts(session)


def test_post_that_stands_still_is_told_with_what_went_wrong(watcher: FlaskClient, session: WorkSession) -> None:
    row = rules.queue(session, kind="accounts.login_link", to="jan@example.org")
    assert row is not None
    row.attempts, row.created_at = 1, clock.now() - timedelta(hours=2)
    rules.failed(row, "Geen verbinding met de mailserver (TimeoutError).")
    session.commit()
    page = watcher.get(POST).text
    assert "Er wacht post sinds" in page
    assert "Geen verbinding met de mailserver" in page
    assert "De post staat stil" in page
    session.add(WorkerBeat(worker="one", started_at=clock.now(), seen_at=clock.now()))
    session.commit()
    assert "De post staat stil" not in watcher.get(POST).text


@pytest.mark.parametrize(("role", "allowed"), [(Role.ADMIN, True), (Role.MINISTRY, False)])
def test_who_may_watch_the_post(client: FlaskClient, session: WorkSession, role: Role, allowed: bool) -> None:
    log_in(client, session, person(session, role))
    assert (client.get(POST).status_code == 200) is allowed
