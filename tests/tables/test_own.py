"""One's own seats: seen, downloaded, corrected, forgotten; and of nobody else (P2)."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, AuditEntry, LinkPurpose, Person
from dialoog.meetings.calendar import rules as calendar
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.models import MemberNeed, NeedKind, SeatHolding, SeatShown
from dialoog.tables.planning import polls
from dialoog.tables.planning import rules as planning
from dialoog.tables.planning.models import Liking, PollAnswer
from dialoog.tables.rules.holding import end
from tests.factories import accounts as people
from tests.factories import tables as make
from tests.meetings.calendar.given import meeting_of
from tests.support.pages import page, token_in
from tests.support.queries import counted_queries
from tests.tables.planning.test_rules import RHYTHM


@pytest.fixture
def person(client: FlaskClient, session: Session) -> Person:
    made = people.person(session)
    people.log_in(client, session, made)
    return made


def held(session: Session, person: Person) -> SeatHolding:
    table = make.table(session)
    made = make.seated(session, table, Sector.BUSINESS, person=person, name="Mees Kok", commitment="Ik kom elke keer.")
    made.membership = make.member(session, table, person)
    made.needs = [
        MemberNeed(kind=NeedKind.MONEY, text="Reiskosten", note="Kan per declaratie", told_at=made.invited_at)
    ]
    session.commit()
    return made


def test_p2_who_has_no_seat_is_told_so(client: FlaskClient, person: Person) -> None:
    assert "U hebt geen zetel" in page(client, "/mijn/zetels")
    assert "Uw zetels" not in page(client, "/mijn")


def test_p2_all_we_keep_is_seen_and_downloaded(client: FlaskClient, session: Session, person: Person) -> None:
    one = held(session, person)
    assert one.seat.table.name in page(client, "/mijn")
    shown = page(client, "/mijn/zetels")
    for words in (one.seat.table.name, "Ik kom elke keer.", "Reiskosten", "Kan per declaratie"):
        assert words in shown
    answer = client.get("/mijn/zetels.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["zetels"][0]["toezegging"] == "Ik kom elke keer."
    assert answer.json["zetels"][0]["nodig"][0]["wat"] == "Reiskosten"


def test_p2_a_member_chooses_what_everyone_reads(client: FlaskClient, session: Session, person: Person) -> None:
    one = held(session, person)
    address = f"/mijn/zetels/{one.id}"
    form = {"csrf_token": token_in(page(client, address)), "name": "M. Kok", "shown_as": "naam"}
    assert client.post(address, data={**form, "name": ""}).status_code == 400
    assert client.post(address, data=form).status_code == 302
    session.refresh(one)
    assert (one.shown_as, one.name) == (SeatShown.NAME, "M. Kok")
    assert "M. Kok" in page(client.application.test_client(), f"/tafels/{one.seat.table.slug}")


def test_p2_a_seat_of_somebody_else_is_nobodys_business(client: FlaskClient, session: Session, person: Person) -> None:
    other = held(session, people.person(session))
    assert client.get(f"/mijn/zetels/{other.id}").status_code == 404
    assert "Mees Kok" not in client.get("/mijn/zetels.json").text


def test_p2_who_left_is_forgotten_when_they_ask(client: FlaskClient, session: Session, person: Person) -> None:
    one = held(session, person)
    end(session, one, reason="Klaar", actor=SYSTEM)
    session.commit()
    assert client.get(f"/mijn/zetels/{one.id}").status_code == 404
    assert "Laat u vergeten waar u stopte" in page(client, "/mijn/zetels")
    form = {"csrf_token": token_in(page(client, "/mijn/zetels/vergeten"))}
    assert client.post("/mijn/zetels/vergeten", data=form).status_code == 302
    assert "U hebt geen zetel" in page(client, "/mijn/zetels")
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "tables.person-forgotten")).one().person_id
    session.refresh(one)
    assert (one.person_id, one.name, one.commitment) == (None, "", "")


def test_p2_invitations_and_poll_answers_that_are_over_are_forgotten_too(
    client: FlaskClient, session: Session, person: Person
) -> None:
    one = held(session, person)
    table = one.seat.table
    past, ahead = meeting_of(session, table, 3), meeting_of(session, table, 90)
    for meeting in (past, ahead):
        calendar.invite(session, meeting, actor=SYSTEM)
    cycle = planning.start_cycle(session, table, clock.today().year + 1, RHYTHM, actor=SYSTEM)
    poll = polls.start(session, cycle, closes_on=clock.today() + timedelta(days=9), actor=SYSTEM)
    polls.answer(session, poll, person.id, {polls.choices(session, cycle)[0].id: Liking.YES})
    polls.close(session, poll, actor=SYSTEM)
    session.commit()
    with clock.at(clock.now() + timedelta(days=4)):
        people.log_in(client, session, person)
        form = {"csrf_token": token_in(page(client, "/mijn/zetels/vergeten"))}
        assert client.post("/mijn/zetels/vergeten", data=form).status_code == 302
    assert session.scalars(select(PollAnswer)).all() == []
    assert [kept.meeting for kept in session.scalars(select(MeetingInvitation))] == [ahead]
    purposes = (LinkPurpose.POLL, LinkPurpose.ATTENDANCE)
    assert len(session.scalars(select(AccessLink).where(AccessLink.purpose.in_(purposes))).all()) == 1


def test_own_seats_take_the_same_few_queries(app: Flask, client: FlaskClient, session: Session, person: Person) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            held(session, person)
        with counted_queries(app) as asked:
            page(client, "/mijn/zetels")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
