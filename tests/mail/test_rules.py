"""The outbox: a mail is a row in the transaction that causes it."""

import pytest
from sqlalchemy import func, select

from dialoog.db import Database, WorkSession
from dialoog.errors import RuleViolation
from dialoog.mail import queries, rules
from dialoog.mail.addresses import NoAddress
from dialoog.mail.models import MailState, OutboxMessage


def test_a_mail_is_queued_with_its_subject_and_small_values(session: WorkSession) -> None:
    row = rules.queue(session, kind="note", to=" jan@example.org ", subject=("contribution", 3), params={"link_id": 9})
    assert row is not None
    assert (row.to_address, row.subject_kind, row.subject_id, row.params) == (
        "jan@example.org",
        "contribution",
        3,
        {"link_id": 9},
    )
    assert row.state is MailState.WAITING


def test_the_same_mail_is_queued_once(session: WorkSession) -> None:
    assert rules.queue(session, kind="note", to="jan@example.org", unique_key="answer 1 giver 2") is not None
    assert rules.queue(session, kind="note", to="jan@example.org", unique_key="answer 1 giver 2") is None
    assert rules.queue(session, kind="note", to="jan@example.org") is not None
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 2


def test_a_mail_goes_with_the_transaction_that_caused_it(own_database: Database) -> None:
    with own_database.session() as session:
        rules.queue(session, kind="note", to="jan@example.org")
        session.rollback()
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_what_is_no_address_is_not_queued(session: WorkSession) -> None:
    with pytest.raises(NoAddress):
        rules.queue(session, kind="note", to="jan@example.org\r\nBcc: ieder@example.org")


def dead(session: WorkSession, address: str) -> OutboxMessage:
    row = rules.queue(session, kind="note", to=address)
    assert row is not None
    row.attempts = 1
    rules.failed(row, "550 gone", for_good=True)
    session.flush()
    return row


def test_a_mail_given_up_may_be_tried_again_and_no_other(session: WorkSession) -> None:
    row = dead(session, "jan@example.org")
    assert row.state is MailState.DEAD
    rules.try_again(session, row)
    assert (row.state, row.attempts) == (MailState.WAITING, 0)
    with pytest.raises(RuleViolation):
        rules.try_again(session, row)


def test_all_mails_given_up_may_be_tried_again_at_once(session: WorkSession) -> None:
    rows = [dead(session, f"gever{n}@example.org") for n in range(3)]
    assert list(rules.try_all_again(session)) == rows
    assert {row.state for row in rows} == {MailState.WAITING}


def test_the_standing_tells_how_many_are_where_and_since_when_the_first_waits(session: WorkSession) -> None:
    assert queries.standing(session).waiting_since is None
    dead(session, "weg@example.org")
    first = rules.queue(session, kind="note", to="jan@example.org")
    rules.queue(session, kind="note", to="piet@example.org")
    assert first is not None
    standing = queries.standing(session)
    assert standing.counts == {
        MailState.WAITING: 2,
        MailState.SENT: 0,
        MailState.SKIPPED: 0,
        MailState.DEAD: 1,
    }
    assert standing.waiting_since == first.created_at
    assert session.scalars(queries.in_state(MailState.DEAD)).one().to_address == "weg@example.org"
