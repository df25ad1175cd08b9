"""The giver speaks back, and a no goes back once (D5, D9, D11)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import Referral, Verdict, VerdictValue
from dialoog.answers.queries.giver_page import may_judge
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.judging import judge, lay_aside, send_back
from dialoog.answers.rules.referring import accept
from dialoog.contributions.models import ContributionState, Outcome
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.register.queries import events_of
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of, running
from tests.factories.answers import MOTIVATION, SECRETARIAT, answered, giver, official, points, unit, version_of

REASON = "De inbrenger vroeg iets anders."
REFER = Draft(
    outcome=Outcome.REFERRED,
    motivation=MOTIVATION,
    referred_to="gemeente Waterhoek",
    referred_contact="beslist@waterhoek.example.nl",
)


def test_d9_a_verdict_counts_once_for_all_points_of_a_giver(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, 3)
    bo = giver(session, given)
    version = version_of(answered(session, given, official(session, ours, lead=True)))
    values = dict.fromkeys([point.id for point in given], VerdictValue.PARTLY)
    assert judge(session, version, giver_ids=[bo.id], values=values, reaction="Het scheelt al.") == given
    event = events_of(session, given[0])[-1]
    assert (event.kind, event.actor_role, event.data["value"]) == ("judged", "inbrenger", "gedeeltelijk")
    assert [(row.name, row.text, row.public) for row in event.text_rows] == [("reaction", "Het scheelt al.", True)]
    with pytest.raises(RuleViolation, match="al een oordeel"):
        judge(session, version, giver_ids=[bo.id], values=values)


def test_d9_a_giver_judges_their_own_points_only(session: Session) -> None:
    ours = unit(session)
    mine, others = points(session, ours, 2)
    bo = giver(session, [mine])
    version = version_of(answered(session, [mine, others], official(session, ours, lead=True)))
    with pytest.raises(RuleViolation):
        judge(session, version, giver_ids=[bo.id], values={others.id: VerdictValue.NO})
    assert session.scalars(select(Verdict)).all() == []


def test_d5_d9_what_is_only_offered_is_no_answer_to_judge_and_what_was_taken_on_is(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    bo = giver(session, given)
    answer = answered(session, given, official(session, ours, lead=True), REFER)
    version, values = version_of(answer), {given[0].id: VerdictValue.NO}
    assert may_judge(session, [bo.id], answer.id) is None
    with pytest.raises(RuleViolation):
        judge(session, version, giver_ids=[bo.id], values=values)
    accept(session, session.scalars(select(Referral)).one())
    assert may_judge(session, [bo.id], answer.id) is version
    assert judge(session, version, giver_ids=[bo.id], values=values) == given


def test_d9_what_was_sent_back_waits_for_another_answer_to_judge(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    bo = giver(session, given)
    answer = answered(session, given, official(session, ours, lead=True))
    send_back(session, given[0], reason=REASON, actor=SECRETARIAT)
    assert may_judge(session, [bo.id], answer.id) is None
    with pytest.raises(RuleViolation):
        judge(session, version_of(answer), giver_ids=[bo.id], values={given[0].id: VerdictValue.NO})


def test_d11_of_a_closed_point_the_leaf_does_not_tell_the_verdict(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, level=Level.CLOSED)
    bo = giver(session, given)
    version = version_of(answered(session, given, official(session, ours, lead=True)))
    judge(session, version, giver_ids=[bo.id], values={given[0].id: VerdictValue.NO}, reaction="Nee dus.")
    event = events_of(session, given[0])[-1]
    assert event.data["value"] is None
    assert not event.text_rows[0].public


def test_d9_sending_back_reopens_with_a_new_term_and_tells_the_unit(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    bo = giver(session, given)
    version = version_of(answered(session, given, by))
    judge(session, version, giver_ids=[bo.id], values={given[0].id: VerdictValue.NO})
    send_back(session, given[0], reason=REASON, actor=SECRETARIAT)
    assert given[0].status == ContributionState.REOPENED
    clock = running(session, given[0], Promise.ANSWER)
    assert clock is not None
    assert (clock.round, clock.working_days, given[0].answer_due) == (2, 30, clock.due_on)
    assert len([c for c in clocks_of(session, given[0]) if c.promise is Promise.ANSWER]) == 2
    assert session.scalars(select(Verdict)).one().handled_at is not None
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.sent_back")).one()


def test_d9_sending_back_happens_once(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answered(session, given, by)
    send_back(session, given[0], reason=REASON, actor=SECRETARIAT)
    answered(session, given, by)
    with pytest.raises(RuleViolation, match="al een keer teruggestuurd"):
        send_back(session, given[0], reason=REASON, actor=SECRETARIAT)


def test_d9_sending_back_needs_a_reason_and_an_answer(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    with pytest.raises(RuleViolation, match="beantwoord punt"):
        send_back(session, given[0], reason=REASON, actor=SECRETARIAT)
    answered(session, given, official(session, ours, lead=True))
    with pytest.raises(RuleViolation, match="reden"):
        send_back(session, given[0], reason=" nee ", actor=SECRETARIAT)


def test_d9_a_no_can_be_laid_aside_with_a_public_reason(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    bo = giver(session, given)
    version = version_of(answered(session, given, official(session, ours, lead=True)))
    with pytest.raises(RuleViolation, match="geen oordeel"):
        lay_aside(session, given[0], reason=REASON, actor=SECRETARIAT)
    judge(session, version, giver_ids=[bo.id], values={given[0].id: VerdictValue.NO})
    lay_aside(session, given[0], reason=REASON, actor=SECRETARIAT)
    event = events_of(session, given[0])[-1]
    assert (event.kind, given[0].status) == ("laid-aside", "beantwoord")
    assert {row.name: row.text for row in event.text_rows} == {
        "reason": REASON,
        "signed": "Sam Bos, secretariaat OFL",
    }


def test_p7_d11_of_a_closed_point_it_is_not_public_who_sent_it_back(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, level=Level.CLOSED)
    answered(session, given, official(session, ours, lead=True))
    send_back(session, given[0], reason=REASON, actor=SECRETARIAT)
    told = {row.name: row.public for row in events_of(session, given[0])[-1].text_rows}
    assert told == {"reason": False, "signed": False}
