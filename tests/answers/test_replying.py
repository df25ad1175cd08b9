"""A giver replies to what was asked, on the page behind the mailed link (D3, D3a, D4)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import ShownAs
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.unreachable import deny
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.mail.models import MailState
from dialoog.permissions import Actor
from dialoog.register.queries import events_of
from tests.contributions.pages import get, hidden_fields, send
from tests.factories.answers import answered, giver
from tests.factories.clarifications import QUESTION, REPLY, Question
from tests.support.pages import as_staff


@pytest.fixture
def question(session: Session) -> Question:
    return Question(session)


@pytest.fixture
def asked(question: Question, session: Session) -> Clarification:
    made = question.ask()
    session.commit()
    return made


def test_the_giver_replies_behind_the_link_and_get_never_acts(
    client: FlaskClient, session: Session, settings: Settings, question: Question, asked: Clarification
) -> None:
    address = question.address(settings.secret_key)
    assert QUESTION in get(client, address)
    assert asked.state is ClarificationState.OPEN
    empty = send(client, address, {"reply": ""})
    assert empty.status_code == 400
    sent = send(client, address, {"reply": REPLY})
    assert (sent.status_code, sent.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Dank u wel" in sent.text
    session.expire_all()
    assert (asked.reply, asked.replied_by_id) == (REPLY, question.giver.id)
    again = get(client, address)
    assert "al gereageerd" in again
    assert REPLY in again
    assert "<textarea" not in again


def test_d0_who_is_logged_in_for_work_and_uses_the_link_is_recorded_as_the_giver(
    client: FlaskClient, session: Session, question: Question, asked: Clarification, settings: Settings
) -> None:
    as_staff(client, session, question.by)
    assert send(client, question.address(settings.secret_key), {"reply": REPLY}).status_code == 200
    event = events_of(session, question.point)[-1]
    assert (event.kind, event.actor_role) == ("clarification-replied", "inbrenger")


def test_d3_a_link_from_before_the_links_were_renewed_asks_nothing(
    client: FlaskClient, session: Session, settings: Settings, question: Question, asked: Clarification
) -> None:
    for mail in question.mails(rules.ASKED_MAIL):
        mail.state = MailState.SENT
    with clock.at(clock.now() + timedelta(hours=1)):
        own_page.renew(session, giver_pages.owner(session, question.giver))
        session.commit()
    get(client, question.address(settings.secret_key), status=410)


def test_what_a_program_sends_is_asked_again_with_what_was_typed(
    client: FlaskClient, settings: Settings, question: Question, asked: Clarification
) -> None:
    answer = send(client, question.address(settings.secret_key), {"reply": REPLY, "website": "http://spam.example"})
    assert answer.status_code == 400
    assert f"{REPLY}</textarea>" in answer.text
    assert asked.state is ClarificationState.OPEN


def test_what_came_too_late_is_shown_to_take_along(
    client: FlaskClient, session: Session, settings: Settings, question: Question, asked: Clarification
) -> None:
    address = question.address(settings.secret_key)
    form = hidden_fields(get(client, address))
    answered(session, [question.point], question.lead)
    session.commit()
    answer = client.post(address, data={**form, "reply": REPLY})
    assert "staat niet meer open" in answer.text
    assert REPLY in answer.text
    assert asked.reply is None


def test_another_giver_of_the_point_reads_the_reply_after_the_look(
    client: FlaskClient, session: Session, settings: Settings, question: Question
) -> None:
    giver(session, [question.point], email="zoe@voorbeeld.nl", name="Zoë Wit")
    made = question.ask()
    question.reply(made, look_first=True)
    session.commit()
    # The last link is of the last address.
    address = question.address(settings.secret_key)
    assert question.mails(rules.ASKED_MAIL)[-1].to_address == "zoe@voorbeeld.nl"
    assert REPLY not in get(client, address)


@pytest.mark.parametrize("why", ["denied", "withdrawn"])
def test_the_link_is_for_who_gave_it(
    client: FlaskClient, session: Session, settings: Settings, question: Question, asked: Clarification, why: str
) -> None:
    if why == "denied":
        deny(session, question.point, question.giver)
    else:
        withdraw_own(session, question.point, question.giver, actor=Actor(gave=frozenset({question.point.id})))
    session.commit()
    page = get(client, question.address(settings.secret_key), 410)
    assert question.point.public_text not in page or not question.point.public_text
    assert QUESTION not in page


def test_p7_the_giver_is_named_as_they_chose_if_it_was_they(
    client: FlaskClient, session: Session, question: Question, asked: Clarification
) -> None:
    question.reply(asked)
    session.commit()
    assert "Bo Smit" not in get(client, f"/inbreng/{question.point.number}")
    question.point.shown_as = ShownAs.NAME
    session.commit()
    assert "Bo Smit</figcaption>" in get(client, f"/inbreng/{question.point.number}")
