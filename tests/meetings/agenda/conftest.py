"""Where the files of a test are kept."""

import pytest
from flask import Flask

from dialoog.files import FileStore


@pytest.fixture
def files(app: Flask) -> FileStore:
    found: FileStore = app.extensions["dialoog_files"]
    return found
