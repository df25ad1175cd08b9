"""Who commented on a draft is known for a year, and reads it on their own page (P2, P3)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.advices import forgetting
from dialoog.advices.models import Advice, AdviceComment
from dialoog.advices.queries import comments_of
from dialoog.advices.rules import commenting, sending, writing
from tests.factories import accounts as people
from tests.factories.advices import Table, seated, written
from tests.support.pages import page

WORDS = "Noem ook de scholen."


def commented(session: Session, at: Table) -> AdviceComment:
    """A comment that was handled, of an advice that was sent."""
    made = written(session, at)
    commenting.ask_for_comments(session, made, until=clock.today(), actor=at.of_chair)
    said = commenting.comment(session, made, WORDS, actor=at.of_member)
    commenting.handle(session, said, taken_over=True, reason="", actor=at.of_chair)
    made.comments_until = clock.today() - timedelta(days=1)
    writing.adopt(session, made, edit=made.edit, actor=at.of_chair)
    sending.send(session, made, unit=at.unit, actor=at.of_chair)
    return said


def test_p3_who_commented_is_forgotten_a_year_after_it_was_sent(session: Session) -> None:
    said = commented(session, seated(session))
    with clock.at(clock.now() + timedelta(days=364)):
        assert forgetting.forget_old(session) == 0
    with clock.at(clock.now() + timedelta(days=365)):
        assert forgetting.forget_old(session) == 1
    session.refresh(said)
    assert (said.person_id, said.text) == (None, WORDS)


def test_p2_somebody_is_forgotten_and_what_was_said_stays(session: Session) -> None:
    at = seated(session)
    said = commented(session, at)
    forgetting.forget_person(session, at.member.id, actor=at.of_member)
    session.expire_all()
    (kept,) = comments_of(session, session.get_one(Advice, said.advice_id))
    assert (kept.person, kept.text) == (None, WORDS)


def test_p2_one_reads_ones_own_comments(client: FlaskClient, session: Session) -> None:
    at = seated(session)
    commented(session, at)
    session.commit()
    people.log_in(client, session, at.member)
    assert WORDS in page(client, "/mijn")
    people.log_in(client, session, at.chair)
    assert WORDS not in page(client, "/mijn")
