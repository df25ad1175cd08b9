"""A published answer changes only by a new version, or by an own answer after a send-back (D5, D8, D9, D9a)."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import AnswerContribution, Verdict, VerdictValue, VersionState
from dialoog.answers.queries import versions_for
from dialoog.answers.rules import drafting, duties, versions
from dialoog.answers.rules.judging import judge, send_back
from dialoog.answers.rules.publishing import publish
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import ContributionState, Outcome
from dialoog.contributions.rules.assigning import assign
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.register.queries import events_of
from tests.factories.answers import (
    MOTIVATION,
    SECRETARIAT,
    answered,
    begun,
    draft,
    giver,
    official,
    points,
    unit,
    version_of,
)

WHY = "De cijfers van dit jaar zijn anders."


def test_d8_a_new_version_replaces_and_the_old_one_stays_readable(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 2)
    giver(session, given)
    answer = answered(session, given, by)
    made = versions.start_version(session, answer, actor=by)
    drafting.save(
        session,
        made,
        replace(draft(ours), motivation=MOTIVATION + " Ook 's nachts.", why_changed=WHY, plans=()),
        edit=made.edit,
        actor=by,
    )
    publish(session, answer, actor=by)
    assert [(v.n, v.state) for v in answer.versions] == [(1, VersionState.REPLACED), (2, VersionState.PUBLISHED)]
    assert version_of(answer).motivation == MOTIVATION
    assert [event.kind for event in events_of(session, given[0])][-2:] == ["answered", "answer-changed"]
    assert given[0].status == ContributionState.ANSWERED
    assert set(versions_for(session, given[0])) == {(answer.id, 1), (answer.id, 2)}
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.answer")).all()
    assert [mail.params["step"] for mail in mails] == [1, 2]


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.CLOSED])
def test_d6_d11_a_new_version_leaves_what_was_sent_back_and_is_of_another_unit_now(
    session: Session, level: Level
) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    by = official(session, ours, lead=True)
    stays, moved = points(session, ours, 2, level=level)
    answer = answered(session, [stays, moved], by)
    send_back(session, moved, reason="De inbrenger vroeg iets anders.", actor=SECRETARIAT)
    assign(session, [moved], unit=theirs, assignee=None, actor=SECRETARIAT)
    made = versions.start_version(session, answer, actor=by)
    drafting.save(session, made, replace(draft(ours), why_changed=WHY, plans=()), edit=made.edit, actor=by)
    act = publish(session, answer, actor=by)
    assert act.done == [stays]
    assert [(r.contribution, r.reason) for r in act.refused] == [(moved, "het is nu van een andere dienst")]
    assert (moved.status, moved.unit_id) == (ContributionState.REOPENED, theirs.id)


def test_d8_why_it_changed_is_required_and_public(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    versions.start_version(session, answer, actor=by)
    with pytest.raises(duties.DutiesNotMet) as refusal:
        publish(session, answer, actor=by)
    assert [field for field, _message in refusal.value.problems] == ["why_changed"]


def test_what_was_promised_goes_along_into_a_new_version(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    made = versions.start_version(session, answer, actor=by)
    drafting.save(session, made, replace(draft(ours), why_changed=WHY, plans=()), edit=1, actor=by)
    publish(session, answer, actor=by)
    kept = session.scalars(select(Commitment).where(Commitment.source_id == answer.id)).one()
    assert [plan.commitment_id for plan in version_of(answer, 2).planned] == [kept.id]


def test_one_new_version_at_a_time_and_only_of_what_is_published(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    draft_only = begun(session, points(session, ours), by).answer
    with pytest.raises(RuleViolation, match="gepubliceerd antwoord"):
        versions.start_version(session, draft_only, actor=by)
    answer = answered(session, points(session, ours), by)
    versions.start_version(session, answer, actor=by)
    with pytest.raises(RuleViolation, match="al een nieuwe versie"):
        versions.start_version(session, answer, actor=by)


def test_a_new_version_laid_away_leaves_the_answer_as_it_was(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    versions.start_version(session, answer, actor=by)
    drafting.discard(session, answer, actor=by)
    assert (answer.status, [v.n for v in answer.versions]) == ("gepubliceerd", [1])


def test_d5_publishing_a_new_version_answers_what_was_sent_back(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    back, other = points(session, ours, 2)
    answer = answered(session, [back, other], by)
    send_back(session, back, reason="Dit gaat over iets anders.", actor=SECRETARIAT)
    made = versions.start_version(session, answer, actor=by)
    drafting.save(session, made, replace(draft(ours), why_changed=WHY, plans=()), edit=1, actor=by)
    publish(session, answer, actor=by)
    assert (back.status, other.status) == ("beantwoord", "beantwoord")
    assert events_of(session, back)[-1].kind == "answered"
    assert events_of(session, other)[-1].kind == "answer-changed"


def test_d8_an_own_answer_leaves_the_shared_one_by_an_event(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    back, other = points(session, ours, 2)
    shared = answered(session, [back, other], by)
    send_back(session, back, reason="Dit gaat over iets anders.", actor=SECRETARIAT)
    own = versions.start_own(session, back, shared, actor=by).answer
    version = version_of(own)
    assert version.motivation == MOTIVATION
    assert session.get_one(AnswerContribution, (shared.id, back.id)).left_at is None
    drafting.save(session, version, draft(ours, Outcome.NOT_ADOPTED), edit=version.edit, actor=by)
    publish(session, own, actor=by)
    assert session.get_one(AnswerContribution, (shared.id, back.id)).left_at is not None
    assert [event.kind for event in events_of(session, back)][-2:] == ["left-answer", "answered"]
    assert (back.answer_id, back.outcome, other.answer_id) == (own.id, Outcome.NOT_ADOPTED, shared.id)
    assert {key[0] for key in versions_for(session, back)} == {shared.id, own.id}


def test_an_own_answer_is_only_for_what_was_sent_back(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answer = answered(session, given, by)
    with pytest.raises(RuleViolation, match="teruggestuurd"):
        versions.start_own(session, given[0], answer, actor=by)


def test_d9_a_new_version_settles_the_no_to_the_old_one(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    bo = giver(session, given)
    answer = answered(session, given, by)
    judge(session, version_of(answer), giver_ids=[bo.id], values={given[0].id: VerdictValue.NO})
    made = versions.start_version(session, answer, actor=by)
    drafting.save(session, made, replace(draft(ours), why_changed=WHY, plans=()), edit=1, actor=by)
    publish(session, answer, actor=by)
    assert session.scalars(select(Verdict)).one().handled_at is not None
    assert judge(session, made, giver_ids=[bo.id], values={given[0].id: VerdictValue.YES}) == given
