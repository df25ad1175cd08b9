"""Staff pages ask the same number of queries however many rows there are, twelve at most (quality.md, Speed)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.parties import add_party
from dialoog.permissions import SYSTEM
from tests.factories import accounts as make
from tests.support.queries import counted_queries

PAGES = ("/werk/mensen", "/werk/diensten", "/werk/partijen", "/werk/themas", "/werk/auditlog", "/mijn/gegevens")


def grow(session: Session, times: int) -> None:
    for _ in range(times):
        unit = make.unit(session)
        make.member(session, unit, lead=True)
        make.member(session, unit)
        add_party(session, actor=SYSTEM, name=unit.slug, sector=Sector.YOUTH)
    session.commit()


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(app: Flask, client: FlaskClient, session: Session, page: str) -> None:
    someone = make.person(session, Role.ADMIN, Role.MINISTRY)
    make.log_in(client, session, someone)
    counts = []
    for times in (1, 12):
        grow(session, times)
        with counted_queries(app) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
