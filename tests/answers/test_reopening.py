"""D5, D6: an answer may be *later*, with the day of the decision; on that day its dossiers open by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.answers import jobs
from dialoog.answers.models import Answer
from dialoog.answers.rules import drafting
from dialoog.answers.rules.closing import close_if_ready
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.duties import DutiesNotMet
from dialoog.answers.rules.publishing import DECIDE_JOB, publish
from dialoog.answers.rules.reopening import decide
from dialoog.answers.rules.versions import start_version
from dialoog.contributions.models import Contribution, Outcome
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.register.queries import events_of
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of, running
from tests.factories.answers import MOTIVATION, answered, giver, official, points, unit


def put_off(days: int = 60) -> Draft:
    return Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=clock.today() + timedelta(days=days))


def job_of(session: Session, answer: Answer) -> Job:
    return session.scalars(select(Job).where(Job.kind == DECIDE_JOB, Job.key == f"{answer.id}-1")).one()


@pytest.mark.parametrize("day", [None, 0, -3])
def test_d6_later_names_a_day_to_come(session: Session, day: int | None) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    draft = Draft(
        outcome=Outcome.LATER,
        motivation=MOTIVATION,
        decide_on=None if day is None else clock.today() + timedelta(days=day),
    )
    act = drafting.start(session, points(session, ours), unit=ours, actor=by, given=draft)
    with pytest.raises(DutiesNotMet) as missing:
        publish(session, act.answer, actor=by)
    assert [field for field, _message in missing.value.problems] == ["decide_on"]


def test_d6_the_day_stands_in_the_record_and_the_job_waits_for_it(session: Session) -> None:
    ours = unit(session)
    answer = answered(session, points(session, ours), official(session, ours, lead=True), put_off())
    day = clock.today() + timedelta(days=60)
    assert events_of(session, answer)[-1].data["decide_on"] == day.isoformat()
    assert job_of(session, answer).due_at == clock.start_of(day)


def test_d11_the_day_of_a_closed_answer_stands_in_no_leaf(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, level=Level.CLOSED)
    answer = answered(session, given, official(session, ours, lead=True), put_off())
    assert events_of(session, answer)[-1].data["decide_on"] is None


def test_d5_on_its_day_every_dossier_opens_with_a_new_term_once(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, 3)
    answer = answered(session, given, official(session, ours, lead=True), put_off())
    with clock.at(clock.now() + timedelta(days=60)):
        assert decide(session, answer, version=1) == given
        assert decide(session, answer, version=1) == []
        for point in given:
            assert (point.status, events_of(session, point)[-1].kind) == ("heropend", "decision-due")
            clocks = [one for one in clocks_of(session, point) if one.promise is Promise.ANSWER]
            assert [one.round for one in clocks] == [1, 2]
            now_running = running(session, point, Promise.ANSWER)
            assert now_running is not None
            assert (now_running.started_on, now_running.due_on) == (clock.today(), point.answer_due)


def test_d5_later_is_never_finished_by_itself(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    answer = answered(session, given, official(session, ours, lead=True), put_off(300))
    with clock.at(clock.now() + timedelta(days=200)):
        assert close_if_ready(session, answer) == []
        assert close_if_ready(session, answer, commitments_closed=True) == []
    assert given[0].status == "beantwoord"


def test_d8_a_version_that_decides_earlier_takes_the_day_away(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answer = answered(session, given, by, put_off())
    version = start_version(session, answer, actor=by)
    version.outcome, version.consideration = Outcome.NOT_ADOPTED, "Het is te duur."
    version.why_changed = "Wij hebben eerder besloten."
    publish(session, answer, actor=by)
    with clock.at(clock.now() + timedelta(days=61)):
        assert decide(session, answer, version=1) == []
    assert given[0].status == "beantwoord"


def test_d8_what_was_put_off_may_be_answered_anew_and_put_off_again(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answer = answered(session, given, by, put_off())
    with clock.at(clock.now() + timedelta(days=60)):
        decide(session, answer, version=1)
        version = start_version(session, answer, actor=by)
        assert version.decide_on == clock.today()
        version.decide_on = clock.today() + timedelta(days=30)
        version.why_changed = "Wij weten het nog niet."
        publish(session, answer, actor=by)
        assert given[0].status == "beantwoord"
        assert running(session, given[0], Promise.ANSWER) is None
    with clock.at(clock.now() + timedelta(days=91)):
        assert decide(session, answer, version=1) == []
        assert decide(session, answer, version=2) == given


def test_d9a_the_giver_and_the_unit_hear_that_it_is_decided_now(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    giver(session, given, email="tes@voorbeeld.nl")
    answer = answered(session, given, by, put_off())
    with clock.at(clock.now() + timedelta(days=60)):
        decide(session, answer, version=1)
    kinds = ["answers.decided", "answers.sent_back"]
    queued = session.scalars(select(OutboxMessage).where(OutboxMessage.kind.in_(kinds)).order_by(OutboxMessage.kind))
    lead = session.get_one(Person, by.person_id)
    assert [(mail.kind, mail.to_address) for mail in queued] == [(kinds[0], "tes@voorbeeld.nl"), (kinds[1], lead.email)]


def test_d6_the_job_opens_it(own_database: Database) -> None:
    with own_database.transaction() as session:
        ours = unit(session)
        given = points(session, ours)
        answer = answered(session, given, official(session, ours, lead=True), put_off())
        number, key = given[0].number, answer.id
    with clock.at(clock.now() + timedelta(days=60)):
        with own_database.transaction() as session:
            job = job_of(session, session.get_one(Answer, key))
            session.expunge(job)
        jobs.open_for_decision(own_database, None, job)  # type: ignore[arg-type]
        with own_database.transaction() as session:
            found = session.scalars(select(Contribution).where(Contribution.number == number)).one()
            assert found.status == "heropend"
            assert found.answer_due is not None
            assert found.answer_due > clock.today()
