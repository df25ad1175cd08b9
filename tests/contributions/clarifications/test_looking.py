"""D1, D3a, D11: who reads a question and its reply: after a look, without personal data, within its circle."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.config import Settings
from dialoog.contributions.clarifications.models import WORDS, Clarification
from dialoog.contributions.models import Ground, Look, TextLook
from dialoog.contributions.rules import looking as points
from dialoog.contributions.rules import looking_at_texts as looking
from dialoog.contributions.rules.unreachable import deny
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from dialoog.register.models import EventText
from dialoog.register.queries import events_of, proof
from dialoog.register.rules import texts_of
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS
from tests.contributions.pages import get, send
from tests.factories.answers import SECRETARIAT, official, unit
from tests.factories.clarifications import QUESTION, REPLY, Question
from tests.support.pages import as_staff, secretary

REASON = "Er staat een naam in van iemand anders."
BLACK = REPLY.replace("Jan Voorbeeld", "[weggelakt]")
SECRET = "Jan Voorbeeld"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, look_first=True)


@pytest.fixture
def question(session: Session) -> Question:
    return Question(session)


@pytest.fixture
def waiting(question: Question, session: Session) -> Clarification:
    asked = question.ask()
    question.reply(asked, look_first=True)
    session.commit()
    return asked


def whole(session: Session) -> None:
    session.commit()
    assert verify_log(session, CHECKS).problems == []


def reply_row(session: Session, question: Question) -> EventText:
    return texts_of(session, question.point, "reply")[-1]


def said(asked: Clarification) -> TextLook:
    assert asked.reply_text is not None
    return asked.reply_text


def of(asked: Clarification, name: str = "") -> str:
    """Where its reply is hidden, or a text of it blacked out."""
    text = asked.question_text if name == "question" else asked.reply_text
    assert text is not None
    return f"/werk/bekijken/{text.act}/" + (f"weglakken/{name}" if name else "verbergen")


def test_d3a_a_reply_waits_for_a_look(
    client: FlaskClient, session: Session, question: Question, waiting: Clarification
) -> None:
    assert (waiting.look, said(waiting).due is not None) == (Look.WAITING, True)
    dossier = get(client, f"/inbreng/{question.point.number}")
    assert QUESTION in dossier
    assert REPLY not in dossier
    assert REPLY not in str(proof(session, question.point, texts=True))
    whole(session)


def test_d3a_the_secretariat_looks_at_replies_as_at_points(
    client: FlaskClient, session: Session, question: Question, waiting: Clarification
) -> None:
    secretary(client, session)
    assert "1 tekst wacht" in get(client, "/werk")
    assert REPLY in get(client, "/werk/bekijken")
    assert send(client, "/werk/bekijken", {"tekst": str(said(waiting).act)}).status_code == 302
    session.expire_all()
    assert waiting.look is Look.SHOWN
    assert question.kinds[-1] == "text-shown"
    assert "Alles is bekeken" in get(client, "/werk/bekijken")
    client.delete_cookie("sessie")
    assert REPLY in get(client, f"/inbreng/{question.point.number}")
    whole(session)


def test_d3a_a_reply_can_be_hidden_with_a_reason_and_shown_again(
    client: FlaskClient, session: Session, question: Question, waiting: Clarification
) -> None:
    secretary(client, session)
    address = of(waiting)
    assert "Kies een grond" in send(client, address, {"reason": REASON}).text
    assert send(client, address, {"ground": "reclame", "reason": REASON}).status_code == 302
    session.expire_all()
    assert waiting.look is Look.HIDDEN
    assert not reply_row(session, question).public
    [mail] = question.mails(looking.HIDDEN_MAIL)
    assert mail.to_address == "tes@voorbeeld.nl"
    whole(session)
    with pytest.raises(RuleViolation):
        looking.hide(session, [said(waiting)], ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
    assert looking.show(session, [said(waiting)], actor=SECRETARIAT, again=True) == [said(waiting)]
    assert looking.show(session, [said(waiting)], actor=SECRETARIAT) == []
    assert reply_row(session, question).public
    whole(session)


def test_d1_personal_data_in_a_reply_is_destroyed(
    client: FlaskClient, session: Session, question: Question, waiting: Clarification
) -> None:
    secretary(client, session)
    address = of(waiting, "reply")
    marked = {"marked": REPLY.replace(SECRET, f"[[{SECRET}]]"), "reason": REASON}
    assert BLACK in send(client, address, marked).text
    assert send(client, address, {**marked, "stap": "zeker"}).status_code == 302
    session.expire_all()
    assert waiting.reply == BLACK
    old = reply_row(session, question)
    assert (old.public, said(waiting).text.text, said(waiting).text.public) == (False, BLACK, False)
    for address in (f"/werk/inbreng/{question.point.number}", f"/inbreng/{question.point.number}"):
        assert SECRET not in get(client, address), "not for staff either"
        assert BLACK in get(client, address)
    assert looking.erase_original(session, old.id)
    assert (old.text, old.salt) == (None, None)
    whole(session)
    looking.show(session, [said(waiting)], actor=SECRETARIAT)
    session.commit()
    client.delete_cookie("sessie")
    dossier = get(client, f"/inbreng/{question.point.number}")
    assert BLACK in dossier
    assert SECRET not in dossier
    whole(session)


def test_d1_personal_data_in_a_question_too(client: FlaskClient, session: Session, question: Question) -> None:
    asked = question.ask()
    session.commit()
    secretary(client, session)
    marked = {"marked": QUESTION.replace("meetpaal", "[[meetpaal]]"), "reason": REASON, "stap": "zeker"}
    assert send(client, of(asked, "question"), marked).status_code == 302
    session.expire_all()
    assert "meetpaal" not in asked.question
    assert asked.question_text is not None
    assert asked.question_text.text.public
    client.delete_cookie("sessie")
    assert asked.question in get(client, f"/inbreng/{question.point.number}")
    whole(session)


@pytest.mark.parametrize("new", ["Iets heel anders.", REPLY])
def test_d1_nothing_else_is_changed(session: Session, waiting: Clarification, new: str) -> None:
    with pytest.raises(RuleViolation, match="alleen iets worden weggelakt"):
        looking.black_out(session, [said(waiting)], new_text=new, reason=REASON, actor=SECRETARIAT)


def test_d3_who_said_since_that_it_is_not_theirs_hears_nothing(
    session: Session, question: Question, waiting: Clarification
) -> None:
    deny(session, question.point, question.giver)
    looking.hide(session, [said(waiting)], ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
    assert question.mails(looking.HIDDEN_MAIL) == []


def test_d3a_what_is_hidden_takes_its_questions_along(
    session: Session, question: Question, waiting: Clarification
) -> None:
    looking.show(session, [said(waiting)], actor=SECRETARIAT, again=True)
    points.hide(session, question.point, ground=Ground.CRIMINAL, reason=REASON, actor=SECRETARIAT)
    rows = [row for name in WORDS for row in texts_of(session, question.point, name)]
    assert [row.public for row in rows] == [False, False]
    points.show(session, [question.point], actor=SECRETARIAT, again=True)
    assert [row.public for row in rows] == [True, True]
    whole(session)


class TestClosed:
    """D11: of a closed point only its circle reads what was asked and replied."""

    @pytest.fixture
    def closed(self, session: Session) -> Question:
        made = Question(session, level=Level.CLOSED)
        made.reply(made.ask(), look_first=True)
        session.commit()
        return made

    def test_the_public_sees_the_steps_without_words(
        self, client: FlaskClient, session: Session, closed: Question
    ) -> None:
        dossier = get(client, f"/inbreng/{closed.point.number}")
        assert "Vraag aan de inbrenger" in dossier
        assert QUESTION not in dossier
        assert REPLY not in dossier
        shown = str(proof(session, closed.point, texts=True)) + get(client, "/inbreng")
        assert QUESTION not in shown
        assert REPLY not in shown
        assert not any(QUESTION in str(event.data) for event in events_of(session, closed.point))
        whole(session)

    def test_the_look_does_not_open_it(self, session: Session, closed: Question) -> None:
        asked = session.scalars(select(Clarification)).one()
        looking.show(session, [said(asked)], actor=SECRETARIAT)
        assert not reply_row(session, closed).public

    def test_d1_personal_data_leaves_it_too(self, session: Session, closed: Question) -> None:
        asked = session.scalars(select(Clarification)).one()
        looking.black_out(session, [said(asked)], new_text=BLACK, reason=REASON, actor=SECRETARIAT)
        assert (asked.reply, said(asked).text.public) == (BLACK, False)
        whole(session)

    def test_its_unit_reads_them(self, client: FlaskClient, session: Session, closed: Question) -> None:
        as_staff(client, session, closed.by)
        for address in (f"/werk/inbreng/{closed.point.number}", f"/inbreng/{closed.point.number}"):
            found = get(client, address)
            assert QUESTION in found
            assert REPLY in found

    def test_another_unit_reads_nothing_of_it(self, client: FlaskClient, session: Session, closed: Question) -> None:
        as_staff(client, session, official(session, unit(session)))
        for address in (f"/werk/inbreng/{closed.point.number}", f"/inbreng/{closed.point.number}"):
            found = get(client, address)
            assert QUESTION not in found
            assert REPLY not in found
        number = closed.point.number
        assert client.get(f"/werk/inbreng/navraag?nummer={number}").status_code == 403
