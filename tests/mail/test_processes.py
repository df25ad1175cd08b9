"""Job processes of their own, several at once, stopped and killed: no mail is lost, hardly one sent twice."""

import signal
import subprocess
from collections import Counter
from dataclasses import replace

from sqlalchemy import func, select

from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs import rules as job_rules
from dialoog.jobs.models import Job, JobState, WorkerBeat
from dialoog.jobs.queries import jobs_alive
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import queue
from tests.mail.office import job_process, wait_until
from tests.support.smtp import SmtpServer

# For a process that ends on a busy machine.
PATIENCE = 60.0


def fill(database: Database, count: int) -> set[str]:
    addresses = {f"gever{n}@example.org" for n in range(count)}
    with database.transaction() as session:
        for address in sorted(addresses):
            queue(session, kind="note", to=address, subject=("contribution", 1))
    return addresses


def in_state(database: Database, state: MailState) -> int:
    with database.session(read_only=True) as session:
        query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == state)
        return session.scalar(query) or 0


def beats(database: Database) -> int:
    with database.session(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(WorkerBeat)) or 0


def received(server: SmtpServer) -> Counter[str]:
    return Counter(address for message in server.messages for address in message.recipients)


def said(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    return process.stderr.read().decode()


def test_several_processes_send_each_mail_once(
    own_settings: Settings, own_database: Database, smtp_server: SmtpServer
) -> None:
    addresses = fill(own_database, 150)
    settings = replace(own_settings, smtp_url=smtp_server.url)
    with job_process(settings) as one, job_process(settings) as two, job_process(settings) as three:
        wait_until(lambda: in_state(own_database, MailState.SENT) == len(addresses))
        for process in (one, two, three):
            process.terminate()
        assert [process.wait(PATIENCE) for process in (one, two, three)] == [0, 0, 0]
    assert received(smtp_server) == Counter(addresses)


def test_killed_in_the_middle_of_500_nobody_is_forgotten_and_hardly_anyone_hears_twice(
    own_settings: Settings, own_database: Database, smtp_server: SmtpServer
) -> None:
    addresses = fill(own_database, 500)
    settings = replace(own_settings, smtp_url=smtp_server.url)
    for until in (120, 300):
        with job_process(settings, lease=1.0) as process:
            wait_until(lambda until=until: len(smtp_server.messages) >= until)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
    with job_process(settings, lease=1.0):
        wait_until(lambda: in_state(own_database, MailState.SENT) == len(addresses))
    counts = received(smtp_server)
    assert set(counts) == addresses
    twice = [address for address, count in counts.items() if count > 1]
    assert len(twice) <= 2, "one mail under way at each kill"
    for address in twice:
        assert len({message.message["Message-ID"] for message in smtp_server.to(address)}) == 1


def test_asked_to_stop_it_finishes_the_mail_under_way_and_gives_the_others_back(
    own_settings: Settings, own_database: Database, smtp_server: SmtpServer
) -> None:
    fill(own_database, 300)
    with job_process(replace(own_settings, smtp_url=smtp_server.url)) as process:
        wait_until(lambda: len(smtp_server.messages) >= 20)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        log = said(process)
    assert in_state(own_database, MailState.SENT) == len(smtp_server.messages) < 300
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).where(OutboxMessage.leased_by.is_not(None))) == 0
        attempts = select(func.count()).where(OutboxMessage.state == MailState.WAITING, OutboxMessage.attempts > 0)
        assert session.scalar(attempts) == 0
    assert "jobs ended" in log
    # Neither whom it goes to nor what it says.
    assert "example.org" not in log
    assert "Er is iets" not in log


def test_it_beats_while_a_job_runs_and_finishes_the_job_before_it_stops(
    own_settings: Settings, own_database: Database
) -> None:
    noted = own_settings.instance / "slow"
    with job_process(own_settings, lease=0.4) as one, job_process(own_settings, lease=0.4) as two:
        # Planned when both are there: else the first may do both jobs, and the other is stopped before it listens.
        wait_until(lambda: beats(own_database) == 2)
        with own_database.transaction() as session:
            job_rules.plan(session, kind="slow", key="a")
            job_rules.plan(session, kind="slow", key="b")
        # The lease is shorter than the job: only the heartbeat keeps the other process from taking it over.
        wait_until(lambda: noted.exists() and noted.read_text().count("begins") == 2)
        with own_database.session(read_only=True) as session:
            assert jobs_alive(session)
        for process in (one, two):
            process.terminate()
        assert [process.wait(PATIENCE) for process in (one, two)] == [0, 0]
    assert sorted(noted.read_text().split("\n")) == ["", "a begins", "a ends", "b begins", "b ends"]
    with own_database.session(read_only=True) as session:
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}
    assert beats(own_database) == 0
