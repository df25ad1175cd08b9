"""The record: one writer, states by the table, log and events together or not at all (D5, D12)."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from dialoog import create_app
from dialoog.config import Settings
from dialoog.contributions.happenings import Assigned, Extended, Withdrawn
from dialoog.contributions.models import Channel, Contribution, PointKind
from dialoog.contributions.rules.receiving import Input, receive, receive_many
from dialoog.db import Database, WorkSession
from dialoog.errors import RuleViolation
from dialoog.permissions import ANONYMOUS, SYSTEM
from dialoog.register import queries
from dialoog.register.ledger import AppendOnly
from dialoog.register.models import Event, EventText, Leaf, LogState, TreeHead
from dialoog.register.rules import Words, erase, record
from dialoog.register.verification import verify_log
from tests.register import independent_verifier


def idea(words: str = "Meet ook bij scholen.") -> Input:
    return Input(text=words, kind=PointKind.IDEA, channel=Channel.WEB)


@pytest.fixture
def database(own_settings: Settings) -> Iterator[Database]:
    """A database of the test's own, with an application context for the rules' texts."""
    app: Flask = create_app(own_settings)
    with app.app_context():
        made: Database = app.extensions["dialoog_database"]
        yield made
        made.dispose()


def test_d12_event_leaf_and_head_commit_together(database: Database) -> None:
    with database.transaction() as session:
        receive_many(session, [idea(f"Punt {n}") for n in range(5)], actor=ANONYMOUS)
        assert session.scalar(select(func.count()).select_from(Leaf)) == 0
    with database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 5
        assert session.scalar(select(func.count()).select_from(Leaf)) == 5
        assert session.scalar(select(LogState.size)) == 5
        assert session.scalars(select(TreeHead.size)).all() == [5]
        assert verify_log(session).ok


def test_d12_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with contextlib.suppress(ZeroDivisionError), database.transaction() as session:
        receive(session, idea(), actor=ANONYMOUS)
        raise ZeroDivisionError
    with database.transaction() as session:
        made = receive(session, idea(), actor=ANONYMOUS)
        assert made.number.endswith("-00001")
    with database.session(read_only=True) as session:
        found = verify_log(session)
        assert (found.events, found.problems) == (1, [])


def test_d12_an_undone_savepoint_takes_its_events_with_it(database: Database) -> None:
    with database.transaction() as session:
        receive(session, idea("blijft"), actor=ANONYMOUS)
        with contextlib.suppress(ZeroDivisionError), session.begin_nested():
            receive(session, idea("gaat"), actor=ANONYMOUS)
            raise ZeroDivisionError
    with database.session(read_only=True) as session:
        found = verify_log(session)
        assert (found.events, found.problems) == (1, [])


def test_d12_no_text_and_no_name_stands_in_a_leaf(session: WorkSession) -> None:
    given = Input(
        text="Zeer herkenbare woorden", kind=PointKind.IDEA, channel=Channel.WEB, said_by_name="Noor Voorbeeld"
    )
    receive(session, given, actor=ANONYMOUS)
    session.commit()
    content = session.scalars(select(Leaf.content)).one()
    assert b"herkenbare" not in content
    assert b"Noor" not in content


def test_d12_a_proof_is_accepted_by_a_program_written_from_the_rfc(session: WorkSession) -> None:
    made = receive_many(session, [idea(f"Punt {n}") for n in range(7)], actor=ANONYMOUS)
    session.commit()
    receive(session, idea("later"), actor=ANONYMOUS)
    session.commit()
    for contribution in made:
        proof = queries.proof(session, contribution, texts=True)
        assert independent_verifier.check(proof) == proof["rootHash"]
        assert [text_["tekst"] for text_ in proof["teksten"]] == [contribution.public_text]


def test_d12_consistency_between_two_sizes(session: WorkSession) -> None:
    heads = []
    for count in (3, 4, 6):
        receive_many(session, [idea() for _ in range(count)], actor=ANONYMOUS)
        session.commit()
        heads.append(queries.head(session))
    for old in heads:
        for new in heads:
            if old["treeSize"] <= new["treeSize"]:
                proof = queries.consistency(session, old["treeSize"], new["treeSize"])
                path = [bytes.fromhex(node) for node in proof["pad"]]
                roots = [bytes.fromhex(head["rootHash"]) for head in (old, new)]
                sizes = old["treeSize"], new["treeSize"]
                assert independent_verifier.roots_from_proof(*sizes, roots[0], path) == tuple(roots)


def test_d5_a_change_of_state_outside_the_table_is_refused(session: WorkSession) -> None:
    made = receive(session, idea(), actor=ANONYMOUS)
    with pytest.raises(RuleViolation, match="ontvangen"):
        record(session, made, Assigned(unit="x"), actor=SYSTEM, state="beantwoord")


def test_d5_withdrawn_is_final(session: WorkSession) -> None:
    made = receive(session, idea(), actor=ANONYMOUS)
    record(session, made, Withdrawn(by="inbrenger", instead=None), actor=ANONYMOUS, state="ingetrokken")
    with pytest.raises(RuleViolation):
        record(session, made, Assigned(unit="x"), actor=SYSTEM, state="in-behandeling")


def test_undeclared_texts_are_refused(session: WorkSession) -> None:
    made = receive(session, idea(), actor=ANONYMOUS)
    with pytest.raises(ValueError, match="undeclared"):
        record(session, made, Extended(days=3, due="2026-01-01"), actor=SYSTEM, texts={"remark": Words("?")})


def test_events_are_only_ever_added_to(session: WorkSession) -> None:
    receive(session, idea(), actor=ANONYMOUS)
    event = session.scalars(select(Event)).one()
    event.kind = "other"
    with pytest.raises(AppendOnly):
        session.flush()


def test_two_transactions_that_record_on_one_subject_cannot_both_commit(database: Database) -> None:
    with database.transaction() as session:
        made = receive(session, idea(), actor=ANONYMOUS)
    with database.session() as first:
        mine = first.get_one(Contribution, made.id)
        first.expunge(mine)  # kept as it was read, while the other commits
        first.rollback()
        with database.transaction() as second:
            theirs = second.get_one(Contribution, made.id)
            record(second, theirs, Assigned(unit="a"), actor=SYSTEM, state="in-behandeling")
        first.add(mine)
        with pytest.raises(StaleDataError):
            record(first, mine, Assigned(unit="b"), actor=SYSTEM, state="in-behandeling")


def test_d1_an_erased_text_goes_with_its_salt_and_the_log_still_verifies(session: WorkSession) -> None:
    receive(session, idea(), actor=ANONYMOUS)
    session.commit()
    for row in session.scalars(select(EventText)):
        erase(session, row)
    session.commit()
    found = verify_log(session)
    assert found.ok
    assert found.erased_texts == 2


TAMPERINGS = {
    "a byte of an event": ("UPDATE event SET actor_role = 'x' WHERE n = 1 AND subject_id = 2", "INB-"),
    "the last event": ("DELETE FROM event WHERE id = (SELECT max(id) FROM event)", "weg"),
    "a leaf's bytes": ("UPDATE leaf SET content = BYTES WHERE idx = 1", "regel 1"),
    "a leaf": ("DELETE FROM leaf WHERE idx = 1", "regel 1"),
    "a kept root": ("UPDATE tree_head SET root = BYTES", "wortel"),
    "a subtree": ("UPDATE tree_node SET hash = BYTES WHERE level = 1 AND position = 0", "deelboom"),
    "a text": ("UPDATE event_text SET text = 'omgekeerd' WHERE id = 1", "gewijzigd"),
    "a text taken away": ("UPDATE event_text SET text = NULL, salt = NULL WHERE id = 1", "zonder te zijn vernietigd"),
    "a state": ("UPDATE contribution SET status = 'beantwoord' WHERE id = 2", "maar de gebeurtenissen geven"),
    "an event behind the log's back": (
        (
            "INSERT INTO event (subject_kind, subject_id, subject_key, n, kind, at, actor_role, data, texts) "
            "VALUES ('inbreng', 1, 'x', 9, 'assigned', '2026-01-01 00:00:00', 'x', '{}', '{}')"
        ),
        "staat niet in het register",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_d12_tampering_in_the_database_is_found_and_named(database: Database, what: str) -> None:
    statement, named = TAMPERINGS[what]
    with database.transaction() as session:
        receive_many(session, [idea(f"Punt {n}") for n in range(4)], actor=ANONYMOUS)
    _without_guards(database, statement)
    with database.session(read_only=True) as session:
        problems = verify_log(session).problems
    assert problems
    assert any(named in problem for problem in problems)


def _without_guards(database: Database, statement: str) -> None:
    """Do what only the owner of the database could do: take the guards away first."""
    if database.engine.dialect.name == "sqlite":
        connection = sqlite3.connect(str(database.engine.url.database))
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement.replace("BYTES", "x'78'"))
        connection.commit()
        connection.close()
        return
    with database.engine.begin() as session:
        session.exec_driver_sql("SET LOCAL session_replication_role = replica")
        session.exec_driver_sql(statement.replace("BYTES", r"'\x78'::bytea"))
