"""Dialogue tables, who sits at them, and their meetings."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.meetings.models import Level, Meeting, MeetingKind
from dialoog.organisations.models import Membership, Organisation, Part, Sector
from dialoog.tables.models import DialogueTable, HoldingState, SeatHolding, SeatShown, TableSeat

NUMBERS = count(1)


def table(session: Session, **given: Any) -> DialogueTable:
    """A table that began this year, for four years."""
    number = next(NUMBERS)
    today = clock.today()
    known: dict[str, Any] = {
        "slug": f"tafel-{number}",
        "name": f"Dialoogtafel Schone Lucht {number}",
        "purpose": "Samen zien hoe het gaat met de lucht, en wat beter moet.",
        "wanted": "Wij willen weten waar het beleid in de straat stokt.",
        "result": "Elk punt krijgt binnen 30 werkdagen een openbaar antwoord.",
        "gives": "U hoort wat er met uw inbreng gebeurt en leert van anderen.",
        "asks": "Vier middagen per jaar, en tussendoor af en toe een vraag.",
        "track": "Nationaal Milieuprogramma",
        "organiser": "OFL",
        "starts_on": date(today.year, 1, 1),
        "ends_on": date(today.year + 4, 1, 1) - timedelta(days=1),
        "meetings_a_year": 4,
        "most_seats": 16,
        "created_at": clock.now(),
        **given,
    }
    made = DialogueTable(**known)
    session.add(made)
    session.flush()
    return made


def member(
    session: Session,
    table: DialogueTable,
    person: Person,
    part: Part = Part.MEMBER,
    *,
    organisation: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Somebody who sits at a table since its start, unless told otherwise."""
    kind, key = table.body
    made = Membership(
        body_kind=kind,
        body_id=key,
        person_id=person.id,
        organisation_id=organisation.id if organisation else None,
        part=part,
        since=since or table.starts_on,
        until=until,
    )
    session.add(made)
    session.flush()
    return made


def meeting(session: Session, table: DialogueTable, level: Level = Level.PUBLIC, **given: Any) -> Meeting:
    """A meeting of a table, today."""
    kind, key = table.body
    known: dict[str, Any] = {
        "slug": f"tafeloverleg-{next(NUMBERS)}",
        "title": "Tafeloverleg",
        "kind": MeetingKind.TABLE,
        "held_on": clock.today(),
        "created_at": clock.now(),
        **given,
    }
    made = Meeting(body_kind=kind, body_id=key, level=level, **known)
    session.add(made)
    session.flush()
    return made


def seated(session: Session, table: DialogueTable, sector: Sector, **given: Any) -> SeatHolding:
    """Somebody of a new party in a new seat of a table; fields as of `SeatHolding`."""
    number = next(NUMBERS)
    party = Organisation(slug=f"club-{number}", name=f"Club {number}", sector=sector, created_at=clock.now())
    seat = TableSeat(table=table, number=number)
    session.add_all([party, seat])
    session.flush()
    known: dict[str, Any] = {
        "part": Part.MEMBER,
        "state": HoldingState.ACCEPTED,
        "organisation": party,
        "shown_as": SeatShown.PARTY,
        "invited_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=21),
        "since": clock.today(),
        **given,
    }
    made = SeatHolding(seat=seat, sector=sector, **known)
    session.add(made)
    session.flush()
    return made
