"""A table with members, its meeting, and minutes in each state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.dossiers.minutes import rules
from dialoog.dossiers.minutes.models import Minutes
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Membership, Organisation, Part
from dialoog.permissions import Actor
from dialoog.tables.models import DialogueTable
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.factories import tables

SECRETARIAT = Actor(name="Sam Bos", roles=frozenset({"secretariat"}), second_factor=True)
TEXT = "# 1. Lucht\n\nEr is gemeten.\n\n# Rondvraag\n\nNiets."


@dataclass
class Held:
    """A meeting of a table, with who sit there."""

    table: DialogueTable
    meeting: Meeting
    party: Organisation
    member: Person
    stand_in: Person
    chair: Person
    secretary: Person
    seat: Membership

    def actor(self, person: Person, part: Part = Part.MEMBER) -> Actor:
        """Somebody who sits there, as a request would have them."""
        body = self.table.body
        chairs = frozenset({body}) if part is Part.CHAIR else frozenset()
        meetings = frozenset({self.meeting.id})
        return Actor(person_id=person.id, name=person.name, bodies=frozenset({body}), chairs=chairs, meetings=meetings)


def held(session: Session, level: Level = Level.PUBLIC, **given: Any) -> Held:
    """A meeting today of a table with a member, a stand-in and a chair."""
    table = tables.table(session)
    party = make.party(session, listed=True)
    member, stand_in = people.person(session, name="Lize Lid"), people.person(session, name="Piet Plaats")
    chair = people.person(session, name="Vera Voorzitter")
    seat = tables.member(session, table, member, organisation=party)
    tables.member(session, table, stand_in, Part.STAND_IN, organisation=party)
    tables.member(session, table, chair, Part.CHAIR)
    made = tables.meeting(session, table, level, **given)
    session.commit()
    secretary = people.person(session, Role.SECRETARIAT, name="Sam Bos")
    return Held(table, made, party, member, stand_in, chair, secretary, seat)


def draft(session: Session, at: Held, text: str = TEXT) -> Minutes:
    """Minutes that are being written."""
    made = rules.start(session, at.meeting, text, actor=SECRETARIAT)
    session.commit()
    return made


def opened(session: Session, at: Held, text: str = TEXT) -> Minutes:
    """Minutes that members may comment on."""
    made = draft(session, at, text)
    rules.open_for_comments(session, made, actor=SECRETARIAT)
    session.commit()
    return made


def adopted(session: Session, at: Held, text: str = TEXT) -> Minutes:
    """Minutes that the table adopted today, opened fifteen days ago."""
    with clock.at(clock.now() - timedelta(days=rules.COMMENT_DAYS + 1)):
        made = opened(session, at, text)
    rules.adopt(session, made, clock.today(), actor=SECRETARIAT)
    session.commit()
    return made


def published(session: Session, at: Held, text: str = TEXT) -> Minutes:
    """Minutes that stand on the meeting's page."""
    made = adopted(session, at, text)
    rules.publish(session, made, actor=SECRETARIAT)
    session.commit()
    return made
