"""Killed without warning in the middle of 500 answers with mail (issue: Must show 5; quality.md, Reliable).

The service runs as it does for real. The killed are its web workers, its job process, and its main process alone.
"""

import http.client
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select, update

from dialoog import clock, create_app
from dialoog.accounts.models import Person
from dialoog.answers.models import Answer, GiverNotice
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.db import Database
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.register.models import Event
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS
from tests.factories import accounts as people
from tests.factories import answers as make
from tests.support.application import Databases
from tests.support.service import Service, database_of, until
from tests.support.smtp import SmtpServer

POINTS = 500
# Within this many seconds of the main process's death all others must be gone.
TOGETHER = 2.0
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
EDIT = re.compile(r'name="edit" value="([^"]+)"')
GONE = (urllib.error.URLError, http.client.HTTPException, OSError)


@pytest.fixture
def killed_service(databases: Databases, smtp_server: SmtpServer, tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path, databases.fresh(), smtp_server.url)
    yield service
    service.stop()


@dataclass
class Lead:
    """Somebody who publishes the answer, over and over until it is there."""

    service: Service
    cookie: str
    answer_id: int

    def publish(self) -> bool:
        """Press the button; whether an answer came back."""
        try:
            page = self._ask("/voorbeeld")
            if "/publiceren" not in page:
                return True
            form = {"csrf_token": found(CSRF, page), "edit": found(EDIT, page)}
            self._ask("/publiceren", urllib.parse.urlencode(form).encode())
        except GONE:
            return False
        return True

    def _ask(self, path: str, data: bytes | None = None) -> str:
        address = f"{self.service.address}/werk/antwoorden/{self.answer_id}{path}"
        request = urllib.request.Request(address, data=data, headers={"Cookie": f"dialoog={self.cookie}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            for one in answer.headers.get_all("Set-Cookie") or []:
                self.cookie = one.partition("=")[2].partition(";")[0]
            return str(answer.read().decode())


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    assert match, page[:2000]
    return match.group(1)


def prepared(service: Service) -> Lead:
    """500 points in the hands of one unit, each with a giver of its own, in one draft that is ready."""
    app = create_app(service.settings)
    database: Database = app.extensions["dialoog_database"]
    with app.app_context(), database.session() as session:
        unit = make.unit(session)
        by = make.official(session, unit, lead=True)
        given = make.points(session, unit, POINTS)
        for point in given:
            make.giver(session, [point])
        answer = make.begun(session, given, by).answer
        session.commit()
        client = app.test_client()
        people.log_in(client, session, session.get_one(Person, by.person_id), second_step=True)
        cookie = client.get_cookie("dialoog")
    database.dispose()
    assert cookie
    return Lead(service, cookie.value, answer.id)


def counted(database: Database, *conditions: object) -> int:
    with database.session(read_only=True) as session:
        return session.scalar(select(func.count()).where(*conditions)) or 0


def whole_or_not_at_all(database: Database) -> bool:
    """Whether the answer is in force; it is never half there (quality.md: all or nothing per act)."""
    answered = Contribution.status == ContributionState.ANSWERED
    # In one statement, so that whoever publishes meanwhile is seen whole or not.
    counted = select(
        select(Answer.status).scalar_subquery(),
        select(func.count()).where(answered).scalar_subquery(),
        select(func.count()).where(Event.kind == "answered").scalar_subquery(),
        select(func.count()).where(OutboxMessage.kind == "answers.answer").scalar_subquery(),
        select(func.count()).select_from(GiverNotice).scalar_subquery(),
    )
    with database.session(read_only=True) as session:
        status, *found = session.execute(counted).one()
    published = status == "gepubliceerd"
    counts = dict(zip(("answered", "events", "mails", "told"), found, strict=True))
    assert counts == dict.fromkeys(counts, POINTS if published else 0)
    return published


def a_minute_later(database: Database) -> None:
    """What the killed had claimed is free again when its lease ends."""
    with database.transaction() as session:
        past = clock.now() - timedelta(seconds=1)
        session.execute(update(OutboxMessage).where(OutboxMessage.leased_by.is_not(None)).values(lease_until=past))


def kill_workers_while_publishing(service: Service, lead: Lead, database: Database, delay: float) -> None:
    """Kill both web workers so long after the button was pressed."""
    pressing = threading.Thread(target=lead.publish)
    pressing.start()
    time.sleep(delay)
    for worker in service.workers():
        worker.send_signal(signal.SIGKILL)
    pressing.join(60)
    assert not pressing.is_alive()
    whole_or_not_at_all(database)
    until(service.answers)


def kill_jobs(service: Service, post: SmtpServer, after: int) -> None:
    """Kill the job process when so many mails came in; the main process starts another."""
    until(lambda: len(post.messages) >= after)
    until(service.jobs).send_signal(signal.SIGKILL)
    until(service.jobs)


def kill_main_alone(service: Service, post: SmtpServer, after: int) -> None:
    """Kill the main process; workers and jobs end with it, and a new start succeeds."""
    until(lambda: len(post.messages) >= after)
    everything = service.processes()
    everything[0].send_signal(signal.SIGKILL)
    _gone, left = psutil.wait_procs(everything, timeout=TOGETHER)
    assert left == []
    service.stop()
    service.start("--jobs")


def test_killed_in_the_middle_of_500_answers_nothing_is_lost(killed_service: Service, smtp_server: SmtpServer) -> None:
    service = killed_service
    lead = prepared(service)
    service.start("--jobs")
    with database_of(service) as database:
        for delay in (0.15, 0.4, 0.8):
            kill_workers_while_publishing(service, lead, database, delay)
        until(lambda: lead.publish() and whole_or_not_at_all(database))

        kill_jobs(service, smtp_server, after=60)
        a_minute_later(database)
        kill_main_alone(service, smtp_server, after=200)
        a_minute_later(database)
        kill_jobs(service, smtp_server, after=350)
        a_minute_later(database)
        until(lambda: counted(database, OutboxMessage.state == MailState.SENT) >= POINTS, seconds=60)

        with database.session(read_only=True) as session:
            givers = set(session.scalars(select(OutboxMessage.to_address)))
            assert verify_log(session, CHECKS).problems == []
    got = Counter(address for message in smtp_server.messages for address in message.recipients)
    assert set(got) == givers
    assert len(givers) == POINTS
    twice = [address for address, times in got.items() if times > 1]
    assert len(twice) <= 3, "one mail under way at each kill"
