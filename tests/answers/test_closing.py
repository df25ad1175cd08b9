"""When an answered point is finished, and when it is open again (D5, D9a, D10)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, GiverNotice
from dialoog.answers.rules.closing import close_if_ready
from dialoog.answers.rules.judging import send_back
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Outcome
from dialoog.mail.models import OutboxMessage
from dialoog.register.queries import events_of
from tests.factories.answers import SECRETARIAT, answered, draft, giver, official, points, unit

REPORT = "De lijst staat op de website."


def promised(session: Session, answer: Answer) -> Commitment:
    return session.scalars(select(Commitment).where(Commitment.source_id == answer.id)).one()


def test_d10_points_are_finished_when_the_last_commitment_is(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 2)
    answer = answered(session, given, by)
    commitments.report(session, promised(session, answer), text="Wij zijn begonnen.", actor=by)
    assert [point.status for point in given] == ["beantwoord", "beantwoord"]
    commitments.complete(session, promised(session, answer), text=REPORT, actor=by)
    assert [point.status for point in given] == ["afgerond", "afgerond"]
    assert (events_of(session, given[0])[-1].kind, events_of(session, given[0])[-1].actor_role) == ("closed", "systeem")


def test_d10_a_dropped_commitment_finishes_too(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answer = answered(session, given, by)
    commitments.drop(session, promised(session, answer), reason="Het kan niet meer.", actor=by)
    assert given[0].status == "afgerond"


def test_d10_a_commitment_taken_up_again_opens_its_points(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answer = answered(session, given, by)
    commitments.complete(session, promised(session, answer), text=REPORT, actor=by)
    commitments.reopen(session, promised(session, answer), reason="De lijst was niet af.", actor=by)
    assert (given[0].status, events_of(session, given[0])[-1].kind) == ("beantwoord", "opened-again")


def test_d5_without_commitments_it_is_finished_after_four_weeks(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    answer = answered(session, given, official(session, ours, lead=True), draft(ours, Outcome.NOT_ADOPTED))
    with clock.at(clock.now() + timedelta(days=27)):
        assert close_if_ready(session, answer) == []
    with clock.at(clock.now() + timedelta(days=28, minutes=1)):
        assert close_if_ready(session, answer) == given
        assert close_if_ready(session, answer) == []
    assert given[0].status == "afgerond"


def test_d5_an_open_commitment_keeps_it_open_after_four_weeks(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    answer = answered(session, given, official(session, ours, lead=True))
    with clock.at(clock.now() + timedelta(days=40)):
        assert close_if_ready(session, answer) == []


def test_d5_what_was_sent_back_is_not_finished(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    back, other = points(session, ours, 2)
    answer = answered(session, [back, other], by)
    send_back(session, back, reason="Dit is geen antwoord.", actor=SECRETARIAT)
    commitments.complete(session, promised(session, answer), text=REPORT, actor=by)
    assert (back.status, other.status) == ("heropend", "afgerond")


def test_d9a_every_step_of_a_commitment_is_mailed_to_the_givers(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 3)
    bo, mo = giver(session, given[:2]), giver(session, given[2:])
    made = promised(session, answered(session, given, by))
    commitments.report(session, made, text="Wij zijn begonnen.", actor=by)
    commitments.change_due(
        session, made, due_on=made.due_on + timedelta(days=30), reason="De lijst is langer.", actor=by
    )
    commitments.complete(session, made, text=REPORT, actor=by)
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.commitment")).all()
    assert sorted((mail.to_address, mail.params["step"]) for mail in mails) == sorted(
        (one.email, step) for one in (bo, mo) for step in (2, 3, 4)
    )
    notices = session.scalars(select(GiverNotice).where(GiverNotice.subject_kind == "toezegging")).all()
    assert len(notices) == 6
