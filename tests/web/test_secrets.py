"""What is nobody else's business stays out of logs and out of reach of other users of the machine."""

import json
import logging
import stat
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock, migrating
from dialoog.accounts.models import Person
from dialoog.db import Database
from dialoog.web.logs import JsonLine


def logged(error: BaseException) -> dict[str, str]:
    trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("dialoog.errors", logging.ERROR, "", 0, "unexpected", (), trace)
    line: dict[str, str] = json.loads(JsonLine().format(record))
    return line


def test_a_database_error_is_logged_without_the_values_it_repeats(session: Session) -> None:
    """PostgreSQL says which address was there already: 'Key (email)=(…) already exists'."""
    people = [Person(email="fem@voorbeeld.nl", name="Fem Smit", created_at=clock.now()) for _twice in range(2)]
    session.add_all(people)
    with pytest.raises(IntegrityError) as refused:
        session.flush()
    line = logged(refused.value)
    assert "IntegrityError" in line["trace"]
    assert "test_secrets.py" in line["trace"]
    assert "fem@voorbeeld.nl" not in json.dumps(line)
    assert "Fem Smit" not in json.dumps(line)


def test_an_error_of_our_own_is_logged_with_its_cause() -> None:
    error = RuntimeError("broken")
    error.__cause__ = KeyError("step")
    assert logged(error)["trace"].startswith("KeyError: 'step'\n\n")
    assert logged(error)["trace"].endswith("RuntimeError: broken")


def test_the_embedded_database_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dialoog.sqlite'}"
    with Database(url).session(read_only=True) as asking:
        assert not migrating.is_current(asking.connection())
    migrating.upgrade(url)
    database = Database(url)
    with database.transaction() as session:
        session.add(Person(email="fem@voorbeeld.nl", name="Fem Smit", created_at=clock.now()))
        session.flush()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    database.dispose()
    assert modes["dialoog.sqlite"] == 0o600
    assert set(modes.values()) == {0o600}


def test_a_database_that_is_migrated_first_is_too(tmp_path: Path) -> None:
    file = tmp_path / "dialoog.sqlite"
    migrating.upgrade(f"sqlite:///{file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_is_told_to_wait_does_not_stand_in_the_logs(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answers = [client.get("/bijeenkomsten.csv") for _each in range(31)]
    assert answers[-1].status_code == 429
    assert "127.0.0.1" not in caplog.text
