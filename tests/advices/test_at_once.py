"""What several officials do at once with one advice (T8)."""

from flask import Flask
from sqlalchemy import func, select

from dialoog import create_app
from dialoog.advices.models import Advice
from dialoog.advices.rules import reacting
from dialoog.answers.models import Answer
from dialoog.config import Settings
from dialoog.db import Database, WorkSession
from tests.factories.advices import seated, sent
from tests.tables.test_at_once import at_once


def test_t8_a_reaction_that_is_begun_at_once_is_one(own_settings: Settings, own_database: Database) -> None:
    app: Flask = create_app(own_settings)
    with app.app_context(), own_database.session() as session:
        at = seated(session)
        key, lead = sent(session, at).id, at.lead
        session.commit()

    def begin(session: WorkSession) -> None:
        reacting.begin_reaction(session, session.get_one(Advice, key), actor=lead)

    assert at_once(app, own_database, begin) == ["done"] * 4
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count(Answer.id))) == 1
