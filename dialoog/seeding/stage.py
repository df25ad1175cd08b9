"""Where the made-up years take place: the units, parties, themes and meetings."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Organisation, Sector, Theme, Unit
from dialoog.organisations.rules.units import add_unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.seeding import words
from dialoog.slugs import slug

UNITS = (
    "Proefdirectie Geluid en Lucht",
    "Proefdirectie Bodem en Water",
    "Proefdirectie Kringlopen",
    "Proefdienst Regio",
)
TOPICS = 6
PARTIES = 200


@dataclass(frozen=True)
class Stage:
    """Everything that is there before anybody says something."""

    units: list[Unit]
    themes: list[Theme]
    parties: list[Organisation]
    meetings: list[Meeting]

    def lead_of(self, unit: Unit) -> Actor:
        """An official who may publish for the unit."""
        return Actor(
            name="Robin Proef",
            job_title="proefmedewerker",
            roles=frozenset({"ministry"}),
            units=frozenset({unit.id}),
            leads=frozenset({unit.id}),
            unit_names={unit.id: unit.in_full},
            second_factor=True,
        )

    def meetings_by(self, day: date) -> list[Meeting]:
        """The meetings held before a day, at most the last twelve."""
        held = [meeting for meeting in self.meetings if meeting.held_on and meeting.held_on < day]
        return held[-12:]


def find_units(session: Session) -> list[Unit]:
    """The units of an earlier time; none in an empty database.

    Raises RuleViolation in a database that holds other contributions: made-up ones would be lost among them.
    """
    units = list(session.scalars(select(Unit).where(Unit.name.in_(UNITS)).order_by(Unit.id)))
    if not units and session.scalar(select(Contribution.id).limit(1)) is not None:
        raise RuleViolation("Deze database bevat al echte inbreng of de demo. Gebruik een lege database.")
    return units


def build(session: Session, chance: Random, *, meetings: int, first_day: date, last_day: date) -> Stage:
    """Find the stage of an earlier time, or make it; meetings are added each time, spread over the days.

    Raises RuleViolation as `find_units` does.
    """
    units = find_units(session)
    if not units:
        units = [add_unit(session, actor=SYSTEM, name=name, ministry="ministerie van Proeven") for name in UNITS]
    for _ in range(meetings):
        day = first_day + timedelta(days=chance.randrange(max(1, (last_day - first_day).days)))
        _hold(session, chance, day)
    themes = list(session.scalars(select(Theme).where(Theme.active).order_by(Theme.id)))
    held = session.scalars(select(Meeting).where(Meeting.held_on.is_not(None)).order_by(Meeting.held_on, Meeting.id))
    return Stage(units, themes, _parties(session, chance), list(held))


def _hold(session: Session, chance: Random, day: date) -> None:
    number = (session.scalar(select(Meeting.id).order_by(Meeting.id.desc()).limit(1)) or 0) + 1
    title = words.meeting(chance, number)
    level = chance.choices((Level.PUBLIC, Level.NO_SOURCE, Level.CLOSED), weights=(90, 7, 3))[0]
    details = MeetingDetails(title=title, level=level, held_on=day, place="Nergenshuizen", about="Verzonnen.")
    made = create_meeting(session, details, slug=slug(title), actor=SYSTEM)
    session.add_all(MeetingTopic(meeting=made, number=n, title=words.topic(chance)) for n in range(1, TOPICS + 1))
    session.flush()


def _parties(session: Session, chance: Random) -> list[Organisation]:
    known = list(session.scalars(select(Organisation).order_by(Organisation.id).limit(PARTIES)))
    sectors = [sector for sector in Sector if sector is not Sector.UNKNOWN]
    names = [words.party(chance, n) for n in range(len(known), PARTIES)]
    new = [
        Organisation(slug=slug(name), name=name, sector=chance.choice(sectors), created_at=clock.now(), listed=True)
        for name in names
    ]
    session.add_all(new)
    session.flush()
    return known + new
