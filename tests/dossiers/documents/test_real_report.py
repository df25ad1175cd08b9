"""M7 on the real report of November 2024: all 159 points, verbatim, with outcome and landing place, in Word and PDF."""

import io
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.labels import OUTCOMES as WORDS
from dialoog.contributions.models import Contribution, Outcome
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.db import Database
from dialoog.dossiers.documents import making
from dialoog.files import FileStore
from dialoog.jobs.models import Job
from dialoog.meetings.models import Meeting
from dialoog.permissions import SYSTEM
from tests.dossiers.documents.conftest import REPORTS
from tests.factories import answers as answer
from tests.factories import contributions as make

NAME = "terugblik-2024-11-06.txt"
OUTCOMES = (Outcome.ADOPTED, Outcome.PARTLY, Outcome.EXISTING, Outcome.NOT_ADOPTED)

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside this checkout")


@dataclass(frozen=True)
class Answered:
    meeting: Meeting
    points: list[Contribution]


@pytest.fixture
def told(session: Session, files: FileStore) -> Answered:
    """Every point of the report has an answer: one for each topic, with all kinds of outcomes."""
    meeting = make.meeting(session, title="Werksessie november")
    import_report(session, meeting, read_report(NAME, (REPORTS / NAME).read_bytes()), files=files, actor=SYSTEM)
    of = answer.unit(session)
    lead = answer.official(session, of, lead=True)
    found = list(session.scalars(select(Contribution).order_by(Contribution.id)))
    assign(session, found, unit=of, assignee=None, actor=SYSTEM)
    for n, topic in enumerate(meeting.topics):
        there = [point for point in found if point.topic_id == topic.id]
        answer.answered(session, there, lead, answer.draft(of, OUTCOMES[n % 4]))
    session.commit()
    return Answered(meeting, found)


def folded(text: str) -> str:
    """Without white space: a PDF breaks lines after a slash or hyphen too."""
    return re.sub(r"\s+", "", text)


def assert_whole(text: str, told: Answered) -> None:
    """Each point verbatim, and with its number an answer with the words of its outcome, and the landing place."""
    text = folded(text)
    assert len(told.points) == 159
    assert [point.public_text for point in told.points if folded(point.public_text) not in text] == []
    answers = re.findall(r"Antwoordop((?:INB-\d+-\d+(?:,|en)?)+):(.*?)Wijgaan(.*?)Antwoordvan", text)
    found = {
        number: (words, "Meetplanlucht2027,paragraaf3.2" in rest)
        for numbers, words, rest in answers
        for number in re.findall(r"INB-\d+-\d+", numbers)
    }
    expected = {point.number: folded(str(WORDS[point.outcome])) for point in told.points if point.outcome}
    assert len(expected) == 159
    assert found == {number: (words, True) for number, words in expected.items()}


def test_m7_word_holds_every_point(app: Flask, client: FlaskClient, told: Answered, tmp_path: Path) -> None:
    file = client.get(f"/bijeenkomsten/{told.meeting.slug}/reactienota.docx")
    assert file.status_code == 200
    document = Document(io.BytesIO(file.data))
    assert document.core_properties.title == "Reactienota: Werksessie november"
    assert document.core_properties.language == "nl-NL"
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Quote"} <= styles
    assert sum(paragraph.style.name == "Quote" for paragraph in document.paragraphs if paragraph.style) == 159
    assert_whole("\n".join(paragraph.text for paragraph in document.paragraphs), told)


def test_m7_word_opens_elsewhere(client: FlaskClient, told: Answered, tmp_path: Path, soffice: str) -> None:
    path = tmp_path / "nota.docx"
    path.write_bytes(client.get(f"/bijeenkomsten/{told.meeting.slug}/reactienota.docx").data)
    command = [soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/office"]
    command += ["--convert-to", "txt:Text", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert_whole((tmp_path / "nota.txt").read_text(encoding="utf-8-sig"), told)


def test_m7_pdf_holds_every_point_and_is_tagged(
    app: Flask, client: FlaskClient, session: Session, told: Answered, pango: None
) -> None:
    address = f"/bijeenkomsten/{told.meeting.slug}/reactienota.pdf"
    began = time.monotonic()
    assert client.get(address).status_code == 202
    job = session.scalars(select(Job).where(Job.kind == making.KIND)).one()
    database: Database = app.extensions["dialoog_database"]
    making.make(database, app.extensions["dialoog_settings"], job)
    file = client.get(address)
    assert time.monotonic() - began < 20
    assert (file.status_code, file.content_type) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(file.data))
    catalog = reader.root_object
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert str(catalog["/Lang"]).startswith("nl")
    assert "/StructTreeRoot" in catalog
    assert reader.metadata is not None
    assert reader.metadata.title == "Reactienota: Werksessie november"
    assert_whole(" ".join(page.extract_text() for page in reader.pages), told)
