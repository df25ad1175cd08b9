"""Walking through the pages of contributions as a browser would."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from tests.support.html import assert_valid_html

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
FORM = "/inbreng/nieuw"
FILLED = {
    "text": "Meet ook in de straat.\nElke maandag.",
    "kind": "idee",
    "theme": "lucht",
    "shown_as": "naam",
    "name": "Mees Kok",
    "sector": "inwoner",
    "email": "mees@voorbeeld.nl",
}


def hidden_fields(page: str) -> dict[str, str]:
    """What the forms of a page send along unseen."""
    found = {}
    for field in HIDDEN.findall(page):
        name, value = (re.search(rf'{part}="([^"]*)"', field) for part in ("name", "value"))
        if name and value:
            found[name.group(1)] = value.group(1)
    return found


def get(client: FlaskClient, address: str, status: int = 200) -> str:
    """The page at an address, valid HTML."""
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    assert_valid_html(answer.text)
    return answer.text


def send(client: FlaskClient, address: str, given: dict[str, Any], **options: Any) -> TestResponse:
    """Open the page, fill in its form as slowly as a person, and send it."""
    fields = {**hidden_fields(get(client, address)), **given}
    with clock.at(clock.now() + timedelta(seconds=30)):
        answer = client.post(address, data=fields, **options)
    if answer.status_code != 302:
        assert_valid_html(answer.text)
    return answer


def written(app: Flask, session: Session, settings: Settings, mail: OutboxMessage) -> dict[str, str] | None:
    """The mail as it goes out: subject, plain text, HTML; None when there is nothing to send any more."""
    content = app.extensions["dialoog_mail"].renderers[mail.kind](session, mail, settings)
    if content is None:
        return None
    with app.test_request_context():
        plain = render_template(f"mail/{content.template}.txt", **content.context)
        html = render_template(f"mail/{content.template}.html", **content.context)
    return {"subject": content.subject, "plain": plain, "html": html}
