"""The PDF of a reactienota: asked for, made in the background, kept while its content is of now (M7)."""

import ctypes
import enum
import os
import subprocess
import sys
from datetime import datetime, time, timedelta
from functools import cache
from hashlib import sha256

from flask import render_template
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from dialoog import clock, process
from dialoog.config import Settings
from dialoog.contributions.happenings import BlackedOut, Hidden, Withdrawn
from dialoog.contributions.models import Contribution
from dialoog.db import Database
from dialoog.dossiers.documents.content import answered_by, late_in_short, report, sum_of
from dialoog.dossiers.documents.models import MadeDocument
from dialoog.errors import NotFound
from dialoog.files import FileStore
from dialoog.jobs.models import Job, JobState
from dialoog.jobs.queries import jobs_alive
from dialoog.jobs.rules import plan
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler
from dialoog.meetings.models import Meeting
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction
from dialoog.web.context import files

KIND = "dossiers.reactienota_pdf"
TAKE_AWAY_KIND = "dossiers.take_away_documents"
FORGET_KIND = "dossiers.forget_documents"
NIGHTLY = Recurring(FORGET_KIND, at=time(3, 20))
PATIENCE = 120
# So long after it was given up it may be asked for anew.
REST = timedelta(hours=1)
# One library that needs all others WeasyPrint calls; its names on Linux and on a Mac.
PANGO = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")


class State(enum.StrEnum):
    """How it is with a PDF that is not there."""

    MAKING = "making"
    AGAIN = "again"
    SILENT = "silent"
    FAILED = "failed"
    IMPOSSIBLE = "impossible"


@cache
def possible() -> bool:
    """Whether this machine has Pango, without which there is no PDF; all the rest works."""
    for name in PANGO:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def html_of(session: Session, meeting: Meeting, *, names: bool, settings: Settings) -> str:
    """What the PDF is drawn from, as of now; the meeting's topics are loaded."""
    return render_template(
        "dossiers/documents/print.html",
        report=report(session, meeting, names=names, base=settings.base_url),
        sum_of=sum_of,
        late_in_short=late_in_short,
        answered_by=answered_by,
    )


def fingerprint(html: str) -> str:
    """By which content is known again."""
    return sha256(html.encode()).hexdigest()


def current(session: Session, store: FileStore, meeting: Meeting, *, names: bool, html: str) -> bytes | None:
    """The PDF, if one is kept of exactly this content: a stale one never is. One query."""
    query = select(MadeDocument.sha256).where(
        MadeDocument.meeting_id == meeting.id,
        MadeDocument.names.is_(names),
        MadeDocument.fingerprint == fingerprint(html),
    )
    name = session.scalar(query)
    try:
        return store.read(name) if name else None
    except NotFound:
        return None


def asked(session: Session, meeting: Meeting, *, names: bool, html: str) -> Job | None:
    """The work on this very PDF that waits or was given up a moment ago; None if it has to be asked for. One query."""
    job = session.scalar(select(Job).where(Job.kind == KIND, Job.key == _key(meeting, names, html)))
    return None if job is None or _over(job) else job


def how_far(session: Session, job: Job | None) -> State:
    """How it is with a PDF that is not there; `job`: see `asked`. One query."""
    if job is not None and job.state is JobState.DEAD:
        return State.FAILED
    if not jobs_alive(session):
        return State.SILENT
    return State.AGAIN if job is not None and job.last_error else State.MAKING


def ask(session: Session, meeting: Meeting, *, names: bool, html: str) -> None:
    """Have the PDF made, once however many people ask."""
    key = _key(meeting, names, html)
    # (kind, key) is unique for ever: what was made and is gone, or failed long ago, makes room.
    for job in session.scalars(select(Job).where(Job.kind == KIND, Job.key == key)):
        if _over(job):
            session.delete(job)
    session.flush()
    plan(session, kind=KIND, key=key, params={"meeting": meeting.id, "names": names})


def _key(meeting: Meeting, names: bool, html: str) -> str:
    return f"{meeting.id}:{int(names)}:{fingerprint(html)}"


def _over(job: Job) -> bool:
    finished: datetime | None = job.finished_at
    return job.state is JobState.DONE or (finished is not None and finished < clock.now() - REST)


def draw(html: str) -> bytes:
    """HTML as PDF, by a child process that ends with this one. Raises RuntimeError when it failed or took too long."""
    command = [sys.executable, "-m", "dialoog.child", str(os.getpid()), "dialoog.pdf"]
    pipe = subprocess.PIPE
    with process.starting:
        child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603
    with child:
        try:
            body, _errors = child.communicate(html.encode(), timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise RuntimeError("the PDF took too long") from error
    if child.returncode != 0 or not body.startswith(b"%PDF"):
        raise RuntimeError(f"the PDF was not made: status {child.returncode}")
    return body


def make(database: Database, settings: Settings, job: Job) -> None:
    """Handler of `dossiers.reactienota_pdf`: of what the meeting is now, which may be more than when it was asked."""
    meeting_id, names = job.params["meeting"], job.params["names"]
    with database.session(read_only=True) as session:
        found = select(Meeting).where(Meeting.id == meeting_id).options(selectinload(Meeting.topics))
        html = html_of(session, session.scalars(found).one(), names=names, settings=settings)
    name = files().keep(draw(html))
    with database.transaction() as session:
        same = select(MadeDocument).where(MadeDocument.meeting_id == meeting_id, MadeDocument.names.is_(names))
        document = session.scalar(same) or MadeDocument(meeting_id=meeting_id, names=names, sha256=name)
        before, document.sha256 = document.sha256, name
        document.fingerprint, document.made_at = fingerprint(html), clock.now()
        session.add(document)
        session.flush()
        unused = _unused(session, [before])
    _forget(unused)


def take_away(session: Session, event: Event) -> None:
    """D1, D2, D3a: words that are no longer shown do not stay in a file either; its removal follows the commit."""
    there = select(MadeDocument.meeting_id).join(Contribution, Contribution.meeting_id == MadeDocument.meeting_id)
    meeting = session.scalar(there.where(Contribution.id == event.subject_id).limit(1))
    if meeting is not None:
        plan(session, kind=TAKE_AWAY_KIND, key=str(event.id), params={"meeting": meeting})


def forget_of(database: Database, _settings: Settings, job: Job) -> None:
    """Handler of `dossiers.take_away_documents`: removes the PDFs of a meeting."""
    with database.transaction() as session:
        unused = _remove(session, MadeDocument.meeting_id == job.params["meeting"])
    _forget(unused)


def forget_old(database: Database, _settings: Settings, _job: Job) -> None:
    """Handler of `dossiers.forget_documents`: removes what was made on another day and tells of that day."""
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    with database.transaction() as session:
        for job in session.scalars(select(Job).where(Job.kind == KIND, Job.finished_at < midnight)):
            session.delete(job)
        unused = _remove(session, MadeDocument.made_at < midnight)
    _forget(unused)


def _remove(session: Session, which: ColumnElement[bool]) -> set[str]:
    """Forget documents; the files that are to be destroyed after the commit."""
    documents = session.scalars(select(MadeDocument).where(which)).all()
    for document in documents:
        session.delete(document)
    session.flush()
    return _unused(session, [document.sha256 for document in documents])


def _unused(session: Session, names: list[str]) -> set[str]:
    """Which of these files no row holds any more: the same content is kept once."""
    held = session.scalars(select(MadeDocument.sha256).where(MadeDocument.sha256.in_(names)))
    return set(names) - set(held)


def _forget(names: set[str]) -> None:
    for name in names:
        files().forget(name)


HANDLERS: dict[str, Handler] = {KIND: make, TAKE_AWAY_KIND: forget_of, FORGET_KIND: forget_old}
RECURRING: tuple[Recurring, ...] = (NIGHTLY,)
REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    BlackedOut: (take_away,),
    Hidden: (take_away,),
    Withdrawn: (take_away,),
}
