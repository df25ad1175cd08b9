"""Writing an answer: one draft for many points, and two people who never overwrite each other (D6, D7, D11)."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from dialoog.answers.models import AnswerContribution, VersionState
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import Draft, DraftConflict, Place, Plan
from dialoog.contributions.models import Outcome
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from tests.factories.answers import MOTIVATION, answered, begun, draft, in_days, official, points, unit, version_of


def test_d7_the_act_counts_what_was_asked_done_and_refused(session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    by = official(session, ours, lead=True)
    good = points(session, ours, 2)
    closed = points(session, ours, level=Level.CLOSED)
    elsewhere, nobodys = points(session, theirs), points(session, None)
    done_before = points(session, ours)
    answered(session, done_before, by)
    act = drafting.start(session, [*good, *closed, *elsewhere, *nobodys, *done_before], unit=ours, actor=by)
    assert (act.asked, len(act.done), len(act.refused)) == (6, 2, 4)
    assert {refusal.contribution.id: refusal.reason for refusal in act.refused} == {
        closed[0].id: "het is op een ander niveau openbaar",
        elsewhere[0].id: "het is van een andere dienst",
        nobodys[0].id: "het is nog niet toegewezen",
        done_before[0].id: "het is al beantwoord of ingetrokken",
    }


def test_d11_one_answer_covers_one_level(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    closed = points(session, ours, level=Level.CLOSED)
    act = drafting.start(session, [*closed, *points(session, ours)], unit=ours, actor=by)
    assert act.answer.level is Level.CLOSED
    assert act.done == closed


def test_a_point_is_in_one_draft_at_a_time(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    first, second = points(session, ours, 2)
    begun_first = begun(session, [first], by).answer
    act = drafting.start(session, [first, second], unit=ours, actor=by)
    assert act.done == [second]
    assert act.refused[0].reason == f"er wordt al aan geschreven in concept {begun_first.id}"


def test_a_laid_away_draft_gives_its_points_back(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    given = points(session, ours, 2)
    answer = begun(session, given, by).answer
    drafting.discard(session, answer, actor=by)
    assert answer.status == "weggelegd"
    assert begun(session, given, by).refused == []


def test_nothing_is_begun_without_a_point(session: Session) -> None:
    ours = unit(session)
    with pytest.raises(RuleViolation, match="nog niet toegewezen"):
        drafting.start(session, points(session, None), unit=ours, actor=official(session, ours))
    with pytest.raises(RuleViolation, match="Kies eerst"):
        drafting.start(session, [], unit=ours, actor=official(session, ours))


def test_a_draft_keeps_half_filled_rows(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    version = version_of(begun(session, points(session, ours), by, Draft()).answer)
    given = Draft(places=(Place(""),), plans=(Plan("Wij komen kijken"),))
    drafting.save(session, version, given, edit=1, actor=by)
    session.expire_all()
    assert [place.title for place in version.landing_places] == [""]
    assert [(plan.text, plan.due_on) for plan in version.planned] == [("Wij komen kijken", None)]


def test_two_editors_the_second_is_shown_the_first_change_beside_their_own(session: Session) -> None:
    ours = unit(session)
    noor, ali = official(session, ours), official(session, ours, name="Ali Kaya")
    version = version_of(begun(session, points(session, ours), noor).answer)
    opened = version.edit
    drafting.save(session, version, Draft(motivation="Van Noor"), edit=opened, actor=noor)
    with pytest.raises(DraftConflict) as conflict:
        drafting.save(session, version, Draft(motivation="Van Ali"), edit=opened, actor=ali)
    assert conflict.value.version.motivation == "Van Noor"
    assert conflict.value.yours.motivation == "Van Ali"
    assert version.motivation == "Van Noor"
    drafting.save(session, version, Draft(motivation="Van beiden"), edit=conflict.value.version.edit, actor=ali)
    assert version.motivation == "Van beiden"


def test_d8_a_version_in_force_is_not_edited(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    version = version_of(answered(session, points(session, ours), by))
    assert version.state is VersionState.PUBLISHED
    with pytest.raises(RuleViolation, match="al gepubliceerd"):
        drafting.save(session, version, draft(ours), edit=version.edit, actor=by)
    assert version.motivation == MOTIVATION


def test_a_point_taken_out_waits_again_and_the_last_one_stays(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    first, second = points(session, ours, 2)
    answer = begun(session, [first, second], by).answer
    drafting.take_out(session, answer, [first.id])
    assert session.get(AnswerContribution, (answer.id, first.id)) is None
    with pytest.raises(RuleViolation, match="minstens één punt"):
        drafting.take_out(session, answer, [second.id])


def test_saving_replaces_the_rows(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    version = version_of(begun(session, points(session, ours), by).answer)
    other = Draft(outcome=Outcome.ADOPTED, plans=(Plan("Wij bouwen een scherm", in_days(3), owner_unit_id=ours.id),))
    drafting.save(session, version, other, edit=version.edit, actor=by)
    assert [plan.text for plan in version.planned] == ["Wij bouwen een scherm"]
    assert version.landing_places == []


def test_among_many_answers_the_drafts_are_found_without_going_through_the_points_of_a_unit(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        pytest.skip("without statistics SQLite chooses by the statement alone, so that this can be seen in small")
    asked: list[tuple[str, tuple[int, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, given: tuple[int, ...], *_rest: object) -> None:
        asked.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)
    drafting.being_answered(session, range(1, 501))
    event.remove(connection, "before_cursor_execute", note)
    [(statement, given)] = asked
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert not [step for step in plan if "unit_id" in step or step.startswith("SCAN")], plan
