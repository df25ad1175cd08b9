"""D7b: who writes an answer sees how it reads, as a hint that blocks nothing."""

from dataclasses import replace

from flask.testing import FlaskClient

from dialoog.answers.models import Answer
from dialoog.db import WorkSession
from dialoog.glossary import rules
from dialoog.glossary.rules import Words
from dialoog.permissions import SYSTEM
from tests.answers.test_pages import typed
from tests.factories.answers import begun, draft, official, points, unit
from tests.support.pages import as_staff, page

LONG = " ".join(["Wij meten de emissie van <b>elke</b> fabriek"] * 4) + "."


def written(client: FlaskClient, session: WorkSession, motivation: str) -> Answer:
    rules.add(session, Words("Emissie", "Wat eruit komt.", "uitstoot"), actor=SYSTEM)
    ours = unit(session)
    by = official(session, ours, lead=True)
    made = begun(session, points(session, ours), by, replace(draft(ours), motivation=motivation)).answer
    session.commit()
    as_staff(client, session, by)
    return made


def test_d7b_the_draft_and_its_preview_show_level_long_sentences_and_jargon(
    client: FlaskClient, session: WorkSession
) -> None:
    answer = written(client, session, LONG)
    for address in (f"/werk/antwoorden/{answer.id}", f"/werk/antwoorden/{answer.id}/voorbeeld"):
        shown = page(client, address)
        assert "ongeveer taalniveau" in shown
        assert "Een zin van 36 woorden." in shown
        assert 'U schrijft <a href="/begrippen#emissie">emissie</a>. In gewone woorden: uitstoot.' in shown
        assert "<b>elke" not in shown


def test_d7b_a_draft_without_words_has_no_hints(client: FlaskClient, session: WorkSession) -> None:
    answer = written(client, session, "")
    assert "Taalcheck" in page(client, f"/werk/antwoorden/{answer.id}"), "of the consideration"
    assert "<strong>Motivering</strong>" not in page(client, f"/werk/antwoorden/{answer.id}")


def test_d7b_hints_are_of_what_was_typed_also_when_it_was_not_saved(client: FlaskClient, session: WorkSession) -> None:
    answer = written(client, session, "Wij doen dit niet, en hier staat waarom dat zo is.")
    address = f"/werk/antwoorden/{answer.id}"
    sent = {**typed(page(client, address)), "motivation": LONG, "doe": "rij-erbij:places"}
    assert "Een zin van 36 woorden." in client.post(address, data=sent).text


def test_d7b_hints_block_nothing(client: FlaskClient, session: WorkSession) -> None:
    answer = written(client, session, LONG)
    address = f"/werk/antwoorden/{answer.id}"
    sent = {**typed(page(client, address), answer.unit_id), "motivation": LONG, "doe": "voorbeeld"}
    saved = client.post(address, data=sent)
    assert saved.location.endswith("/voorbeeld")
