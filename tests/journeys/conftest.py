"""Services to walk through with a browser: one with the demo for all who only look, one of its own for each story."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, StorageState
from sqlalchemy import select

from dialoog.contributions.jobs import find_look_alikes
from dialoog.contributions.rules.likening import ALIKE_JOB
from dialoog.db import Database
from dialoog.jobs.models import Job, JobState
from tests.support.application import Databases
from tests.support.service import Service, database_of, running
from tests.support.smtp import SmtpServer


@dataclass(frozen=True)
class Login:
    """How somebody of the staff logs in."""

    email: str
    password: str
    secret: str
    roles: tuple[str, ...]


def log_in(page: Page, address: str, who: Login, *, code: str | None = "") -> None:
    """Log in as a person would: address, password, and the code the app shows, or the one given; None: not so far."""
    page.goto(f"{address}/inloggen")
    by_password = page.get_by_role("region", name="Met een wachtwoord")
    by_password.get_by_label("E-mailadres").fill(who.email)
    by_password.get_by_role("textbox", name="Wachtwoord").fill(who.password)
    by_password.get_by_role("button", name="Log in").click()
    if code is not None:
        page.get_by_label("Code").fill(code or pyotp.TOTP(who.secret).now())
        page.get_by_role("main").get_by_role("button").first.click()
        page.wait_for_url("**/werk**")


@pytest.fixture(scope="session")
def demo(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demo, served; loaded once for all who look at it."""
    service = Service(tmp_path_factory.mktemp("demo"), sqlite_databases.fresh())
    service.run("demo")
    _compare(service)
    with running(service, "--no-jobs"):
        yield service


def _compare(service: Service) -> None:
    """Have all points compared, as the jobs would (D7)."""
    job: Job | None = Job(key="all/0", params={"after": 0})
    with database_of(service) as database:
        while job is not None:
            find_look_alikes(database, service.settings, job)
            with database.transaction() as session:
                planned = select(Job).where(Job.kind == ALIKE_JOB, Job.key.startswith("all/0>"), Job.state == "waiting")
                job = session.scalar(planned.order_by(Job.id.desc()))
                if job is not None:
                    job.state = JobState.DONE


@pytest.fixture(scope="session")
def demo_database(demo: Service) -> Iterator[Database]:
    with database_of(demo) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_logins(demo: Service) -> list[Login]:
    kept = json.loads((demo.instance / "demo-logins.json").read_text(encoding="utf-8"))
    return [Login(one["email"], one["password"], one["totpSecret"], tuple(one["roles"])) for one in kept]


Cookies = Callable[[str], StorageState | None]


@pytest.fixture(scope="session")
def cookies_of(demo: Service, demo_logins: list[Login], browser: Browser) -> Cookies:
    """The cookies of somebody of the demo, by the first part of their address; they log in once."""
    kept: dict[str, Any] = {"": None}

    def cookies(name: str) -> StorageState | None:
        if name not in kept:
            who = next(login for login in demo_logins if login.email.startswith(f"{name}@"))
            context = browser.new_context()
            log_in(context.new_page(), demo.address, who)
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return cookies


@pytest.fixture
def service(sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path) -> Iterator[Service]:
    """A service with an empty database and jobs, which mails to the SMTP server of the tests."""
    made = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url)
    with running(made, "--jobs"):
        yield made
