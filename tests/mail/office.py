"""An application with a few kinds of mail and of jobs to try things on, in the test's process or one of its own.

`python -m tests.mail.office SETTINGS LEASE` runs its job process until it is told to stop.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.orm import Session

from dialoog import create_app
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs import process, rules
from dialoog.jobs.models import Job
from dialoog.jobs.worker import Work
from dialoog.mail import sending
from dialoog.mail.content import MailContent
from dialoog.mail.models import OutboxMessage
from dialoog.web import logs

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {
    "mail/tried/note.txt": '{% extends "mail/layout.txt" %}{% block body %}{{ words }}{% endblock %}',
    "mail/tried/note.html": '{% extends "mail/layout.html" %}{% block body %}<p>{{ words }}</p>{% endblock %}',
}
SLOW_JOB = 1.0


def note(_session: Session, message: OutboxMessage, _settings: Settings) -> MailContent | None:
    given = {"subject": "Een bericht", "words": "Er is iets gebeurd.", "unsubscribe": None, **message.params}
    return MailContent(given["subject"], "tried/note", {"words": given["words"]}, given["unsubscribe"])


def nothing(_session: Session, _message: OutboxMessage, _settings: Settings) -> MailContent | None:
    return None


def broken(_session: Session, message: OutboxMessage, _settings: Settings) -> MailContent | None:
    raise KeyError(message.to_address)


def mark_bounced(session: Session, message: OutboxMessage) -> None:
    """Leaves a trace in the same transaction."""
    rules.plan(session, kind="bounced", key=str(message.id))


def slow(_database: Database, settings: Settings, job: Job) -> None:
    """Notes when it begins and ends."""
    with (settings.instance / "slow").open("a") as file:
        file.write(f"{job.key} begins\n")
        file.flush()
        time.sleep(SLOW_JOB)
        file.write(f"{job.key} ends\n")


KINDS = sending.Kinds({"note": note, "nothing": nothing, "broken": broken}, {"note": mark_bounced})
WORK = Work({"slow": slow}, (), (partial(sending.PostStation, kinds=KINDS),))


def make_app(settings: Settings) -> Flask:
    app = create_app(settings)
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), loader])
    sending.install(app, KINDS)
    process.install(app, WORK)
    return app


@contextmanager
def job_process(settings: Settings, lease: float = 60.0) -> Iterator[subprocess.Popen[bytes]]:
    """A job process, which is killed at the end of the block if it is still there."""
    given = json.dumps(asdict(settings), default=str)
    command = [sys.executable, "-m", "tests.mail.office", given, str(lease)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as running:
        try:
            yield running
        finally:
            running.kill()


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look until it is true. Fails after so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def main(settings: str, lease: str) -> None:
    given = json.loads(settings)
    logs.set_up()
    app = make_app(Settings(**{**given, "instance": Path(given["instance"])}))
    process.run(app, lease=timedelta(seconds=float(lease)))


if __name__ == "__main__":
    main(*sys.argv[1:])
