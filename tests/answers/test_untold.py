"""Who was not told of an answer, and is told when that can be (D9a)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.mails import own_points
from dialoog.answers.queries.untold import count_untold
from dialoog.answers.rules.notices import tell_missing
from dialoog.contributions import giver_pages
from dialoog.contributions.rules import own_page
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import skipped
from tests.factories.answers import answered, giver, official, points, unit


def test_d9a_who_stopped_before_the_mail_went_gets_it_when_they_go_on(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    bo = giver_pages.owner(session, giver(session, given))
    answer = answered(session, given, official(session, ours, lead=True))
    mails = select(OutboxMessage).where(OutboxMessage.kind == "answers.answer").order_by(OutboxMessage.id)
    own_page.stop(session, bo)
    skipped(session.scalars(mails).one())
    session.flush()
    assert (count_untold(session), tell_missing(session)) == (0, 0)
    numbers = own_page.go_on(session, bo)
    assert count_untold(session) == 1
    assert tell_missing(session, contribution_ids=numbers) == 1
    assert (count_untold(session), tell_missing(session)) == (0, 0)
    first, anew = session.scalars(mails)
    assert (first.state, anew.state) == (MailState.SKIPPED, MailState.WAITING)
    assert own_points(session, answer.id, anew.params["givers"]) == given


def test_d9a_who_goes_on_before_the_mail_went_gets_it_once(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    bo = giver_pages.owner(session, giver(session, given))
    answered(session, given, official(session, ours, lead=True))
    own_page.stop(session, bo)
    own_page.go_on(session, bo)
    assert tell_missing(session) == 0
