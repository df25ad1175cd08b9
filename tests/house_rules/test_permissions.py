"""Every address is asked as everyone and compared with who_may_what.txt; no form does anything without its token."""

import difflib

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import accounts as make
from tests.house_rules.permissions import TABLE, Cast, doors, table

pytestmark = pytest.mark.once

# endpoint → why it takes a POST without our token.
WITHOUT_TOKEN: dict[str, str] = {}


def test_everyone_gets_where_the_table_says_and_nowhere_else(app: Flask, session: Session) -> None:
    written = TABLE.read_text(encoding="utf-8")
    difference = list(difflib.unified_diff(written.splitlines(), table(app, session).splitlines(), lineterm="", n=0))
    assert difference == [], "after reading the difference: python -m tests.house_rules.permissions"


def test_no_form_does_anything_without_its_token(app: Flask, session: Session) -> None:
    cast = Cast(app, session)
    taken = [
        f"{door.method} {door.address} as {name}: {answer.status}"
        for door in doors(app)
        if door.method != "GET" and door.endpoint not in WITHOUT_TOKEN
        for name, client in cast.clients.items()
        if (answer := client.open(door.sample, method=door.method)).status_code != 400
    ]
    assert taken == []


def test_a_token_of_somebody_else_is_no_token(app: Flask, session: Session) -> None:
    cast = Cast(app, session)
    stolen = make.csrf(cast.clients["person"], "/mijn/gegevens")
    for door in doors(app):
        if door.method == "POST" and door.endpoint not in WITHOUT_TOKEN:
            answer = cast.clients["admin"].post(door.sample, data={"csrf_token": stolen})
            assert answer.status_code == 400, door.address


def test_no_exception_is_left_over(app: Flask) -> None:
    assert set(WITHOUT_TOKEN) - set(app.view_functions) == set()
