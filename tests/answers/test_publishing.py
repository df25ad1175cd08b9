"""Publishing: the duties, and everything that follows in one transaction (D4–D11)."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, AnswerContribution, GiverNotice, LandingKind, VersionState
from dialoog.answers.rules import drafting, duties
from dialoog.answers.rules.drafting import Draft, Place, Plan
from dialoog.answers.rules.publishing import CLOSES_AFTER, publish
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import ContributionState, Outcome
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.givers import attach
from dialoog.contributions.rules.unreachable import deny
from dialoog.db import Database
from dialoog.errors import Conflict, RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM
from dialoog.register.models import Event
from dialoog.register.queries import events_of
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of
from tests.factories.answers import (
    MOTIVATION,
    answered,
    begun,
    draft,
    giver,
    in_days,
    official,
    points,
    unit,
    version_of,
)
from tests.support.queries import counted_queries

OTHER = MOTIVATION + " Ook 's nachts."


def problems(session: Session, given: Draft) -> list[str]:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = begun(session, points(session, ours), by, given).answer
    with pytest.raises(duties.DutiesNotMet) as refusal:
        publish(session, answer, actor=by)
    return [field for field, _message in refusal.value.problems]


def test_d6_a_motivation_of_forty_characters_and_an_outcome(session: Session) -> None:
    assert problems(session, Draft()) == ["outcome", "motivation"]
    assert problems(session, Draft(outcome=Outcome.ADOPTED, motivation="x" * 39))[0] == "motivation"


@pytest.mark.parametrize("outcome", [Outcome.ADOPTED, Outcome.PARTLY])
def test_d6_adopting_needs_a_landing_place_and_a_commitment(session: Session, outcome: Outcome) -> None:
    assert problems(session, Draft(outcome, MOTIVATION)) == ["places-0-title", "plans-0-text"]


def test_d6_a_commitment_needs_words_an_owner_and_a_day_that_is_not_past(session: Session) -> None:
    given = Draft(Outcome.ADOPTED, MOTIVATION, places=(Place("Meetplan", "paragraaf 3"),))
    assert problems(session, replace(given, plans=(Plan(""),))) == ["plans-0-text", "plans-0-owner", "plans-0-due_on"]
    ours = unit(session)
    late = Plan("Wij plaatsen een scherm", in_days(-1), owner_unit_id=ours.id)
    assert problems(session, replace(given, plans=(late,))) == ["plans-0-due_on"]


def test_d6_not_adopting_needs_the_consideration(session: Session) -> None:
    assert problems(session, Draft(Outcome.NOT_ADOPTED, MOTIVATION)) == ["consideration"]


def test_d6_existing_policy_needs_a_landing_place(session: Session) -> None:
    assert problems(session, Draft(Outcome.EXISTING, MOTIVATION)) == ["places-0-title"]


def test_d6_a_document_is_named_with_its_section_a_decision_needs_none(session: Session) -> None:
    document, decision = Place("Meetplan"), Place("Besluit van 3 maart", kind=LandingKind.DECISION)
    given = Draft(Outcome.EXISTING, MOTIVATION, places=(decision, document))
    assert problems(session, given) == ["places-1-section"]


def test_a_landing_place_does_not_lead_to_a_script(session: Session) -> None:
    bad = Place("Meetplan", "paragraaf 3", address="javascript:alert(1)")
    assert problems(session, Draft(Outcome.EXISTING, MOTIVATION, places=(bad,))) == ["places-0-address"]


def test_publishing_answers_every_point_and_meets_its_term(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True, name="Noor Dijk")
    given = points(session, ours, 3)
    answer = begun(session, given, by).answer
    act = publish(session, answer, actor=by)
    assert (answer.status, act.done, act.refused) == ("gepubliceerd", given, [])
    for point in given:
        assert (point.status, point.outcome, point.answer_id) == ("beantwoord", "deels-overgenomen", answer.id)
        assert point.answered_at is not None
        assert events_of(session, point)[-1].data == {
            "answer": answer.id,
            "version": 1,
            "outcome": "deels-overgenomen",
        }
        assert all(c.met_at for c in clocks_of(session, point) if c.promise is Promise.ANSWER)


def test_p7_the_ministry_is_named_with_role_and_organisation_but_not_in_the_leaf(session: Session) -> None:
    ours = unit(session, "directie Geluid")
    by = official(session, ours, lead=True, name="Noor Dijk")
    answer = answered(session, points(session, ours), by)
    version = version_of(answer)
    assert (version.signed_name, version.signed_role) == ("Noor Dijk", "hoofd geluid")
    assert version.signed_organisation == "directie Geluid, ministerie van IenW"
    event = events_of(session, answer)[-1]
    assert {row.name: row.text for row in event.text_rows}["motivation"] == MOTIVATION
    assert event.data == {"version": 1, "outcome": "deels-overgenomen", "decide_on": None}


def test_d10_commitments_are_made_and_recorded(session: Session) -> None:
    ours = unit(session)
    answer = answered(session, points(session, ours), official(session, ours, lead=True))
    made = session.scalars(select(Commitment).where(Commitment.source_id == answer.id)).one()
    assert (made.status, made.public, made.due_on) == ("toegezegd", True, in_days(60))
    assert version_of(answer).planned[0].commitment is made
    assert [event.kind for event in events_of(session, made)] == ["promised"]


def test_d11_a_closed_answer_tells_no_outcome_in_the_leaf_and_makes_no_public_commitment(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, level=Level.CLOSED)
    answer = answered(session, given, official(session, ours, lead=True))
    assert events_of(session, given[0])[-1].data["outcome"] is None
    published = events_of(session, answer)[-1]
    assert published.data["outcome"] is None
    assert not any(row.public for row in published.text_rows)
    assert session.scalar(select(Commitment.public).where(Commitment.source_id == answer.id)) is False


def test_publishing_twice_makes_one(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    giver(session, given)
    answer = answered(session, given, by)
    with pytest.raises(RuleViolation, match="al gepubliceerd"):
        publish(session, answer, actor=by)
    assert session.scalar(select(func.count()).select_from(Commitment)) == 1
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_d6_words_that_the_lead_did_not_read_are_not_published(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = begun(session, points(session, ours), by).answer
    drafting.save(session, version_of(answer), replace(draft(ours), motivation=OTHER), edit=1, actor=by)
    with pytest.raises(Conflict):
        publish(session, answer, actor=by, edit=1)
    assert publish(session, answer, actor=by, edit=2).refused == []


def test_d7_what_can_no_longer_be_answered_is_named_and_left(session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    by = official(session, ours, lead=True)
    stays, moved = points(session, ours, 2)
    answer = begun(session, [stays, moved], by).answer
    assign(session, [moved], unit=theirs, assignee=None, actor=SYSTEM)
    act = publish(session, answer, actor=by)
    assert act.done == [stays]
    assert [(r.contribution, r.reason) for r in act.refused] == [(moved, "het is nu van een andere dienst")]
    assert moved.status == ContributionState.IN_HAND
    assert session.get(AnswerContribution, (answer.id, moved.id)) is None


def test_d9a_a_giver_of_three_points_gets_one_mail_and_a_shared_address_too(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 4)
    bo = giver(session, given[:3], email="bo@voorbeeld.nl")
    same_address = giver(session, given[3:], email="bo@voorbeeld.nl", name="Vereniging Stil")
    other = giver(session, given[:1])
    denied = giver(session, given[:1])
    deny(session, given[0], denied)
    giver(session, given[:1], email=None)
    answer = answered(session, given, by)
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.answer")).all()
    assert sorted(mail.to_address or "" for mail in mails) == sorted(["bo@voorbeeld.nl", other.email])
    told = session.scalars(select(GiverNotice.giver_id).where(GiverNotice.subject_id == answer.id))
    assert set(told) == {bo.id, same_address.id, other.id}


def test_d9a_who_is_attached_later_is_told_then(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 2)
    answer = answered(session, given, by)
    giver(session, given, email="later@voorbeeld.nl")
    assert [mail.to_address for mail in session.scalars(select(OutboxMessage))] == ["later@voorbeeld.nl"]
    late = giver(session, given[:1], email="ook@voorbeeld.nl")
    attach(session, given[1:], late, actor=SYSTEM)
    notices = session.scalars(select(GiverNotice).where(GiverNotice.giver_id == late.id)).all()
    assert [(n.subject_kind, n.subject_id, n.step) for n in notices] == [("antwoord", answer.id, 1)]


def test_d5_the_closing_is_planned_four_weeks_on(session: Session) -> None:
    ours = unit(session)
    answer = answered(session, points(session, ours), official(session, ours, lead=True))
    job = session.scalars(select(Job).where(Job.kind == "answers.close")).one()
    assert job.params == {"answer": answer.id}
    assert abs(job.due_at - clock.now() - CLOSES_AFTER).total_seconds() < 60


def statements_to_publish(database: Database, how_many: int) -> int:
    """Answer so many points at once, each with a giver of its own; how many statements that took."""
    with database.transaction() as session:
        ours = unit(session)
        by = official(session, ours, lead=True)
        given = points(session, ours, how_many)
        for point in given:
            giver(session, [point])
        answer = begun(session, given, by).answer
    with counted_queries(database) as statements, database.transaction() as session:
        fresh = session.get_one(Answer, answer.id)
        assert len(publish(session, fresh, actor=by).done) == how_many
    with database.session(read_only=True) as session:
        assert version_of(session.get_one(Answer, answer.id)).state is VersionState.PUBLISHED
    return len(statements)


def test_d7_500_points_in_one_act_ask_nothing_of_the_database_for_each(
    own_database: Database, database_kind: str
) -> None:
    # How many seconds it takes `make bench` says; here that would tell more of a busy machine.
    few, many = statements_to_publish(own_database, 50), statements_to_publish(own_database, 500)
    # Each contribution is changed by itself, so that nobody else's change is overwritten. SQLite, asked within
    # the process, also gives out the keys of new rows (event, link, notice) one by one.
    writes_each = {"sqlite": 4, "postgresql": 1}[database_kind]
    assert many - few <= 450 * writes_each
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).where(Event.kind == "answered")) == 550
        assert session.scalar(select(func.count()).where(OutboxMessage.kind == "answers.answer")) == 550
