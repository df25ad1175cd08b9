"""The page behind the link in every mail to a giver: what it shows, asks and does, and for whom (D9, D11, P2)."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import EffectQuestion, Verdict
from dialoog.answers.rules.judging import send_back
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.models import Giver, Look, Outcome
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from tests.answers.given import Given, sent
from tests.contributions.pages import get, written
from tests.factories.accounts import log_in
from tests.factories.answers import SECRETARIAT, answered, draft, giver, person, points
from tests.support.queries import counted_queries


@pytest.fixture
def given(session: Session, settings: Settings) -> Given:
    return Given(session, settings)


def test_every_point_stands_there_with_number_words_state_and_term(client: FlaskClient, given: Given) -> None:
    text = get(client, given.page)
    for point in given.points:
        assert point.number in text
        assert point.public_text in text
    assert "In behandeling" in text
    assert "U krijgt antwoord uiterlijk" in text
    assert "U hoeft nu niets te doen" in text


def test_d4_what_is_late_is_said_honestly(client: FlaskClient, given: Given) -> None:
    given.points[0].answer_due = clock.today() - timedelta(days=10)
    given.session.commit()
    text = get(client, given.page)
    assert "te laat" in text
    assert "moeten zijn. Het ministerie is nog aan zet." in text


def test_the_answer_its_landing_place_and_commitments_stand_there(client: FlaskClient, given: Given) -> None:
    given.answer(given.points)
    text = get(client, given.page)
    for part in ("Deels overgenomen", "Meetplan lucht 2027", "De lijst van straten is openbaar", "Toegezegd"):
        assert part in text


def test_it_is_kept_nowhere_and_tells_the_next_page_nothing(client: FlaskClient, given: Given) -> None:
    headers = client.get(given.page).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Robots-Tag"] == "noindex"


def test_d3a_words_that_nobody_looked_at_do_not_stand_there(client: FlaskClient, given: Given) -> None:
    given.points[0].look = Look.WAITING
    given.session.commit()
    text = get(client, given.page)
    assert given.points[0].public_text not in text
    assert given.points[0].number in text


def test_d11_a_giver_reads_their_own_besloten_points_and_nobody_elses(
    client: FlaskClient, given: Given, session: Session
) -> None:
    [own] = given.add(1, level=Level.CLOSED)
    [others] = points(session, given.unit, level=Level.CLOSED)
    commitment = given.answer([own])
    text = get(client, given.page)
    assert own.public_text in text
    assert "Meetplan lucht 2027" in text
    assert others.number not in text
    assert f"/toezeggingen/{commitment.id}" not in text


@pytest.mark.parametrize("below", ["", "/oordeel/1", "/merkbaar/1", "/gegevens", "/gegevens.json"])
def test_a_link_that_is_worth_nothing_leads_to_where_a_fresh_one_is_asked(
    client: FlaskClient, given: Given, below: str
) -> None:
    text = get(client, f"{giver_pages.PATH}/onzin{below}", status=410)
    assert 'href="/uw-inbreng"' in text
    other = Given(given.session, given.settings)
    forged = given.page[:-6] + other.page[-6:]
    get(client, f"{forged}{below}", status=410)


def test_d9_the_verdict_is_given_from_the_page_once(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.answer(given.points)
    address = f"{given.page}/oordeel/{commitment.source_id}"
    assert f'href="{address}"' in get(client, given.page)
    done = sent(client, address, address, value="nee", reaction="Dit vroeg ik niet.")
    assert "Terug naar uw inbreng" in done.text
    assert {verdict.value for verdict in session.scalars(select(Verdict))} == {"nee"}
    assert address not in get(client, given.page)
    assert "al een oordeel gegeven" in get(client, address)


def test_d11_a_verdict_on_an_answer_to_others_is_not_there(client: FlaskClient, given: Given) -> None:
    others = given.answer(points(given.session, given.unit))
    get(client, f"{given.page}/oordeel/{others.source_id}", status=404)


def test_d9_whether_it_shows_is_said_from_the_page_once(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.asked(given.points)
    address = f"{given.page}/merkbaar/{commitment.id}"
    assert f'href="{address}"' in get(client, given.page)
    assert sent(client, address, address).status_code == 400
    assert "Dank u wel" in sent(client, address, address, value="gedeeltelijk").text
    assert session.scalars(select(EffectQuestion)).one().value == "gedeeltelijk"
    assert "al beantwoord" in get(client, address)
    assert "1 van 1 inbrenger merkt er iets van" in get(client, f"/toezeggingen/{commitment.id}")
    assert "merkt er gedeeltelijk iets van" in get(client, f"/inbreng/{given.points[0].number}")


def test_d9_a_question_put_to_others_is_not_asked_here(client: FlaskClient, given: Given) -> None:
    other = Given(given.session, given.settings)
    commitment = other.asked(other.points)
    assert "al beantwoord, of hij geldt niet meer" in get(client, f"{given.page}/merkbaar/{commitment.id}")


def test_opening_any_page_changes_nothing(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.asked(given.points)
    before = session.scalars(select(OutboxMessage.id)).all()
    for below in ("", f"/oordeel/{commitment.source_id}", f"/merkbaar/{commitment.id}", "/gegevens"):
        get(client, given.page + below)
    assert session.scalars(select(OutboxMessage.id)).all() == before
    assert session.scalars(select(Verdict)).all() == []
    assert client.get(f"{given.page}/berichten").status_code == 405


def test_d2_of_a_point_that_was_taken_back_neither_outcome_nor_commitments_are_shown(
    client: FlaskClient, given: Given, session: Session
) -> None:
    commitment = given.answer(given.points[:1])
    assert commitment.text in get(client, given.page)
    withdraw_own(session, given.points[0], given.bo, actor=Actor(gave=frozenset({given.points[0].id})))
    session.commit()
    page = get(client, given.page)
    assert commitment.text not in page
    assert "Deels overgenomen" not in page


def test_a_lost_link_is_answered_alike_for_everyone(client: FlaskClient, given: Given, session: Session) -> None:
    answers = [
        sent(client, "/uw-inbreng", "/uw-inbreng", email=email) for email in (given.bo.email or "", "wie@voorbeeld.nl")
    ]
    assert [answer.headers["Location"] for answer in answers] == ["/uw-inbreng/verstuurd"] * 2
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == own_page.PAGE_MAIL)).all()
    assert [mail.to_address for mail in mails] == [given.bo.email]


def test_one_place_asks_so_many_links_and_then_waits(client: FlaskClient, given: Given, session: Session) -> None:
    for _n in range(8):
        sent(client, "/uw-inbreng", "/uw-inbreng", email=given.bo.email or "")
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == own_page.PAGE_MAIL)).all()
    assert len(mails) == 5


def test_the_link_stands_in_the_mails_and_only_for_who_has_that_address(
    app: Flask, given: Given, session: Session, settings: Settings
) -> None:
    given.asked(given.points)
    for kind in ("answers.answer", "answers.commitment", "answers.effect"):
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).first()
        assert mail is not None
        text = written(app, session, settings, mail)
        assert text is not None
        assert "http://localhost/uw-inbreng/" in text["plain"], kind
        assert "http://localhost/uw-inbreng/" in text["html"], kind
        mail.to_address = "oud@voorbeeld.nl"
        other = written(app, session, settings, mail)
        assert other is None or "/uw-inbreng/" not in other["plain"], kind


def test_with_an_account_the_same_stands_on_the_own_page(client: FlaskClient, given: Given, session: Session) -> None:
    given.answer(given.points)
    someone = person(session)
    someone.email = given.bo.email or ""
    session.commit()
    log_in(client, session, someone)
    text = get(client, "/mijn")
    for point in given.points:
        assert point.public_text in text
    assert "Is dit een antwoord op wat u inbracht?" in text


def test_the_page_asks_the_same_for_few_points_and_for_many(app: Flask, client: FlaskClient, given: Given) -> None:
    def asked() -> int:
        # The words of the glossary are kept until anything public changes.
        get(client, given.page)
        with counted_queries(app) as statements:
            get(client, f"{given.page}?aantal=100")
        return len(statements)

    given.asked(given.points)
    few = asked()
    for _n in range(4):
        given.answer(given.add(5))
    given.add(3)
    assert asked() == few
    assert few <= 12


def test_of_many_questions_the_first_few_are_asked(client: FlaskClient, given: Given) -> None:
    for point in given.add(7):
        given.answer([point])
    text = get(client, given.page)
    assert text.count("/oordeel/") == 5
    assert "Hierna zijn er nog 2 vragen." in text


def test_after_an_answer_of_its_own_the_new_one_stands_there(client: FlaskClient, given: Given) -> None:
    given.answer(given.points[:1])
    send_back(given.session, given.points[0], reason="Er was iets anders gevraagd.", actor=SECRETARIAT)
    given.session.commit()
    assert "Dit is weer open. U krijgt een nieuw antwoord" in get(client, given.page)
    answered(given.session, given.points[:1], given.lead, draft(given.unit, Outcome.NOT_ADOPTED))
    given.session.commit()
    assert "Niet overgenomen" in get(client, given.page)
    assert "Deels overgenomen" not in get(client, given.page)


def test_many_points_are_paged(client: FlaskClient, given: Given) -> None:
    given.add(25)
    text = get(client, given.page)
    assert "27 punten" in text
    assert "?na=" in text
    assert given.points[0].number not in text


def test_two_addresses_are_two_pages(client: FlaskClient, given: Given, session: Session) -> None:
    other: Giver = giver(session, given.points[:1], name="Ada Kok")
    session.commit()
    page = f"{giver_pages.PATH}/{giver_pages.token(other, given.settings.secret_key)}"
    text = get(client, page)
    assert given.points[0].number in text
    assert given.points[1].number not in text
