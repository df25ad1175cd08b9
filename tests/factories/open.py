"""A little of everything that is public, and beside it what is not (D11)."""

from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from dialoog.answers.models import Answer
from dialoog.contributions.models import Channel, Contribution, PointKind, ShownAs
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.models import Sector, Theme, Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.tables.models import Aspect, DialogueTable, TableWish
from tests.factories import tables
from tests.factories.answers import NUMBERS, SECRETARIAT, answered, draft, official, unit
from tests.factories.contributions import meeting, party

CLOSED_WORDS = "Zeg dit tegen niemand: de kraan bij de Bremput lekt al jaren."
CLOSED_MOTIVATION = "Dit besloten antwoord gaat over de Bremput en over niets anders."
WITHDRAWN_WORDS = "Dit nam ik terug over de Kastanjekade."


@dataclass(frozen=True)
class Story:
    """One point of each level, answered where it can be, and one that was withdrawn."""

    unit: Unit
    lead: Actor
    theme: Theme
    meeting: Meeting
    closed_meeting: Meeting
    point: Contribution
    answer: Answer
    without_source: Contribution
    closed: Contribution
    closed_answer: Answer
    withdrawn: Contribution
    table: DialogueTable


def theme(session: Session, name: str = "Geluid en rust") -> Theme:
    """A theme."""
    made = Theme(slug=f"thema-{next(NUMBERS)}", name=name)
    session.add(made)
    session.flush()
    return made


def topic(session: Session, of: Meeting, title: str = "GELUID IN DE STRAAT") -> MeetingTopic:
    """The first topic of a meeting."""
    made = MeetingTopic(meeting=of, number=1, title=title, reference="NMP 3.1")
    session.add(made)
    session.flush()
    return made


def story(session: Session) -> Story:
    """All of it, committed, so that it stands in the log."""
    of, about = unit(session), theme(session)
    lead = official(session, of, lead=True)
    public, closed = meeting(session), meeting(session, Level.CLOSED, "Besloten overleg")
    by = party(session, "Vereniging Stille Straat", Sector.CIVIL_SOCIETY)
    said = partial(Input, channel=Channel.IMPORT, said_by_organisation=by, shown_as=ShownAs.PARTY)
    inputs = [
        said("Meet het geluid ook 's nachts in de Lindestraat.", PointKind.IMPROVE, theme=about, meeting=public),
        said("Laat ons weten wie er meet.", PointKind.QUESTION, level=Level.NO_SOURCE, meeting=public),
        said(CLOSED_WORDS, PointKind.SIGNAL, level=Level.CLOSED, theme=about, meeting=closed),
        Input(WITHDRAWN_WORDS, PointKind.IDEA, Channel.WEB),
    ]
    inputs[0] = replace(inputs[0], topic=topic(session, public))
    inputs[2] = replace(inputs[2], topic=topic(session, closed, "HET LEK VAN DE BREMPUT"))
    point, without_source, secret, gone = [receive(session, given, actor=SYSTEM) for given in inputs]
    assign(session, [point, secret], unit=of, assignee=None, actor=SYSTEM)
    given = answered(session, [point], lead)
    inside = answered(session, [secret], lead, replace(draft(of), motivation=CLOSED_MOTIVATION))
    withdraw_wrong_entry(session, gone, reason="Dit stond er dubbel.", instead=point, actor=SECRETARIAT)
    seats = tables.table(session, theme=about)
    tables.seated(session, seats, Sector.BUSINESS, young=True)
    session.add(TableWish(table_id=seats.id, aspect=Aspect.SECTOR, value=Sector.GOVERNMENT, seats=3))
    session.commit()
    return Story(of, lead, about, public, closed, point, given, without_source, secret, inside, gone, seats)
