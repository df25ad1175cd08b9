"""The PDF: made in the background, never stale, reading nothing but its own style (M7)."""

import io
import os
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.blacking_out import black_out
from dialoog.db import Database
from dialoog.dossiers.documents import making
from dialoog.dossiers.documents.models import MadeDocument
from dialoog.jobs.models import Job, JobState, WorkerBeat
from dialoog.jobs.rules import done
from dialoog.meetings.models import Meeting
from tests.factories import contributions as make
from tests.support.html import assert_valid_html

pytestmark = pytest.mark.usefixtures("pango")


@pytest.fixture
def meeting(session: Session) -> Meeting:
    made = make.meeting(session)
    make.contribution(session, "Meet het geluid.", meeting=made)
    session.add(WorkerBeat(worker="w", started_at=clock.now(), seen_at=clock.now()))
    session.commit()
    return made


def address(meeting: Meeting, names: str = "") -> str:
    return f"/bijeenkomsten/{meeting.slug}/reactienota.pdf{names}"


def jobs(session: Session) -> list[Job]:
    session.expire_all()
    return list(session.scalars(select(Job).where(Job.kind == making.KIND).order_by(Job.id)))


def work(app: Flask, session: Session) -> None:
    """Do what waits, as a job process would."""
    database: Database = app.extensions["dialoog_database"]
    for job in jobs(session):
        if job.state is JobState.WAITING:
            making.make(database, app.extensions["dialoog_settings"], job)
            done(session, job)
    session.commit()


def kept(app: Flask) -> list[Path]:
    folder: Path = app.extensions["dialoog_settings"].instance / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


def text_of(body: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def test_it_is_asked_for_once_and_served_when_it_is_there(
    app: Flask, client: FlaskClient, session: Session, meeting: Meeting
) -> None:
    for _n in range(3):
        waiting = client.get(address(meeting))
        assert waiting.status_code == 202
        assert (waiting.headers["Refresh"], waiting.headers["Cache-Control"]) == ("6", "no-store")
        assert "De PDF wordt gemaakt" in waiting.text
        assert_valid_html(waiting.text)
    assert len(jobs(session)) == 1
    work(app, session)
    file = client.get(address(meeting))
    assert (file.status_code, file.content_type) == (200, "application/pdf")
    assert file.headers["Content-Disposition"] == f"attachment; filename=reactienota-{meeting.slug}.pdf"
    assert "Meet het geluid." in text_of(file.data)
    assert len(jobs(session)) == 1


@pytest.mark.once
def test_a_stale_one_is_never_served(app: Flask, client: FlaskClient, session: Session, meeting: Meeting) -> None:
    client.get(address(meeting))
    work(app, session)
    make.contribution(session, "Een tweede punt.", meeting=meeting)
    session.commit()
    assert client.get(address(meeting)).status_code == 202
    work(app, session)
    assert "Een tweede punt." in text_of(client.get(address(meeting)).data)
    assert len(kept(app)) == 1
    assert len(session.scalars(select(MadeDocument)).all()) == 1


@pytest.mark.once
def test_with_names_is_another_document(app: Flask, client: FlaskClient, session: Session, meeting: Meeting) -> None:
    for names in ("", "?namen=1"):
        assert client.get(address(meeting, names)).status_code == 202
    work(app, session)
    files = [client.get(address(meeting, names)) for names in ("", "?namen=1")]
    assert [file.status_code for file in files] == [200, 200]
    assert files[1].headers["Content-Disposition"].endswith("-met-namen.pdf")


@pytest.mark.once
def test_a_file_that_is_gone_is_made_again(app: Flask, client: FlaskClient, session: Session, meeting: Meeting) -> None:
    client.get(address(meeting))
    work(app, session)
    kept(app)[0].unlink()
    assert client.get(address(meeting)).status_code == 202
    assert [job.state for job in jobs(session)] == [JobState.WAITING]
    work(app, session)
    assert client.get(address(meeting)).status_code == 200


def test_it_says_so_when_it_failed_and_may_be_asked_for_an_hour_later(
    client: FlaskClient, session: Session, meeting: Meeting
) -> None:
    client.get(address(meeting))
    (job,) = jobs(session)
    job.last_error = "RuntimeError"
    session.commit()
    assert "Het lukte nog niet" in client.get(address(meeting)).text
    job.state, job.finished_at = JobState.DEAD, clock.now()
    session.commit()
    failed = client.get(address(meeting))
    assert (failed.status_code, "Refresh" in failed.headers) == (503, False)
    assert "opgegeven" in failed.text
    assert_valid_html(failed.text)
    job.finished_at = clock.now() - timedelta(hours=2)
    session.commit()
    assert client.get(address(meeting)).status_code == 202
    assert [job.state for job in jobs(session)] == [JobState.WAITING]


def test_it_says_so_when_nothing_works_in_the_background(
    client: FlaskClient, session: Session, meeting: Meeting
) -> None:
    session.query(WorkerBeat).delete()
    session.commit()
    silent = client.get(address(meeting))
    assert (silent.status_code, "Refresh" in silent.headers) == (202, False)
    assert "stilstaat" in silent.text


def test_without_pango_all_but_the_pdf_works(
    client: FlaskClient, session: Session, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PANGO", ("no-such-library.so.0",))
    making.possible.cache_clear()
    try:
        refused = client.get(address(meeting))
        assert (refused.status_code, jobs(session)) == (503, [])
        assert "ontbreekt" in refused.text
        note = client.get(f"/bijeenkomsten/{meeting.slug}/reactienota")
        assert "Een PDF kan hier nu niet worden gemaakt" in note.text
        assert "reactienota.pdf" not in note.text
        assert client.get(f"/bijeenkomsten/{meeting.slug}/reactienota.docx").status_code == 200
    finally:
        making.possible.cache_clear()


def test_d1_the_night_removes_what_was_made_on_another_day(
    app: Flask, client: FlaskClient, session: Session, meeting: Meeting
) -> None:
    database: Database = app.extensions["dialoog_database"]
    client.get(address(meeting))
    work(app, session)
    making.forget_old(database, app.extensions["dialoog_settings"], Job())
    assert client.get(address(meeting)).status_code == 200
    document, job = session.scalars(select(MadeDocument)).one(), jobs(session)[0]
    document.made_at = job.finished_at = clock.now() - timedelta(days=1)
    session.commit()
    making.forget_old(database, app.extensions["dialoog_settings"], Job())
    assert (kept(app), jobs(session), session.scalars(select(MadeDocument)).all()) == ([], [], [])


def test_d1_words_that_are_blacked_out_stay_in_no_file(
    app: Flask, client: FlaskClient, session: Session, meeting: Meeting
) -> None:
    client.get(address(meeting))
    work(app, session)
    point = session.scalars(select(Contribution)).one()
    new = "Meet het █████."
    black_out(session, point, new_text=new, reason="Hierin stond een naam.", actor=make.SECRETARIAT)
    session.commit()
    taking = session.scalars(select(Job).where(Job.kind == making.TAKE_AWAY_KIND)).one()
    making.forget_of(app.extensions["dialoog_database"], app.extensions["dialoog_settings"], taking)
    assert kept(app) == []
    assert client.get(address(meeting)).status_code == 202


def test_asking_is_limited(client: FlaskClient, meeting: Meeting) -> None:
    answers = {client.get(address(meeting)).status_code for _n in range(40)}
    assert answers == {202, 429}


class Trap(BaseHTTPRequestHandler):
    """Notes that somebody came."""

    came: list[str] = []  # noqa: RUF012 - of the class on purpose

    def do_GET(self) -> None:
        self.came.append(self.path)
        self.send_response(404)
        self.end_headers()


def test_drawing_reads_no_other_address_and_no_file(tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), Trap)
    Thread(target=server.serve_forever, daemon=True).start()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "secret.txt").write_text("geheim")
    there = f"http://127.0.0.1:{server.server_port}"
    html = (
        f'<html lang="nl"><head><title>Proef</title><link rel="stylesheet" href="{there}/a.css">'
        f'<link rel="stylesheet" href="file://{pipe}"><link rel="attachment" href="file://{tmp_path}/secret.txt"></head>'
        f'<body><h1>Proef</h1><img alt="x" src="{there}/b.png"><img alt="y" src="file://{pipe}">'
        "Blijft staan</body></html>"
    )
    body = making.draw(html)
    server.shutdown()
    server.server_close()
    assert Trap.came == []
    assert "Blijft staan" in text_of(body)
    assert PdfReader(io.BytesIO(body)).attachments == {}


def test_drawing_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.01)
    with pytest.raises(RuntimeError, match="too long"):
        making.draw("<p>x</p>")
