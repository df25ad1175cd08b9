"""Mails about log-in and account: what happened first, a link with a token, nothing that no longer holds."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Role
from dialoog.accounts.rules import logging_in, own_data
from dialoog.accounts.rules.notices import Notice, tell
from dialoog.config import Settings
from dialoog.mail.composing import compose
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.rules.invitations import Invitation, invite, withdraw
from dialoog.permissions import SYSTEM
from dialoog.wiring import RENDERERS
from tests.factories import accounts as make


def sent(session: Session, settings: Settings) -> tuple[str, str, str] | None:
    """Subject, plain text and HTML of the newest mail."""
    row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert row is not None
    content = RENDERERS[row.kind](session, row, settings)
    if content is None:
        return None
    message = compose(row, content, settings)
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (part.get_content() for part in parts if part is not None)
    return message["Subject"], plain, html


def test_the_link_in_the_mail_is_the_page_that_logs_in(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    logging_in.send_link(session, make.person(session).email)
    mail = sent(session, settings)
    assert mail is not None
    subject, plain, html = mail
    address = next(line for line in plain.splitlines() if line.startswith("http://localhost/inloggen/link/"))
    assert subject == "Uw link om in te loggen bij Dialoog"
    assert f'href="{address}"' in html
    session.commit()
    assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_a_link_that_no_longer_works_is_not_sent(session: Session, settings: Settings) -> None:
    logging_in.send_link(session, make.person(session).email)
    with clock.at(clock.now() + timedelta(hours=1)):
        assert sent(session, settings) is None


def test_an_invitation_that_was_withdrawn_is_not_sent(session: Session, settings: Settings) -> None:
    given = Invitation("bo@voorbeeld.example", "Bo Smit", "hoofd lucht", [Role.ADMIN])
    link = invite(session, given, actor=SYSTEM)
    mail = sent(session, settings)
    assert mail is not None
    assert mail[1].startswith("Dag Bo Smit, u bent uitgenodigd")
    withdraw(session, link, actor=SYSTEM)
    session.expire_all()
    assert sent(session, settings) is None


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_says_what_when_and_what_to_do(session: Session, settings: Settings, notice: Notice) -> None:
    tell(session, make.person(session), notice)
    mail = sent(session, settings)
    assert mail is not None
    assert "Dat gebeurde op" in mail[1].splitlines()[2]
    assert "http://localhost/mijn/gegevens" in mail[1]
    assert "http://localhost/mijn/gegevens" in mail[2]


def test_a_new_address_gets_its_own_link(app: Flask, session: Session, settings: Settings) -> None:
    own_data.ask_new_address(session, make.person(session), "nieuw@voorbeeld.example", actor=SYSTEM)
    mail = sent(session, settings)
    assert mail is not None
    assert "/mijn/gegevens/e-mail/" in mail[1]
