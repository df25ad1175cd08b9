"""The verbs of the script that see to it that a table, its people and its meetings are there."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules import people
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.meetings.models import Level, Meeting, MeetingKind
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Membership, Part
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable


def see_to_table(session: Session, stage: Stage, given: Given) -> None:
    """A table with those who sit there, unless it was set up before."""
    if session.scalar(select(DialogueTable.id).where(DialogueTable.slug == given["slug"])) is not None:
        return
    begins: date = clock.today()
    texts = {name: given[name] for name in ("slug", "name", "purpose", "wanted", "result", "gives", "asks")}
    table = DialogueTable(
        **texts,
        track=given["track"],
        organiser=given["organiser"],
        starts_on=begins,
        ends_on=begins.replace(year=begins.year + 4) - timedelta(days=1),
        meetings_a_year=4,
        most_seats=12,
        created_at=clock.now(),
    )
    session.add(table)
    session.flush()
    kind, key = table.body
    for told in given["people"]:
        person = person_by_address(session, told["email"])
        person = person or people.create(session, actor=SYSTEM, email=told["email"], name=told["name"])
        party = stage.party(session, told["party"]) if "party" in told else None
        part = Part(told.get("part", Part.MEMBER))
        session.add(
            Membership(body_kind=kind, body_id=key, person_id=person.id, organisation=party, part=part, since=begins)
        )
    session.flush()


def see_to_meeting(session: Session, stage: Stage, given: Given) -> None:
    """A meeting of the table, unless it was announced before."""
    if session.scalar(select(Meeting.id).where(Meeting.slug == given["slug"])) is not None:
        return
    table = session.scalars(select(DialogueTable).where(DialogueTable.slug == given["table"])).one()
    details = MeetingDetails(
        title=given["title"],
        kind=MeetingKind.TABLE,
        level=Level(given.get("level", Level.PUBLIC)),
        held_on=stage.working_day(given["held"]),
        place=given["place"],
        about=given["about"],
    )
    made = create_meeting(session, details, slug=given["slug"], actor=stage.actors[given["by"]])
    made.body_kind, made.body_id = table.body
    made.wanted, made.result, made.gives = table.wanted, table.result, table.gives
    made.track, made.organiser = table.track, table.organiser
    session.flush()


VERBS: dict[str, Verb] = {"see_to_table": see_to_table, "see_to_meeting": see_to_meeting}
