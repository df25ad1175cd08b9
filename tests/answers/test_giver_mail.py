"""A giver stops mail and has it again; staff count who wants none, and who has no address (D9, D9a)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.queries.points import beside
from dialoog.answers.queries.untold import count_stopped, count_untold, count_without_address
from dialoog.answers.rules.effects import ASK_JOB, ask, plan_missed
from dialoog.commitments import rules as commitments
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.models import ContributionGiver
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.unreachable import deny
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import SYSTEM
from tests.answers.given import MONDAY, Given, sent
from tests.contributions.pages import get
from tests.factories.answers import begun, giver, points
from tests.support.pages import secretary


@pytest.fixture
def given(session: Session, settings: Settings) -> Given:
    return Given(session, settings)


def test_d9a_stopping_is_counted_apart_and_going_on_brings_what_was_missed(
    client: FlaskClient, given: Given, session: Session
) -> None:
    messages = f"{given.page}/berichten"
    sent(client, given.page, messages, act="stop")
    assert "krijgt u geen bericht" in get(client, given.page)
    given.answer(given.points)
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 2, 0)
    told = select(OutboxMessage).where(OutboxMessage.kind == "answers.answer")
    assert session.scalars(told).all() == []
    sent(client, given.page, messages, act="weer")
    assert [mail.to_address for mail in session.scalars(told)] == [given.bo.email]
    assert count_stopped(session) == 0


def test_without_the_form_s_own_token_nothing_is_stopped(client: FlaskClient, given: Given, session: Session) -> None:
    client.post(f"{given.page}/berichten", data={"act": "stop"})
    assert session.scalars(select(ContributionGiver).where(ContributionGiver.stopped_at.is_not(None))).all() == []


def test_d9_whoever_has_mail_again_is_asked_whether_it_shows(given: Given, session: Session) -> None:
    own_page.stop(session, giver_pages.owner(session, given.bo))
    commitment = given.answer(given.points)
    with clock.at(MONDAY):
        commitments.complete(session, commitment, text="Het staat op de website.", actor=SYSTEM)
    query = select(Job.due_at).where(Job.kind == ASK_JOB)
    [first] = session.scalars(query)
    with clock.at(MONDAY + timedelta(days=7)):
        plan_missed(session, own_page.go_on(session, giver_pages.owner(session, given.bo)))
    assert session.scalars(query).all() == [first], "it is asked in time"
    own_page.stop(session, giver_pages.owner(session, given.bo))
    with clock.at(MONDAY + timedelta(days=35)):
        assert ask(session, commitment) == 0
        plan_missed(session, own_page.go_on(session, giver_pages.owner(session, given.bo)))
        [_first, again] = session.scalars(query.order_by(Job.due_at))
        assert again - MONDAY >= timedelta(days=35)
        assert ask(session, commitment) == 1
    assert plan_missed(session, [point.id for point in points(session, given.unit)]) == 0


def test_d9a_what_is_said_to_whoever_has_mail_again_is_what_happens(client: FlaskClient, given: Given) -> None:
    messages = f"{given.page}/berichten"
    sent(client, given.page, messages, act="stop")
    sent(client, given.page, messages, act="weer")
    assert "De antwoorden die u gemist hebt, sturen wij alsnog." in get(client, given.page)


def test_staff_see_how_many_want_no_mail(client: FlaskClient, given: Given, session: Session) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    session.commit()
    secretary(client, session)
    assert "Bij 2 beantwoorde punten wil de inbrenger geen bericht." in get(client, "/werk/nog-niet-bericht")


@pytest.mark.parametrize("address", [None, "", "comes back"])
def test_d9a_of_who_stopped_and_has_no_address_any_more_it_is_the_address_that_lacks(
    given: Given, session: Session, address: str | None
) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    if address == "comes back":
        given.bo.bounced_at = clock.now()
    else:
        given.bo.email = address
    session.flush()
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 0, 2)


def test_d9a_a_point_that_its_giver_denied_after_stopping_has_nobody_to_write_to(
    given: Given, session: Session
) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    deny(session, given.points[0], given.bo)
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 1, 1)


def test_d9a_beside_a_draft_who_wants_no_mail_is_not_counted_as_hearing_of_it(given: Given, session: Session) -> None:
    giver(session, given.points[:1], name="Ada Kok")
    answer = begun(session, given.points, given.lead).answer
    assert beside(session, answer, given.lead).addresses == 2
    own_page.stop(session, giver_pages.owner(session, given.bo))
    assert beside(session, answer, given.lead).addresses == 1
