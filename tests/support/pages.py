"""Asking for pages as somebody, in tests: what comes back is right HTML."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person, Role
from dialoog.permissions import Actor
from tests.factories.accounts import log_in
from tests.factories.answers import person
from tests.support.html import assert_valid_html


def as_staff(client: FlaskClient, session: Session, who: Actor | Person) -> None:
    """Log the client in as this member of staff."""
    log_in(client, session, session.get_one(Person, who.person_id) if isinstance(who, Actor) else who)


def secretary(client: FlaskClient, session: Session) -> None:
    """Log the client in as somebody of the secretariat."""
    as_staff(client, session, person(session, Role.SECRETARIAT, name="Sam Bos"))


def page(client: FlaskClient, address: str) -> str:
    """The page at an address."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert_valid_html(answer.text)
    return answer.text


def token_in(text: str) -> str:
    """The token of the page's form."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)
    assert found, "no form"
    return found.group(1)
