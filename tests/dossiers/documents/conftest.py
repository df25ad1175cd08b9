"""A meeting with what came in and what became of it."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from dialoog.dossiers.documents import making
from dialoog.files import FileStore
from tests.support.availability import missing

REPORTS = Path(__file__).parents[4] / "shared" / "reports"


@pytest.fixture
def files(app: Flask) -> FileStore:
    found: FileStore = app.extensions["dialoog_files"]
    return found


@pytest.fixture
def pango() -> None:
    """What WeasyPrint needs."""
    if not making.possible():
        missing("no Pango found (on Debian: apt-get install libpangoft2-1.0-0)")


@pytest.fixture
def soffice() -> str:
    """LibreOffice's command, which reads what we wrote with other eyes."""
    found = shutil.which("soffice")
    return found or missing("no LibreOffice found (on Debian: apt-get install libreoffice-writer-nogui)")
