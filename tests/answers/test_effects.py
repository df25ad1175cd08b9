"""Four weeks after a commitment was done its givers are asked whether it shows: exactly once (D9, D10, D11)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerContribution, EffectQuestion, VerdictValue
from dialoog.answers.queries.queue import counts
from dialoog.answers.queries.verdicts import open_noes, open_verdicts, verdicts_on
from dialoog.answers.rules.effects import judge_effect, open_questions
from dialoog.answers.rules.judging import current_version, judge, lay_aside, send_back
from dialoog.commitments import rules as commitments
from dialoog.commitments.shown import effect
from dialoog.contributions.giver_pages import Owner
from dialoog.contributions.models import Ground, TextLook
from dialoog.contributions.rules.looking_at_texts import HIDDEN_MAIL, hide
from dialoog.contributions.rules.own_page import stop
from dialoog.contributions.rules.unreachable import deny
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.queries import events_of
from dialoog.terms.reminders import sending_moment
from tests.factories.answers import SECRETARIAT, giver, points
from tests.factories.effects import DONE, FOUR_WEEKS, REPORT, Kept


@pytest.fixture
def kept(session: Session) -> Kept:
    return Kept(session)


def test_d9_each_address_is_asked_once_however_many_points_it_has(kept: Kept) -> None:
    assert kept.ask() == 2
    assert kept.ask() == kept.ask(FOUR_WEEKS + timedelta(days=7)) == 0
    assert kept.mails() == [kept.bo.email, kept.ada.email]
    assert kept.commitment.shows_asked == 2


def test_d9_two_givers_at_one_address_are_one_question(kept: Kept) -> None:
    kept.ada.email = kept.bo.email
    kept.session.flush()
    assert kept.ask() == 1


def test_d9_a_job_asks_four_weeks_later_in_the_hours_of_reminders(kept: Kept) -> None:
    [job] = kept.session.scalars(select(Job).where(Job.kind == "answers.ask_effect"))
    assert job.params == {"commitment": kept.commitment.id}
    assert job.due_at >= DONE + FOUR_WEEKS
    assert sending_moment(job.due_at)


def test_d9_outside_those_hours_it_waits_for_the_next(kept: Kept) -> None:
    assert kept.ask(FOUR_WEEKS + timedelta(hours=12)) == 0
    jobs = kept.session.scalars(select(Job).where(Job.kind == "answers.ask_effect").order_by(Job.due_at)).all()
    assert [sending_moment(job.due_at) for job in jobs] == [True, True]


def test_d9_not_before_four_weeks(kept: Kept) -> None:
    assert kept.ask(FOUR_WEEKS - timedelta(days=1)) == 0


def test_d9_not_when_the_commitment_went_back_and_then_four_weeks_after_it_was_done_again(kept: Kept) -> None:
    with clock.at(DONE + timedelta(days=10)):
        commitments.reopen(kept.session, kept.commitment, reason="Het was nog niet klaar.", actor=SYSTEM)
    assert kept.ask() == 0
    with clock.at(DONE + timedelta(days=14)):
        commitments.complete(kept.session, kept.commitment, text=REPORT, actor=SYSTEM)
    assert kept.ask() == 0
    assert kept.ask(FOUR_WEEKS + timedelta(days=14)) == 2


def test_d9_not_about_what_was_withdrawn_nor_to_who_stopped(kept: Kept) -> None:
    for point in kept.points[:2]:
        withdraw_own(kept.session, point, kept.bo, actor=Actor(gave=frozenset({point.id})))
    stop(kept.session, Owner(kept.ada.email or "", [kept.ada]))
    assert kept.ask() == 0
    assert kept.mails() == []


def test_d9_the_answer_stands_with_every_point_and_is_counted_once(kept: Kept) -> None:
    kept.ask()
    assert kept.judge(kept.bo, VerdictValue.YES, "Het is te zien.") == kept.points[:2]
    for point in kept.points[:2]:
        event = events_of(kept.session, point)[-1]
        assert (event.kind, event.actor_role) == ("effect-judged", "inbrenger")
        assert event.data == {"commitment": kept.commitment.id, "value": "ja"}
        assert [(row.name, row.text, row.public) for row in event.text_rows] == [("reaction", "Het is te zien.", True)]
    assert effect(kept.commitment) == "1 van 1 inbrenger merkt er iets van (2 gevraagd)"
    kept.judge(kept.ada, VerdictValue.PARTLY)
    assert effect(kept.commitment) == "2 van 2 inbrengers merken er iets van, van wie 1 gedeeltelijk"


def test_d9_it_is_answered_once_and_only_by_who_was_asked(kept: Kept) -> None:
    kept.ask()
    kept.judge(kept.bo, VerdictValue.YES)
    with pytest.raises(RuleViolation, match="al geantwoord"):
        kept.judge(kept.bo, VerdictValue.NO)
    stranger = giver(kept.session, points(kept.session, None))
    with pytest.raises(RuleViolation):
        kept.judge(stranger, VerdictValue.NO)


def test_d9_while_the_commitment_is_taken_up_again_nothing_is_asked(kept: Kept) -> None:
    kept.ask()
    commitments.reopen(kept.session, kept.commitment, reason="Het was nog niet klaar.", actor=SYSTEM)
    assert open_questions(kept.session, [kept.bo.id]) == []
    with pytest.raises(RuleViolation):
        kept.judge(kept.bo, VerdictValue.YES)


@pytest.mark.parametrize("gone", ["withdrawn", "left", "denied"])
def test_d9_nothing_is_asked_any_more_when_no_point_of_theirs_is_left(kept: Kept, gone: str) -> None:
    kept.ask()
    [point] = kept.points[2:]
    if gone == "withdrawn":
        withdraw_own(kept.session, point, kept.ada, actor=Actor(gave=frozenset({point.id})))
    elif gone == "denied":
        deny(kept.session, point, kept.ada)
    else:
        kept.session.get_one(AnswerContribution, (kept.answer.id, point.id)).left_at = clock.now()
    kept.session.flush()
    with clock.at(DONE + FOUR_WEEKS + timedelta(days=1)):
        assert open_questions(kept.session, [kept.ada.id]) == []
        assert len(open_questions(kept.session, [kept.bo.id])) == 1
    with pytest.raises(RuleViolation):
        kept.judge(kept.ada, VerdictValue.YES)


def test_d9_an_old_question_comes_back_four_weeks_after_it_was_done_again(kept: Kept) -> None:
    kept.ask()
    again = DONE + FOUR_WEEKS + timedelta(days=3)
    with clock.at(again - timedelta(days=1)):
        commitments.reopen(kept.session, kept.commitment, reason="Het was nog niet klaar.", actor=SYSTEM)
    with clock.at(again):
        commitments.complete(kept.session, kept.commitment, text=REPORT, actor=SYSTEM)
        assert open_questions(kept.session, [kept.bo.id]) == []
        with pytest.raises(RuleViolation):
            judge_effect(kept.session, kept.commitment, giver_ids=[kept.bo.id], value=VerdictValue.YES)
    with clock.at(again + FOUR_WEEKS):
        assert len(open_questions(kept.session, [kept.bo.id])) == 1


@pytest.mark.parametrize("why_not", ["", "denied", "stopped"])
def test_d3a_whoever_wrote_hidden_words_is_told_unless_they_denied_it_or_stopped(kept: Kept, why_not: str) -> None:
    kept.ask()
    [point] = kept.judge(kept.ada, VerdictValue.NO, "Koop nu bij ons.")
    if why_not == "denied":
        deny(kept.session, point, kept.ada)
    elif why_not == "stopped":
        stop(kept.session, Owner(kept.ada.email or "", [kept.ada]))
    told(kept, expected=[] if why_not else [kept.ada.email])


@pytest.mark.parametrize("why_not", ["", "denied", "stopped"])
def test_d3a_the_same_holds_for_the_words_of_a_verdict(kept: Kept, why_not: str) -> None:
    version = current_version(kept.session, kept.answer.id)
    assert version is not None
    [point] = kept.points[2:]
    values = {point.id: VerdictValue.NO}
    judge(kept.session, version, giver_ids=[kept.ada.id], values=values, reaction="Koop nu bij ons.")
    if why_not == "denied":
        deny(kept.session, point, kept.ada)
    elif why_not == "stopped":
        stop(kept.session, Owner(kept.ada.email or "", [kept.ada]))
    told(kept, expected=[] if why_not else [kept.ada.email])


def told(kept: Kept, *, expected: list[str | None]) -> None:
    texts = kept.session.scalars(select(TextLook)).all()
    hide(kept.session, texts, ground=Ground.ADVERTISING, reason="Dit is reclame voor een winkel.", actor=SECRETARIAT)
    query = select(OutboxMessage.to_address).where(OutboxMessage.kind == HIDDEN_MAIL)
    assert list(kept.session.scalars(query)) == expected


def test_open_noes_are_found_by_an_index(kept: Kept) -> None:
    if kept.session.get_bind().dialect.name != "sqlite":
        return
    noes = select(open_noes().c.contribution_id).compile(
        kept.session.get_bind(), compile_kwargs={"render_postcompile": True}
    )
    connection = kept.session.connection()
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {noes}")]
    for index in ("ix_verdict_open_no", "ix_effect_verdict_open_no"):
        assert any(index in step for step in plan), plan


def test_d9_a_no_reaches_the_list_of_verdicts_for_each_point_and_goes_back_once(kept: Kept) -> None:
    kept.ask()
    kept.judge(kept.bo, VerdictValue.NO, "Wij merken niets.")
    waiting = [row.contribution for row in open_verdicts(kept.session, SECRETARIAT, after=None, size=20).rows]
    assert waiting == kept.points[:2]
    assert counts(kept.session, SECRETARIAT).verdicts == 2
    assert [said.effect for said in verdicts_on(kept.session, kept.points[0])] == [True]
    send_back(kept.session, kept.points[0], reason="De inbrenger merkt er niets van.", actor=SECRETARIAT)
    lay_aside(kept.session, kept.points[1], reason="Dit duurt nog een seizoen.", actor=SECRETARIAT)
    assert open_verdicts(kept.session, SECRETARIAT, after=None, size=20).rows == []
    assert kept.points[0].status == "heropend"


def test_d9_the_list_of_verdicts_is_paged_without_losing_any(kept: Kept) -> None:
    kept.ask()
    kept.judge(kept.bo, VerdictValue.NO)
    kept.judge(kept.ada, VerdictValue.NO)
    first = open_verdicts(kept.session, SECRETARIAT, after=None, size=2)
    second = open_verdicts(kept.session, SECRETARIAT, after=first.next_key, size=2)
    assert [row.contribution for row in [*first.rows, *second.rows]] == kept.points
    assert second.next_key is None


def test_d11_of_closed_points_the_leaf_tells_neither_commitment_nor_value(session: Session) -> None:
    kept = Kept(session, Level.CLOSED)
    kept.ask()
    kept.judge(kept.bo, VerdictValue.NO, "Nee dus.")
    event = events_of(session, kept.points[0])[-1]
    assert event.data == {"commitment": None, "value": None}
    assert not event.text_rows[0].public


def test_d9_who_came_to_share_an_address_after_the_question_is_not_asked_again(kept: Kept) -> None:
    kept.ask()
    giver(kept.session, kept.points[2:], email=kept.bo.email, name="Nog iemand")
    assert kept.ask(FOUR_WEEKS + timedelta(days=1)) == 0
    assert len(kept.session.scalars(select(EffectQuestion)).all()) == 2
