"""A no reaches the chair of the table it was said at, else the secretariat; the chair sends it back once (D9)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.answers.models import VerdictValue
from dialoog.answers.rules.judging import judge
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.organisations.models import Part
from dialoog.register.queries import events_of
from tests.factories import accounts as people
from tests.factories import tables
from tests.factories.answers import answered, giver, official, points, unit, version_of
from tests.support.pages import page, secretary, token_in

LIST = "/werk/oordelen"


@pytest.fixture
def unhappy(session: Session) -> Contribution:
    """A point of which the giver says that the answer is none."""
    of = unit(session)
    [point] = points(session, of)
    who = giver(session, [point])
    answer = answered(session, [point], official(session, of, lead=True))
    no = {point.id: VerdictValue.NO}
    judge(session, version_of(answer), giver_ids=[who.id], values=no, reaction="Dit gaat over iets anders.")
    session.commit()
    return point


def chair_of(session: Session, point: Contribution | None) -> Person:
    """The chair of a table; of that where the point was said, when one is given."""
    table, person = tables.table(session), people.person(session, name="Fenna Voorzitter")
    tables.member(session, table, person, Part.CHAIR)
    meeting = tables.meeting(session, table)
    if point is not None:
        point.meeting_id = meeting.id
    session.commit()
    return person


def test_d9_a_no_reaches_the_chair_of_its_table_and_the_secretariat(
    client: FlaskClient, session: Session, unhappy: Contribution
) -> None:
    chair, other = chair_of(session, unhappy), chair_of(session, None)
    people.log_in(client, session, chair)
    assert unhappy.number in page(client, LIST)
    assert 'href="/werk/oordelen"' in page(client, "/mijn")
    people.log_in(client, session, other)
    assert unhappy.number not in page(client, LIST)
    assert client.get(f"{LIST}/{unhappy.number}").status_code == 403
    secretary(client, session)
    assert unhappy.number in page(client, LIST)


def test_d9_a_member_decides_nothing(client: FlaskClient, session: Session, unhappy: Contribution) -> None:
    table, person = tables.table(session), people.person(session)
    tables.member(session, table, person)
    unhappy.meeting_id = tables.meeting(session, table).id
    session.commit()
    people.log_in(client, session, person)
    assert client.get(LIST).status_code == 403


def test_d9_the_chair_sends_it_back_in_their_own_name(
    client: FlaskClient, session: Session, unhappy: Contribution
) -> None:
    people.log_in(client, session, chair_of(session, unhappy))
    where = f"{LIST}/{unhappy.number}"
    reason = "Er staat niet wat er in de straat gebeurt."
    token = token_in(page(client, where))
    answer = client.post(where, data={"csrf_token": token, "act": "terug", "reason": reason})
    assert answer.status_code == 302
    session.refresh(unhappy)
    assert unhappy.status == ContributionState.REOPENED
    last = next(event for event in reversed(events_of(session, unhappy)) if event.kind == "sent-back")
    assert last.actor_role == "voorzitter"
    assert {row.name: row.text for row in last.text_rows}["signed"] == "Fenna Voorzitter, voorzitter"
    assert "Fenna Voorzitter" in page(client, f"/inbreng/{unhappy.number}")
