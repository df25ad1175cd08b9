"""The proof of a contribution: checked by a program that knows only RFC 9162, and no more than the reader may see."""

import hashlib
import json
from base64 import b64decode
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dialoog.contributions.rules.blacking_out import BLOCK, black_out
from dialoog.db import WorkSession
from dialoog.register.receipts import check_receipt, read_receipt
from tests.factories.answers import SECRETARIAT
from tests.factories.open import CLOSED_WORDS, WITHDRAWN_WORDS, Story, story
from tests.register import independent_verifier
from tests.support.pages import as_staff, secretary
from tests.support.queries import counted_queries


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


def proof(client: FlaskClient, number: str) -> dict[str, Any]:
    answer = client.get(f"/inbreng/{number}/bewijs")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    found: dict[str, Any] = answer.json
    return found


def words(client: FlaskClient, number: str) -> dict[str, str]:
    return {text["naam"]: text["tekst"] for text in proof(client, number)["teksten"]}


def test_d12_it_has_the_promised_form_and_holds(client: FlaskClient, told: Story) -> None:
    found = proof(client, told.point.number)
    assert list(found) == ["nummer", "gebeurtenissen", "teksten", "treeSize", "rootHash", "timestamp"]
    assert [json.loads(b64decode(one["leaf"]))["kind"] for one in found["gebeurtenissen"]] == [
        "received",
        "assigned",
        "answered",
    ]
    assert independent_verifier.check(found) == found["rootHash"]
    head = client.get(f"/api/v1/register/hoofd?treeSize={found['treeSize']}").json
    assert head["rootHash"] == found["rootHash"]


def test_d12_each_text_is_tied_to_its_leaf(client: FlaskClient, told: Story) -> None:
    found = proof(client, told.point.number)
    leaves = {leaf["n"]: leaf for leaf in (json.loads(b64decode(one["leaf"])) for one in found["gebeurtenissen"])}
    assert [text["tekst"] for text in found["teksten"]] == [told.point.public_text]
    for text in found["teksten"]:
        digest = hashlib.sha256(bytes.fromhex(text["salt"]) + text["tekst"].encode()).hexdigest()
        assert leaves[text["n"]]["texts"][text["naam"]] == digest


def test_as_a_receipt_it_is_saved_under_its_number_and_verifies(client: FlaskClient, told: Story) -> None:
    answer = client.get(f"/inbreng/{told.point.number}/bewijs?download=1")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bewijs-{told.point.number}.json"'
    assert check_receipt(read_receipt(answer.data)).ok


def test_d11_of_a_closed_one_a_visitor_gets_the_leaves_without_words(client: FlaskClient, told: Story) -> None:
    found = proof(client, told.closed.number)
    assert found["teksten"] == []
    assert independent_verifier.check(found) == found["rootHash"]
    leaves = b"".join(b64decode(one["leaf"]) for one in found["gebeurtenissen"]).decode()
    assert not any(told_of in leaves for told_of in (CLOSED_WORDS, told.closed_meeting.slug, "signaal", "overgenomen"))


def test_d11_its_circle_gets_the_words_too(app: Flask, told: Story, session: WorkSession) -> None:
    for enter in (secretary, lambda client, session: as_staff(client, session, told.lead)):
        client = app.test_client()
        enter(client, session)
        assert words(client, told.closed.number) == {"public_text": CLOSED_WORDS}
        # Read as somebody: not for the next one.
        assert "no-store" in client.get(f"/inbreng/{told.closed.number}/bewijs").headers["Cache-Control"]
    assert words(app.test_client(), told.closed.number) == {}


def test_d2_what_was_withdrawn_keeps_its_leaves_and_reason(client: FlaskClient, told: Story) -> None:
    found = proof(client, told.withdrawn.number)
    assert WITHDRAWN_WORDS not in json.dumps(found)
    assert words(client, told.withdrawn.number) == {
        "reason": "Dit stond er dubbel.",
        "signed": "Sam Bos, secretariaat OFL",
    }
    assert independent_verifier.check(found) == found["rootHash"]


def test_d1_what_was_blacked_out_is_in_no_proof(client: FlaskClient, told: Story, session: WorkSession) -> None:
    before = proof(client, told.point.number)["rootHash"]
    hidden = told.point.public_text.replace("Lindestraat", BLOCK)
    black_out(session, told.point, new_text=hidden, reason="Zo klein is die straat.", actor=SECRETARIAT)
    session.commit()
    found = proof(client, told.point.number)
    assert "Lindestraat" not in json.dumps(found)
    assert found["rootHash"] != before
    assert independent_verifier.check(found) == found["rootHash"]


def test_an_unknown_number_or_parameter_is_a_problem(client: FlaskClient, told: Story) -> None:
    for path, status in (
        ("/inbreng/INB-2026-99999/bewijs", 404),
        (f"/inbreng/{told.point.number}/bewijs?van=1", 400),
        (f"/inbreng/{told.point.number}/bewijs?download=ja", 400),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_few_questions_however_long_the_log(app: Flask, client: FlaskClient, told: Story, session: WorkSession) -> None:
    asked = []
    for _ in range(2):
        with counted_queries(app) as statements:
            proof(client, told.point.number)
        asked.append(len(statements))
        for _more in range(10):
            story(session)
    assert asked[0] == asked[1] <= 8
