"""Reminders (D4): one mail for each recipient at a sending moment, on working days from 8 to 18 h."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.answers.rules.reminding import remind
from dialoog.contributions.rules.assigning import assign
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import SYSTEM
from tests.factories.answers import answered, official, person, points, unit

# A Thursday at 10 h in Amsterdam; what is received then is to be answered by Tuesday 16 June.
RECEIVED = datetime(2026, 4, 30, 8, tzinfo=UTC)
DIRECTOR = "directeur@voorbeeld.nl"


@pytest.fixture(autouse=True)
def _in_april() -> Iterator[None]:
    with clock.at(RECEIVED):
        yield


def reminded(session: Session, moment: datetime) -> dict[str, list[int]]:
    """Who gets a mail at a moment, with the days after the last day that its items are at."""
    with clock.at(moment):
        before = {mail.id for mail in session.scalars(select(OutboxMessage))}
        remind(session, director=DIRECTOR)
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.reminder"))
        return {
            mail.to_address or "": [offset for _kind, _id, offset in mail.params["items"]]
            for mail in mails
            if mail.id not in before
        }


def on(day: datetime, hour: int = 10) -> datetime:
    return day.replace(hour=hour - 2)


def test_d4_owner_lead_and_director_are_reminded_on_their_days(session: Session) -> None:
    ours = unit(session)
    lead = official(session, ours, lead=True)
    owner = official(session, ours, name="Ali Kaya")
    given = points(session, ours, 3)
    someone = session.get_one(Person, owner.person_id)
    assign(session, given, unit=ours, assignee=someone, actor=SYSTEM)
    due = given[0].answer_due
    assert due is not None
    last_day = datetime(due.year, due.month, due.day, tzinfo=UTC)
    chief = session.get_one(Person, lead.person_id).email
    assert reminded(session, on(last_day - timedelta(days=8))) == {}
    assert reminded(session, on(last_day - timedelta(days=7))) == {someone.email: [-7, -7, -7]}
    assert reminded(session, on(last_day, 17)) == {someone.email: [0, 0, 0]}
    assert reminded(session, on(last_day + timedelta(days=1))) == {someone.email: [1, 1, 1]}
    assert reminded(session, on(last_day + timedelta(days=7))) == {chief: [7, 7, 7]}
    assert reminded(session, on(last_day + timedelta(days=14))) == {chief: [14, 14, 14]}
    assert reminded(session, on(last_day + timedelta(days=30))) == {DIRECTOR: [30, 30, 30]}


def test_d4_without_somebody_in_charge_the_leads_are_reminded(session: Session) -> None:
    ours = unit(session)
    lead = session.get_one(Person, official(session, ours, lead=True).person_id)
    due = points(session, ours)[0].answer_due
    assert due is not None
    assert reminded(session, datetime(due.year, due.month, due.day, 9, tzinfo=UTC)) == {lead.email: [0]}


def test_d4_what_is_not_assigned_is_for_the_secretariat(session: Session) -> None:
    desk = person(session, Role.SECRETARIAT)
    points(session, None)
    # Ten working days, without 5 May and Ascension Day (14 May).
    assert reminded(session, datetime(2026, 5, 18, 9, tzinfo=UTC)) == {desk.email: [0]}


def test_d4_a_reminder_that_falls_in_a_weekend_leaves_on_the_next_working_day(session: Session) -> None:
    ours = unit(session)
    lead = session.get_one(Person, official(session, ours, lead=True).person_id)
    due = points(session, ours)[0].answer_due
    assert due is not None
    friday = due - timedelta(days=due.weekday()) + timedelta(days=4)
    last = datetime(due.year, due.month, due.day, tzinfo=UTC)
    week_before = last - timedelta(days=7)
    assert reminded(session, week_before.replace(hour=4)) == {}
    assert reminded(session, week_before.replace(hour=17)) == {}
    assert reminded(session, datetime(friday.year, friday.month, friday.day, 9, tzinfo=UTC) + timedelta(days=1)) == {}
    monday = datetime(friday.year, friday.month, friday.day, 9, tzinfo=UTC) + timedelta(days=3)
    assert set(reminded(session, monday)) == {lead.email}


def test_d4_the_same_moment_twice_sends_once(session: Session) -> None:
    ours = unit(session)
    official(session, ours, lead=True)
    due = points(session, ours)[0].answer_due
    assert due is not None
    moment = datetime(due.year, due.month, due.day, 9, tzinfo=UTC)
    assert len(reminded(session, moment)) == 1
    assert reminded(session, moment + timedelta(hours=1)) == {}


def test_d4_what_was_answered_needs_no_reminder_and_its_commitment_does(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    answered(session, given, by)
    due = given[0].answer_due
    assert due is not None
    assert reminded(session, datetime(due.year, due.month, due.day, 9, tzinfo=UTC)) == {}
    # The commitment of the factory is due in sixty days.
    lead = session.get_one(Person, by.person_id)
    assert reminded(session, datetime(2026, 6, 29, 9, tzinfo=UTC)) == {lead.email: [0]}
