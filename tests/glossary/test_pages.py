"""The pages of words: for everyone, proposing, and staff; and the words where they stand."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dialoog.accounts.models import Role
from dialoog.db import WorkSession
from dialoog.glossary import rules
from dialoog.glossary.models import EntryState, GlossaryEntry
from dialoog.glossary.rules import Words
from dialoog.permissions import SYSTEM
from tests.contributions.pages import get, hidden_fields, send
from tests.factories.answers import person
from tests.factories.open import story
from tests.support.pages import as_staff, page, secretary

PROPOSE, STAFF = "/begrippen/voorstellen", "/werk/begrippen"
FILLED = {"word": "Depositie", "meaning": "Wat <neerkomt>.", "plain_words": "neerslag"}
EMISSION = Words("Emissie", "Wat een <fabriek> in de lucht brengt.", "uitstoot", "emissies")


def add(session: WorkSession, words: Words = EMISSION) -> GlossaryEntry:
    made = rules.add(session, words, actor=SYSTEM)
    session.commit()
    return made


def kept(session: WorkSession) -> list[GlossaryEntry]:
    return list(session.scalars(select(GlossaryEntry).order_by(GlossaryEntry.id)))


def test_words_stand_by_letter_each_with_its_place(client: FlaskClient, session: WorkSession) -> None:
    assert "Nog geen woorden van het milieubeleid" in page(client, "/begrippen")
    add(session)
    add(session, Words("Émissieplafond", "Een grens."))
    shown = page(client, "/begrippen")
    assert '<dt id="emissie">Emissie</dt>' in shown
    assert "Wat een &lt;fabriek&gt; in de lucht brengt." in shown
    assert shown.count('<h2 id="_E">') == 1
    assert "Set-Cookie" not in client.get("/begrippen").headers


def test_searching_a_word(client: FlaskClient, session: WorkSession) -> None:
    add(session)
    assert 'id="emissie"' in page(client, "/begrippen?q=UITSTOOT")
    found = page(client, "/begrippen?q=toezegging")
    assert 'id="toezegging"' in found
    assert 'id="emissie"' not in found
    nothing = page(client, "/begrippen?q=zeppelin")
    assert "Dit woord staat er niet bij" in nothing
    assert f"{PROPOSE}?nieuw=zeppelin" in nothing


def test_anyone_proposes_and_only_staff_see_it(client: FlaskClient, session: WorkSession) -> None:
    assert send(client, PROPOSE, FILLED).headers["Location"] == "/begrippen"
    (entry,) = kept(session)
    assert (entry.word, entry.state, entry.proposed_by_id) == ("Depositie", EntryState.PROPOSED, None)
    assert "Depositie" not in page(client, "/begrippen")
    secretary(client, session)
    assert "Depositie" in page(client, STAFF)
    assert "Wat &lt;neerkomt&gt;." in page(client, f"{STAFF}/{entry.id}")


def test_a_better_meaning_is_proposed_beside_the_present_one(client: FlaskClient, session: WorkSession) -> None:
    entry = add(session)
    shown = get(client, f"{PROPOSE}?woord=emissie")
    assert "Wat een &lt;fabriek&gt;" in shown
    send(client, f"{PROPOSE}?woord=emissie", {**FILLED, "word": "Emissie"})
    assert kept(session)[-1].improves_id == entry.id


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"website": "x"}, "veld dat leeg moet blijven"),
        ({"begun": "verzonnen"}, "wel heel snel"),
        ({"word": ""}, "Vul het woord in."),
        ({"meaning": ""}, "Leg uit wat het woord betekent."),
    ],
)
def test_what_programs_send_is_asked_for_again(
    client: FlaskClient, session: WorkSession, given: dict[str, str], told: str
) -> None:
    answer = send(client, PROPOSE, {**FILLED, **given})
    assert answer.status_code == 400
    assert told in answer.text
    assert "neerslag" in answer.text
    assert kept(session) == []


def test_a_lost_cookie_loses_no_words(client: FlaskClient, session: WorkSession) -> None:
    answer = client.post(PROPOSE, data=FILLED)
    assert answer.status_code == 400
    assert "Wat &lt;neerkomt&gt;." in answer.text


def test_the_secretariat_decides(client: FlaskClient, session: WorkSession) -> None:
    send(client, PROPOSE, FILLED)
    (entry,) = kept(session)
    secretary(client, session)
    address = f"{STAFF}/{entry.id}"
    bettered = {**FILLED, "meaning": "Wat uit de lucht neerkomt.", "doe": "goedkeuren"}
    assert send(client, address, bettered).headers["Location"] == STAFF
    assert "Wat uit de lucht neerkomt." in page(client, "/begrippen")
    assert "Geef een reden." in send(client, f"{address}/afwijzen", {"reason": ""}).text
    send(client, f"{address}/afwijzen", {"reason": "Te lastig."})
    assert "Depositie" not in page(client, "/begrippen")
    assert "Te lastig." in page(client, address)


def test_staff_add_and_two_at_once_lose_nothing(client: FlaskClient, session: WorkSession) -> None:
    secretary(client, session)
    assert send(client, f"{STAFF}/nieuw", FILLED).status_code == 302
    assert "is er al" in send(client, f"{STAFF}/nieuw", FILLED).text
    (entry,) = kept(session)
    fields = hidden_fields(get(client, f"{STAFF}/{entry.id}"))
    send(client, f"{STAFF}/{entry.id}", {**FILLED, "meaning": "Van de een."})
    late = client.post(f"{STAFF}/{entry.id}", data={**fields, **FILLED, "meaning": "Van de ander."})
    assert late.status_code == 400
    for text in ("Van de een.", "Van de ander.", "Iemand anders was u net voor"):
        assert text in late.text
    again = client.post(f"{STAFF}/{entry.id}", data={**hidden_fields(late.text), **FILLED, "meaning": "Van de ander."})
    assert again.status_code == 302
    session.refresh(entry)
    assert entry.meaning == "Van de ander."


def test_only_the_secretariat_decides(client: FlaskClient, session: WorkSession) -> None:
    entry = add(session)
    addresses = (STAFF, f"{STAFF}/nieuw", f"{STAFF}/{entry.id}", f"{STAFF}/{entry.id}/afwijzen")
    assert {client.get(address).status_code for address in addresses} == {302}
    as_staff(client, session, person(session, Role.MINISTRY))
    assert {client.get(address).status_code for address in addresses} == {403}
    secretary(client, session)
    assert client.get(f"{STAFF}/999999").status_code == 404


def test_d7b_words_are_explained_in_answers_and_nowhere_else(client: FlaskClient, session: WorkSession) -> None:
    told = story(session)
    version = next(iter(told.answer.versions))
    version.motivation = "De <b>emissie</b> daalt. Minder emissie is goed."
    version.consideration = "Emissies wegen zwaar."
    told.point.public_text = "De emissie is hoog."
    add(session)
    link = '<a class="explained" href="/begrippen#emissie">emissie</a>'
    for address in (f"/antwoorden/{told.answer.id}", f"/inbreng/{told.point.number}"):
        shown = page(client, address)
        assert f"De &lt;b&gt;{link}&lt;/b&gt; daalt. Minder emissie" in shown
        assert shown.count('class="explained"') == 1, address
        assert "<b>emissie" not in shown


def test_a_word_taken_away_is_no_longer_explained(client: FlaskClient, session: WorkSession) -> None:
    told = story(session)
    next(iter(told.answer.versions)).motivation = "De emissie daalt."
    entry = add(session)
    assert 'class="explained"' in page(client, f"/antwoorden/{told.answer.id}")
    rules.refuse(session, entry, reason="Niet nodig.", actor=SYSTEM)
    session.commit()
    assert 'class="explained"' not in page(client, f"/antwoorden/{told.answer.id}")


def test_a_proposal_is_explained_nowhere(client: FlaskClient, session: WorkSession) -> None:
    told = story(session)
    next(iter(told.answer.versions)).motivation = "De depositie daalt."
    session.commit()
    send(client, PROPOSE, FILLED)
    shown = page(client, f"/antwoorden/{told.answer.id}")
    assert 'class="explained"' not in shown
    assert "neerkomt" not in shown
