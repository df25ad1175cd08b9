"""Closed words of a table's meeting are for who sits there now (D11), on every page where they may stand."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import seen_by
from dialoog.meetings.models import Level
from dialoog.organisations.models import Part
from dialoog.permissions import ANONYMOUS, Actor
from tests.contributions.pages import get
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.factories import tables

SECRET = "Kringwoord blijft aan tafel"


def closed_point(session: Session) -> tuple[Contribution, Person]:
    """A closed point of a table's meeting, and a member of that table."""
    table, person = tables.table(session), people.person(session)
    tables.member(session, table, person)
    meeting = tables.meeting(session, table, Level.CLOSED)
    made = make.contribution(session, SECRET, level=Level.CLOSED, meeting=meeting)
    session.commit()
    return made, person


def reads(client: FlaskClient, session: Session, person: Person, point: Contribution) -> bool:
    people.log_in(client, session, person)
    return "Kringwoord" in get(client, f"/inbreng/{point.number}")


@pytest.mark.parametrize("part", list(Part))
def test_d11_who_sits_at_the_table_reads_its_closed_words(client: FlaskClient, session: Session, part: Part) -> None:
    table, person = tables.table(session), people.person(session)
    tables.member(session, table, person, part)
    meeting = tables.meeting(session, table, Level.CLOSED)
    point = make.contribution(session, SECRET, level=Level.CLOSED, meeting=meeting)
    session.commit()
    assert reads(client, session, person, point)


def test_d11_who_left_the_table_does_not(client: FlaskClient, session: Session) -> None:
    table, person = tables.table(session), people.person(session)
    tables.member(session, table, person, until=clock.today())
    point = make.contribution(session, SECRET, level=Level.CLOSED, meeting=tables.meeting(session, table, Level.CLOSED))
    session.commit()
    assert not reads(client, session, person, point)


def test_p1_of_staff_a_stolen_password_opens_no_table(client: FlaskClient, session: Session) -> None:
    table, person = tables.table(session), people.person(session, Role.SECRETARIAT)
    tables.member(session, table, person, Part.CHAIR)
    point = make.contribution(session, SECRET, level=Level.CLOSED, meeting=tables.meeting(session, table, Level.CLOSED))
    session.commit()
    people.log_in(client, session, person, second_step=False)
    assert "Kringwoord" not in get(client, f"/inbreng/{point.number}")
    assert client.get(f"/werk/bijeenkomsten/{point.meeting.slug}/agenda").status_code == 302
    assert reads(client, session, person, point)


def test_d11_who_has_yet_to_come_does_not(client: FlaskClient, session: Session) -> None:
    table, person = tables.table(session), people.person(session)
    tables.member(session, table, person, since=clock.today() + timedelta(days=1))
    point = make.contribution(session, SECRET, level=Level.CLOSED, meeting=tables.meeting(session, table, Level.CLOSED))
    session.commit()
    assert not reads(client, session, person, point)


def test_d11_a_member_of_another_table_does_not(client: FlaskClient, session: Session) -> None:
    point, _member = closed_point(session)
    other = people.person(session)
    tables.member(session, tables.table(session), other)
    session.commit()
    assert not reads(client, session, other, point)


def test_d11_the_row_filter_says_the_same(session: Session) -> None:
    point, person = closed_point(session)
    assert point.meeting_id is not None
    member = Actor(person_id=person.id, meetings=frozenset({point.meeting_id}))
    elsewhere = Actor(person_id=person.id, meetings=frozenset({point.meeting_id + 1}))

    def found(reader: Actor) -> bool:
        query = select(Contribution.id).where(seen_by(reader), Contribution.id == point.id)
        return session.scalar(query) is not None

    assert [found(reader) for reader in (member, elsewhere, ANONYMOUS)] == [True, False, False]


def test_d11_a_visitor_reads_nothing_of_it_after_a_member_did(client: FlaskClient, session: Session) -> None:
    point, person = closed_point(session)
    assert reads(client, session, person, point)
    client.delete_cookie("dialoog")
    assert "Kringwoord" not in get(client, f"/inbreng/{point.number}")
