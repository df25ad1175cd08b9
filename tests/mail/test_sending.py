"""Sending what is in the outbox: what is tried again, what is given up, and what is noted of it."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlalchemy import select

from dialoog import clock
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.jobs.claiming import LEASE, PAUSES
from dialoog.jobs.models import Job
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import queue
from dialoog.mail.sending import send_due
from dialoog.mail.transport import Unreachable
from tests.jobs.statements import statements, writes
from tests.mail.office import make_app
from tests.support.smtp import SmtpServer


@pytest.fixture
def office(own_settings: Settings, smtp_server: SmtpServer) -> Iterator[Flask]:
    app = make_app(replace(own_settings, smtp_url=smtp_server.url))
    yield app
    app.extensions["dialoog_database"].dispose()


def put(database: Database, *addresses: str, kind: str = "note", **params: str) -> None:
    with database.transaction() as session:
        for address in addresses:
            queue(session, kind=kind, to=address, params=params)


def outbox(database: Database) -> list[OutboxMessage]:
    with database.session(read_only=True) as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def bounces(database: Database) -> list[str]:
    with database.session(read_only=True) as session:
        return list(session.scalars(select(Job.key).where(Job.kind == "bounced")))


def test_what_is_queued_is_sent_and_noted(office: Flask, own_database: Database, smtp_server: SmtpServer) -> None:
    put(own_database, "jan@example.org", subject="Uw inbreng", words="Er is een antwoord.")
    send_due(office)
    [received] = smtp_server.to("jan@example.org")
    assert received.message["Subject"] == "Uw inbreng"
    assert "Er is een antwoord." in received.text
    assert "Er is een antwoord." in received.html
    [row] = outbox(own_database)
    assert row.state is MailState.SENT
    assert row.sent_at is not None
    assert row.message_id == received.message["Message-ID"]
    send_due(office)
    assert len(smtp_server.messages) == 1


def test_a_mail_with_nothing_to_say_any_more_is_not_sent(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    put(own_database, "jan@example.org", kind="nothing")
    send_due(office)
    assert smtp_server.messages == []
    assert outbox(own_database)[0].state is MailState.SKIPPED


def test_a_kind_nobody_renders_waits_for_newer_code(office: Flask, own_database: Database) -> None:
    put(own_database, "jan@example.org", kind="of tomorrow")
    send_due(office)
    [row] = outbox(own_database)
    assert (row.state, row.attempts) == (MailState.WAITING, 0)


def test_a_busy_server_is_asked_again_after_growing_pauses_and_in_the_end_given_up(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    smtp_server.busy = True
    put(own_database, "jan@example.org")
    now, waits = clock.now(), []
    while (row := outbox(own_database)[0]).state is MailState.WAITING:
        now = max(now, row.next_attempt_at) + timedelta(seconds=1)
        with clock.at(now):
            send_due(office)
        waits.append(round((outbox(own_database)[0].next_attempt_at - now).total_seconds() / 60))
    assert waits[:-1] == [round(pause.total_seconds() / 60) for pause in PAUSES]
    assert row.state is MailState.DEAD
    assert row.last_error is not None
    assert row.last_error.startswith("451")
    assert bounces(own_database) == []


def test_after_a_temporary_refusal_it_still_arrives(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    smtp_server.busy = True
    put(own_database, "jan@example.org")
    send_due(office)
    smtp_server.busy = False
    send_due(office)
    assert smtp_server.messages == [], "the pause is not over"
    with clock.at(clock.now() + timedelta(minutes=2)):
        send_due(office)
    assert len(smtp_server.messages) == 1
    assert (outbox(own_database)[0].state, outbox(own_database)[0].last_error) == (MailState.SENT, None)


def test_an_address_that_does_not_exist_is_given_up_at_once_and_its_domain_told(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    smtp_server.refused.add("weg@example.org")
    put(own_database, "weg@example.org", "jan@example.org")
    send_due(office)
    gone, sent = outbox(own_database)
    assert (gone.state, sent.state) == (MailState.DEAD, MailState.SENT)
    assert gone.last_error == "550 5.1.1 No such address"
    assert bounces(own_database) == [str(gone.id)]


def test_an_address_that_cannot_be_one_is_given_up_at_once(office: Flask, own_database: Database) -> None:
    put(own_database, "jan@example.org")
    with own_database.transaction() as session:
        session.scalars(select(OutboxMessage)).one().to_address = None
    send_due(office)
    [row] = outbox(own_database)
    assert (row.state, row.last_error) == (MailState.DEAD, "Dit is geen e-mailadres.")


def test_a_mail_that_cannot_be_made_holds_up_no_others_and_tells_no_address(
    office: Flask, own_database: Database, smtp_server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put(own_database, "jan@example.org", kind="broken")
    put(own_database, "piet@example.org")
    send_due(office)
    broken, sent = outbox(own_database)
    assert (broken.state, broken.attempts, sent.state) == (MailState.WAITING, 1, MailState.SENT)
    assert (broken.last_error or "").startswith("KeyError (office.py:")
    told = [str(vars(record)) for record in caplog.records if record.name.startswith("dialoog")]
    assert told
    assert [line for line in told if "example.org" in line] == []


def test_when_the_server_is_away_one_mail_finds_out_and_the_others_keep_their_turn(
    own_settings: Settings, own_database: Database
) -> None:
    app = make_app(replace(own_settings, smtp_url="smtp://127.0.0.1:1"))
    put(own_database, *(f"gever{n}@example.org" for n in range(5)))
    with pytest.raises(Unreachable):
        send_due(app)
    app.extensions["dialoog_database"].dispose()
    first, *others = outbox(own_database)
    assert (first.attempts, first.leased_by) == (1, None)
    assert (first.last_error or "").startswith("Geen verbinding")
    assert {(row.attempts, row.leased_by) for row in others} == {(0, None)}


def test_cut_off_before_the_server_said_yes_it_is_sent_again_under_the_same_id(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    smtp_server.cut_off_after_data = True
    put(own_database, "jan@example.org")
    with pytest.raises(Unreachable):
        send_due(office)
    smtp_server.cut_off_after_data = False
    with clock.at(clock.now() + timedelta(minutes=2)):
        send_due(office)
    assert len({received.message["Message-ID"] for received in smtp_server.to("jan@example.org")}) == 1
    assert len(smtp_server.messages) == 2


def test_a_mail_left_by_a_killed_process_is_sent_when_its_lease_ends(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    put(own_database, "jan@example.org")
    with own_database.transaction() as session:
        row = session.scalars(select(OutboxMessage)).one()
        row.attempts, row.leased_by, row.lease_until = 1, "killed", clock.now() + LEASE
    send_due(office)
    assert smtp_server.messages == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        send_due(office)
    assert len(smtp_server.messages) == 1


def test_a_mail_that_killed_its_process_each_time_is_given_up(
    office: Flask, own_database: Database, smtp_server: SmtpServer
) -> None:
    put(own_database, "jan@example.org")
    with own_database.transaction() as session:
        row = session.scalars(select(OutboxMessage)).one()
        row.attempts, row.leased_by, row.lease_until = len(PAUSES) + 1, "killed", clock.now()
    send_due(office)
    assert smtp_server.messages == []
    assert outbox(own_database)[0].state is MailState.DEAD


def test_into_a_folder(own_settings: Settings, own_database: Database) -> None:
    app = make_app(own_settings)
    put(own_database, "jan@example.org", words="Er is een antwoord: „ja”.")
    send_due(app)
    app.extensions["dialoog_database"].dispose()
    [file] = (own_settings.instance / "mail").glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "jan@example.org"
    assert "jan" not in file.name
    assert outbox(own_database)[0].state is MailState.SENT


def test_mail_is_rendered_and_sent_outside_any_write_transaction(office: Flask, own_database: Database) -> None:
    put(own_database, "jan@example.org", "piet@example.org")
    database: Database = office.extensions["dialoog_database"]
    with statements(database) as seen:
        send_due(office)
    # Claimed once, then one short note for each.
    assert len([text for text in writes(seen) if text.startswith("UPDATE")]) == 3


def test_with_nothing_due_nothing_is_written(office: Flask, own_database: Database) -> None:
    database: Database = office.extensions["dialoog_database"]
    with statements(database) as seen:
        for _ in range(3):
            send_due(office)
    assert writes(seen) == []
    assert len([text for text in seen if text.startswith("SELECT")]) == 3
