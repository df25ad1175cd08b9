"""D4: that a term stands still is told where its last day is: to programs, to the giver, in documents."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.giver_shown import desk
from dialoog.contributions.clarifications import rules
from dialoog.dossiers.documents import content, reading
from tests.factories import contributions as make
from tests.factories.clarifications import Question


@pytest.fixture
def question(session: Session) -> Question:
    return Question(session)


def test_programs_read_since_when(client: FlaskClient, session: Session, question: Question) -> None:
    address = f"/api/v1/inbrengen/{question.point.number}"
    assert client.get(address).json["termijn"]["staatStilSinds"] is None  # type: ignore[index]
    asked = question.ask()
    session.commit()
    assert client.get(address).json["termijn"]["staatStilSinds"] == clock.today().isoformat()  # type: ignore[index]
    rules.withdraw(session, asked, actor=question.by)
    session.commit()
    assert client.get(address).json["termijn"]["staatStilSinds"] is None  # type: ignore[index]


def test_the_giver_reads_it_with_the_last_day(app: Flask, session: Session, question: Question) -> None:
    def when() -> str:
        return str(desk(session, [question.giver.id], "/uw-inbreng/x")["points"][0]["when"])

    with app.test_request_context():
        assert "staat stil" not in when()
        asked = question.ask()
        assert when().startswith("De termijn staat stil zolang wij op uw reactie wachten.")
        with clock.at(clock.now() + timedelta(days=3)):
            question.reply(asked)
        assert "staat stil" not in when()


def test_documents_say_on_what_the_last_day_hangs(app: Flask, session: Session, question: Question) -> None:
    question.point.meeting = make.meeting(session)
    question.ask()
    session.flush()
    [row] = reading.points(session, question.point.meeting.id)
    with app.test_request_context():
        assert "als er geen reactie van de inbrenger komt" in str(content._due(row))
