"""The public list of commitments, and reporting on them (D10)."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person, Role
from dialoog.commitments import rules
from dialoog.commitments.models import Commitment
from dialoog.permissions import Actor
from tests.factories.accounts import log_in
from tests.factories.answers import SECRETARIAT, in_days, official, person, unit
from tests.factories.commitments import overdue, promised
from tests.support.html import assert_valid_html
from tests.support.pages import page, token_in


def test_d10_the_list_shows_what_is_late_and_by_how_much(client: FlaskClient, session: Session) -> None:
    ours = unit(session, "directie Geluid")
    promised(session, ours, text="Wij maken de lijst openbaar")
    overdue(session, ours)
    everything = page(client, "/toezeggingen")
    assert "2 toezeggingen" in everything
    assert "directie Geluid, ministerie van IenW" in everything
    assert re.search(r"\d+ werkdagen te laat", everything)
    assert "1 toezegging" in page(client, "/toezeggingen?te_laat=1")
    assert "Niets gevonden" in page(client, "/toezeggingen?status=gereed")
    assert client.get("/toezeggingen?status=ooit").status_code == 400


def test_d11_what_was_promised_on_closed_points_is_not_public(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    hidden = promised(session, ours, public=False, text="Dit blijft onder ons")
    assert "Dit blijft onder ons" not in page(client, "/toezeggingen")
    assert client.get(f"/toezeggingen/{hidden.id}").status_code == 404


def every_step_but_the_last(session: Session, made: Commitment, by: Actor) -> None:
    rules.report(session, made, text="De helft van de straten staat erop.", actor=by)
    rules.change_due(session, made, due_on=in_days(90), reason="Het kost meer tijd.", actor=by)
    rules.drop(session, made, reason="Het geld is er niet.", actor=by)
    rules.reopen(session, made, reason="Het geld is er toch.", actor=by)


def test_d10_the_story_of_a_commitment(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    every_step_but_the_last(session, made, by)
    rules.complete(session, made, text="De lijst staat op de website.", actor=by)
    story = page(client, f"/toezeggingen/{made.id}")
    told = [
        "De helft van de straten",
        "Het kost meer tijd.",
        "Het geld is er niet.",
        "Het geld is er toch.",
        "De lijst",
    ]
    assert all(words in story for words in told)
    assert f'href="/antwoorden/{made.source_id}"' in story


def test_p7_every_step_says_who_reported_it(client: FlaskClient, session: Session) -> None:
    ours = unit(session, "directie Geluid")
    by = official(session, ours)
    made = promised(session, ours)
    every_step_but_the_last(session, made, by)
    rules.complete(session, made, text="De lijst staat op de website.", actor=SECRETARIAT)
    story = page(client, f"/toezeggingen/{made.id}")
    assert story.count("Noor Dijk, beleidsmedewerker, directie Geluid, ministerie van IenW</p>") == 4
    assert story.count("Sam Bos, secretariaat OFL</p>") == 1
    assert story.index("Het geld is er toch.") < story.index("De lijst") < story.index("Sam Bos")


@pytest.mark.parametrize(
    ("act", "state"), [("voortgang", "bezig"), ("gereed", "gereed"), ("vervallen", "vervallen"), ("datum", "toegezegd")]
)
def test_d10_the_owning_unit_reports(client: FlaskClient, session: Session, act: str, state: str) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    log_in(client, session, session.get_one(Person, by.person_id))
    assert f"/werk/toezeggingen/{made.id}" in page(client, "/werk/toezeggingen")
    at = f"/werk/toezeggingen/{made.id}"
    sent = {"csrf_token": token_in(page(client, at)), "act": act, "words": "Zo staat het er nu mee."}
    if act == "datum":
        missing = client.post(at, data=sent)
        assert missing.status_code == 400
        assert "Kies de nieuwe einddatum." in missing.text
        sent["due_on"] = in_days(90).isoformat()
    assert client.post(at, data=sent).status_code == 302
    session.expire_all()
    assert made.status == state
    if state in ("gereed", "vervallen"):
        sent["act"] = "heropen"
        assert client.post(at, data=sent).status_code == 302
        session.expire_all()
        assert made.status == "bezig"


def test_a_step_needs_words(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    made = promised(session, ours)
    log_in(client, session, session.get_one(Person, by.person_id))
    at = f"/werk/toezeggingen/{made.id}"
    csrf = {"csrf_token": token_in(page(client, at))}
    for words in ("", "kort"):
        refused = client.post(at, data={**csrf, "act": "gereed", "words": words})
        assert refused.status_code == 400
        assert 'id="words-fout"' in refused.text
        assert_valid_html(refused.text)


def test_d10_others_do_not_report_and_the_secretariat_may(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    made = promised(session, ours)
    log_in(client, session, session.get_one(Person, official(session, theirs).person_id))
    assert client.get(f"/werk/toezeggingen/{made.id}").status_code == 403
    assert f"/werk/toezeggingen/{made.id}" not in page(client, "/werk/toezeggingen")
    log_in(client, session, person(session, Role.SECRETARIAT))
    assert "Meld een stap" in page(client, f"/werk/toezeggingen/{made.id}")
