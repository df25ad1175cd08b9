"""Contributions, givers, meetings and who acts on them."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Channel, Contribution, Giver, PointKind, ShownAs
from dialoog.contributions.rules.givers import attach, giver_for
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Organisation, Sector, Unit
from dialoog.permissions import ANONYMOUS, Actor
from dialoog.register.models import Event
from dialoog.register.queries import events_of

NUMBERS = count(1)
WORDS = "Meet de lucht ook in de straat van Jan Voorbeeld, elke maandag."
SECRETARIAT = Actor(name="Sam Bos", roles=frozenset({"secretariat"}), second_factor=True)


def contribution(session: Session, text: str = WORDS, **given: Any) -> Contribution:
    """A contribution that came in by the form, unless told otherwise; fields as of `Input`."""
    known: dict[str, Any] = {"kind": PointKind.IDEA, "channel": Channel.WEB, **given}
    return receive(session, Input(text=text, **known), actor=ANONYMOUS)


def handed_in(
    session: Session, email: str = "mees@voorbeeld.nl", text: str = WORDS, level: Level = Level.PUBLIC
) -> tuple[Contribution, Giver]:
    """A contribution whose giver gave name and address, with the receipt in the outbox."""
    speaker = Speaker(shown_as=ShownAs.NAME, name="Mees Kok", sector=Sector.RESIDENT)
    given = Input(text, PointKind.IDEA, Channel.WEB, level=level)
    made = hand_in(session, given, speaker=speaker, email=email, actor=ANONYMOUS)
    giver = giver_for(session, email=email, name="Mees Kok")
    return made, giver


def meeting(session: Session, level: Level = Level.PUBLIC, title: str = "Werksessie voorjaar") -> Meeting:
    """A meeting where this level was agreed."""
    made = Meeting(
        slug=f"werksessie-{next(NUMBERS)}", title=title, level=level, held_on=date(2026, 3, 3), created_at=clock.now()
    )
    session.add(made)
    session.flush()
    return made


def party(session: Session, name: str = "", sector: Sector = Sector.BUSINESS, *, listed: bool = False) -> Organisation:
    """A party that somebody named; `listed`: staff put it in the list."""
    number = next(NUMBERS)
    name = name or f"Partij {number}"
    made = Organisation(slug=f"partij-{number}", name=name, sector=sector, created_at=clock.now(), listed=listed)
    session.add(made)
    session.flush()
    return made


def giver(session: Session, *contributions: Contribution, email: str | None = None, **given: Any) -> Giver:
    """A giver of these contributions, attached by the secretariat."""
    made = giver_for(session, email=email or f"gever{next(NUMBERS)}@voorbeeld.nl", **given)
    attach(session, contributions, made, actor=SECRETARIAT)
    return made


def unit(session: Session, name: str = "directie Leefomgeving") -> Unit:
    """A part of the ministry."""
    made = Unit(slug=f"eenheid-{next(NUMBERS)}", name=name)
    session.add(made)
    session.flush()
    return made


def events(session: Session, of: Contribution) -> list[Event]:
    """Its events, oldest first."""
    return events_of(session, of)


def kinds(session: Session, of: Contribution) -> list[str]:
    """The kinds of its events, oldest first."""
    return [event.kind for event in events_of(session, of)]


def mails(session: Session, kind: str) -> list[OutboxMessage]:
    """The mails of a kind in the outbox."""
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)))
