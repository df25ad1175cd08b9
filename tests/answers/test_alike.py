"""D7: look-alikes beside a draft and as groups, earlier answers beside it; people decide. D11: never besloten ones."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerContribution
from dialoog.answers.queries.alike import LookAlikes, groups, look_alikes
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import Draft
from dialoog.contributions.models import Contribution, Ground, Outcome
from dialoog.contributions.rules.looking import hide
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from tests.factories.alike import NOISE, OTHER, SAME, compared
from tests.factories.answers import MOTIVATION, SECRETARIAT, answered, begun, official, unit
from tests.support.html import assert_valid_html
from tests.support.pages import as_staff, page, token_in
from tests.support.queries import counted_queries

REFERRED = Draft(Outcome.REFERRED, MOTIVATION, referred_to="gemeente", referred_contact="a@voorbeeld.nl")


def covered(session: Session, answer: Answer) -> set[int]:
    return set(session.scalars(select(AnswerContribution.contribution_id).filter_by(answer_id=answer.id)))


def beside(session: Session, answer: Answer) -> list[Contribution]:
    return [one.point for one in look_alikes(session, answer).joining]


def test_d7_open_look_alikes_stand_beside_the_draft_with_why(session: Session) -> None:
    ours = unit(session)
    mine, same, _other = compared(session, NOISE, SAME, OTHER, of=ours)
    answer = begun(session, [mine], official(session, ours)).answer
    [found] = look_alikes(session, answer).joining
    assert found.point is same
    assert "geluid – lawaai" in found.why


@pytest.mark.parametrize("case", ["other unit", "no source", "in a draft", "on offer", "withdrawn", "hidden"])
def test_d7_d11_what_cannot_join_is_not_proposed(session: Session, case: str) -> None:
    ours, theirs = unit(session), unit(session, name="directie Water")
    by = official(session, ours)
    [mine] = compared(session, NOISE, of=ours)
    [same] = compared(
        session,
        SAME,
        of=theirs if case == "other unit" else ours,
        level=Level.NO_SOURCE if case == "no source" else Level.PUBLIC,
    )
    if case == "in a draft":
        begun(session, [same], by)
    if case == "on offer":
        answered(session, [same], official(session, ours, lead=True), REFERRED)
    if case == "withdrawn":
        withdraw_wrong_entry(session, same, reason="Dubbel ingevoerd", instead=mine, actor=SECRETARIAT)
    if case == "hidden":
        hide(session, same, ground=Ground.ADVERTISING, reason="Dit is reclame", actor=SECRETARIAT)
    assert beside(session, begun(session, [mine], by).answer) == []


def test_d11_besloten_points_have_no_look_alikes_at_all(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    mine, same = compared(session, NOISE, SAME, of=ours, level=Level.CLOSED)
    answered(session, [same], by)
    answer = begun(session, [mine], by).answer
    assert look_alikes(session, answer) == LookAlikes([], [])
    assert groups(session, [ours.id]) == []


def test_d7_earlier_answers_to_the_same_wish_stand_beside_the_draft(session: Session) -> None:
    ours, theirs = unit(session), unit(session, name="directie Water")
    [mine] = compared(session, NOISE, of=ours)
    first, second, other = compared(session, SAME, SAME, OTHER, of=theirs)
    lead = official(session, theirs, lead=True)
    given = answered(session, [first, second], lead)
    answered(session, [other], lead)
    [found] = look_alikes(session, begun(session, [mine], official(session, ours)).answer).earlier
    assert found.point.answer_id == given.id


def test_d7_chosen_look_alikes_join_the_draft_and_what_was_typed_stays(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    mine, same, third = compared(session, NOISE, SAME, NOISE, of=ours)
    answer = begun(session, [mine], by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    text = page(client, at)
    assert "Punten die op elkaar lijken" in text
    edit = re.search(r'name="edit"[^>]* value="(\d+)"', text)
    assert edit
    data: dict[str, str | list[str]] = {"csrf_token": token_in(text), "edit": edit.group(1), "motivation": "Half af"}
    sent = client.post(at, data={**data, "lijkt": [same.number], "doe": "voeg-toe"})
    assert sent.status_code == 302
    assert covered(session, answer) == {mine.id, same.id}
    after = page(client, at)
    assert "Half af" in after
    assert third.number in after


def test_d7_adding_none_or_too_late_is_refused_and_nothing_typed_is_lost(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    mine, same = compared(session, NOISE, SAME, of=ours)
    answer = begun(session, [mine], by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    text = page(client, at)
    data = {"csrf_token": token_in(text), "edit": "1", "motivation": "Half af", "doe": "voeg-toe"}
    refused = client.post(at, data=data)
    assert refused.status_code == 400
    assert_valid_html(refused.text)
    assert "Kies eerst een of meer punten." in refused.text
    assert "Half af" in refused.text
    published = answered(session, [same], by)
    with pytest.raises(RuleViolation):
        drafting.add(session, published, [mine])


def test_d7_groups_are_proposed_and_answered_in_one_go(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    as_staff(client, session, by)
    assert "Geen groepen gevonden" in page(client, "/werk/beantwoorden/groepen")
    made = compared(session, NOISE, SAME, OTHER, of=ours)
    [found] = groups(session, [ours.id])
    assert {point.id for point in found.points} == {made[0].id, made[1].id}
    text = page(client, "/werk/beantwoorden/groepen")
    assert "geluid – lawaai" in text
    ticked = re.findall(r'name="nummer"\s+value="([^"]+)"', text)
    assert set(ticked) == {made[0].number, made[1].number}
    assert " checked" not in text, "who answers decides which ask the same"
    sent = client.post("/werk/beantwoorden", data={"csrf_token": token_in(text), "nummer": ticked, "doe": "antwoord"})
    assert sent.status_code == 302
    assert groups(session, [ours.id]) == []


def test_d7_groups_have_one_unit_one_level_and_not_too_many_points(session: Session) -> None:
    ours, theirs = unit(session), unit(session, name="directie Water")
    compared(session, *[NOISE] * 30, of=ours)
    compared(session, SAME, of=theirs)
    compared(session, SAME, SAME, of=ours, level=Level.NO_SOURCE)
    for group in groups(session, []):
        assert len(group.points) <= 20
        assert len({(point.unit_id, point.level) for point in group.points}) == 1


def test_the_pages_ask_no_more_questions_with_more_look_alikes(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    ours = unit(session)
    by = official(session, ours)
    mine, _same = compared(session, NOISE, SAME, of=ours)
    answer = begun(session, [mine], by).answer
    compared(session, SAME, SAME, of=ours)
    as_staff(client, session, by)
    # The first time the words of the glossary are read, and kept.
    page(client, f"/werk/antwoorden/{answer.id}")
    counts = []
    for _more in range(2):
        for address in (f"/werk/antwoorden/{answer.id}", "/werk/beantwoorden/groepen"):
            with counted_queries(app) as statements:
                page(client, address)
            counts.append(len(statements))
        compared(session, *[NOISE, SAME] * 4, of=ours)
    assert counts[:2] == counts[2:]
