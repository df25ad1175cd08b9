"""T8: a sent advice is public and gets a reaction in 60 working days, as any answer (D6, D8, D9, D10)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.advices import jobs
from dialoog.advices.forgetting import FORGET_JOB
from dialoog.advices.models import AdviceState
from dialoog.advices.rules import reacting, sending, writing
from dialoog.advices.rules.reacting import CLOSE_JOB, DECIDE_JOB
from dialoog.advices.watched import watched
from dialoog.answers.models import Answer
from dialoog.answers.rules import drafting, reminding
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.duties import DutiesNotMet
from dialoog.answers.rules.publishing import publish
from dialoog.commitments.models import Commitment
from dialoog.commitments.rules import complete, reopen
from dialoog.contributions.models import Outcome
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import ANONYMOUS
from dialoog.register.queries import events_of
from dialoog.terms.calendar import due_date
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of, running
from tests.factories import contributions as make
from tests.factories.advices import Table, reacted, seated, sent, written
from tests.factories.answers import MOTIVATION, draft


@pytest.fixture
def at(session: Session) -> Table:
    return seated(session)


def mails(session: Session, kind: str) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == kind)))  # type: ignore[type-var]


def changed(at: Table, why: str) -> Draft:
    return replace(draft(at.unit), why_changed=why, plans=())


def test_t8_only_an_adopted_advice_is_sent(session: Session, at: Table) -> None:
    with pytest.raises(RuleViolation, match="vastgesteld"):
        sending.send(session, written(session, at), unit=at.unit, actor=at.of_chair)


def test_t8_sending_starts_sixty_working_days_and_tells_who_must_know(session: Session, at: Table) -> None:
    point = make.contribution(session)
    advice = sent(session, at, numbers=(point.number,))
    clock_of = running(session, advice, Promise.REACT)
    assert clock_of is not None
    assert clock_of.due_on == due_date(clock.today(), 60)
    assert advice.public
    assert mails(session, sending.UNIT_MAIL) == [_address(session, at)]
    assert mails(session, sending.SENT_MAIL) == sorted([at.chair.email, at.member.email])
    last = events_of(session, point)[-1]
    assert (last.kind, last.data) == ("advised", {"advice": advice.slug}), "who gave the point sees where it went"


def _address(session: Session, at: Table) -> str:
    return session.get_one(Person, at.lead.person_id).email


def test_t8_a_point_that_was_withdrawn_meanwhile_is_named(session: Session, at: Table) -> None:
    point, giver = make.handed_in(session)
    advice = written(session, at, numbers=(point.number,))
    writing.adopt(session, advice, edit=1, actor=at.of_chair)
    withdraw_own(session, point, giver, actor=ANONYMOUS)
    with pytest.raises(RuleViolation, match=point.number):
        sending.send(session, advice, unit=at.unit, actor=at.of_chair)


def test_d6_a_reaction_has_the_duties_of_an_answer(session: Session, at: Table) -> None:
    answer = reacting.begin_reaction(session, sent(session, at), actor=at.lead)
    with pytest.raises(DutiesNotMet):
        publish(session, answer, actor=at.lead)


def test_d6_a_reaction_is_not_referred_to_others(session: Session, at: Table) -> None:
    advice = sent(session, at)
    given = Draft(
        outcome=Outcome.REFERRED,
        motivation=MOTIVATION,
        referred_to="Provincie Voorbeeld",
        referred_contact="post@provincie.example.org",
        decide_on=clock.today() + timedelta(days=10),
    )
    with pytest.raises((RuleViolation, DutiesNotMet)):
        reacted(session, at, advice, given)
    assert advice.status == AdviceState.SENT


def test_t8_the_reaction_meets_the_term_and_the_table_hears_of_it(session: Session, at: Table) -> None:
    advice = sent(session, at)
    answer = reacted(session, at, advice)
    assert (advice.status, advice.answer_id) == (AdviceState.ANSWERED, answer.id)
    assert running(session, advice, Promise.REACT) is None
    assert mails(session, reacting.REACTED_MAIL) == sorted([at.chair.email, at.member.email])
    assert events_of(session, advice)[-1].data == {"answer": answer.id, "version": 1, "outcome": "deels-overgenomen"}


def test_t8_two_officials_write_one_reaction(session: Session, at: Table) -> None:
    advice = sent(session, at)
    first = reacting.begin_reaction(session, advice, actor=at.lead)
    assert reacting.begin_reaction(session, advice, actor=at.lead).id == first.id
    drafting.discard(session, first, actor=at.lead)
    assert reacting.begin_reaction(session, advice, actor=at.lead).id != first.id


def test_t8_no_reaction_to_what_was_not_sent(session: Session, at: Table) -> None:
    with pytest.raises(RuleViolation):
        reacting.begin_reaction(session, written(session, at), actor=at.lead)


def test_d8_a_changed_reaction_is_a_new_version_and_told(session: Session, at: Table) -> None:
    advice = sent(session, at)
    answer = reacted(session, at, advice)
    again = reacted(
        session, at, advice, Draft(**{**vars(draft(at.unit)), "why_changed": "Er is meer geld.", "plans": ()})
    )
    assert again.id == answer.id
    assert [event.data["version"] for event in events_of(session, advice) if event.kind == "reacted"] == [1, 2]
    assert len(mails(session, reacting.REACTED_MAIL)) == 4


def test_d9_the_chair_sends_it_back_once_and_the_term_runs_anew(session: Session, at: Table) -> None:
    advice = sent(session, at)
    reacted(session, at, advice)
    with pytest.raises(RuleViolation):
        reacting.send_back(session, advice, reason="", actor=at.of_chair)
    reacting.send_back(session, advice, reason="Er staat niet wat er gebeurt.", actor=at.of_chair)
    assert advice.status == AdviceState.SENT
    assert [one.round for one in clocks_of(session, advice)] == [1, 2]
    signed = {row.name: row.text for row in events_of(session, advice)[-1].text_rows}["signed"]
    assert signed == f"Fenna Voorzitter, voorzitter, {at.table.name}", "who says so stands with it (P7)"
    reacted(session, at, advice, changed(at, "De tafel vroeg erom."))
    assert advice.status == AdviceState.ANSWERED
    with pytest.raises(RuleViolation, match="één keer"):
        reacting.send_back(session, advice, reason="Nog steeds niet goed genoeg.", actor=at.of_chair)


def test_d10_an_advice_is_finished_with_its_last_commitment_and_open_again_with_it(session: Session, at: Table) -> None:
    advice = sent(session, at)
    answer = reacted(session, at, advice)
    promised = session.scalars(select(Commitment).where(Commitment.source_id == answer.id)).one()
    complete(session, promised, text="De lijst van straten staat op de website.", actor=at.lead)
    assert advice.status == AdviceState.CLOSED
    reopen(session, promised, reason="Er ontbrak een straat in de lijst.", actor=at.lead)
    assert advice.status == AdviceState.ANSWERED


def test_d5_without_commitments_it_is_finished_after_four_weeks(session: Session, at: Table) -> None:
    advice = sent(session, at)
    reacted(session, at, advice, draft(at.unit, Outcome.NOT_ADOPTED))
    job = session.scalars(select(Job).where(Job.kind == CLOSE_JOB)).one()
    assert job.due_at.date() == (clock.now() + timedelta(days=28)).date()
    assert not reacting.close_if_ready(session, advice)
    with clock.at(clock.now() + timedelta(days=28, minutes=1)):
        assert reacting.close_if_ready(session, advice)
        assert not reacting.close_if_ready(session, advice)
    assert advice.status == AdviceState.CLOSED


def test_d5_later_asks_anew_on_its_day(session: Session, at: Table) -> None:
    advice = sent(session, at)
    later = Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=clock.today() + timedelta(days=40))
    reacted(session, at, advice, later)
    job = session.scalars(select(Job).where(Job.kind == DECIDE_JOB)).one()
    assert job.due_at == clock.start_of(clock.today() + timedelta(days=40))
    with clock.at(clock.now() + timedelta(days=40)):
        assert not reacting.decide(session, advice, version=9)
        assert reacting.decide(session, advice, version=job.params["version"])
        assert not reacting.decide(session, advice, version=job.params["version"])
        assert advice.status == AdviceState.SENT
        clock_of = running(session, advice, Promise.REACT)
        assert clock_of is not None
        assert clock_of.due_on == due_date(clock.today(), 60)


def test_d4_who_must_react_is_reminded(session: Session, at: Table) -> None:
    advice = sent(session, at)
    due = due_date(clock.today(), 60)
    assert list(watched(session, due - timedelta(days=1))) == []
    (found,) = watched(session, due)
    assert (found.subject_id, found.due, found.unit_id) == (advice.id, due, at.unit.id)
    moment = clock.start_of(due + timedelta(days=1)) + timedelta(hours=10)
    with clock.at(moment):
        reminding.remind(session, director=None)
    items = [
        mail.params["items"]
        for mail in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == reminding.MAIL))
    ]
    assert any(item[:2] == ["advies", advice.id] for mail in items for item in mail)


def test_t8_every_job_has_somebody_who_does_it() -> None:
    assert set(jobs.JOBS) == {CLOSE_JOB, DECIDE_JOB, FORGET_JOB}


def test_d7_no_point_is_added_to_a_reaction(session: Session, at: Table) -> None:
    answer: Answer = reacting.begin_reaction(session, sent(session, at), actor=at.lead)
    with pytest.raises(RuleViolation):
        drafting.add(session, answer, [make.contribution(session)])
