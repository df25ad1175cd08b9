"""A point of a unit that its giver is asked something about."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.models import Contribution
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.queries import events_of
from dialoog.terms.models import Clock, Promise
from dialoog.terms.rules import clocks_of
from tests.factories.answers import giver, official, points, unit

QUESTION = "Op welke hoek van de straat staat de meetpaal?"
REPLY = "Op de hoek met de Vaartkade, naast de bakker Jan Voorbeeld."


class Question:
    """A point with a giver, in the hands of a unit, and the question to be asked or asked."""

    def __init__(self, session: Session, *, level: Level = Level.PUBLIC) -> None:
        self.session = session
        self.unit = unit(session)
        self.lead = official(session, self.unit, lead=True)
        self.by = official(session, self.unit, name="Ali Kaya")
        [self.point] = points(session, self.unit, level=level)
        self.giver = giver(session, [self.point], email="tes@voorbeeld.nl")
        session.commit()

    def ask(self) -> Clarification:
        return rules.ask(self.session, self.point, question=QUESTION, actor=self.by)

    def reply(self, asked: Clarification, text: str = REPLY, *, look_first: bool = False) -> None:
        gave = Actor(gave=frozenset({self.point.id}))
        rules.reply(self.session, asked, self.giver, text=text, look_first=look_first, actor=gave)

    @property
    def clock(self) -> Clock:
        return [one for one in clocks_of(self.session, self.point) if one.promise is Promise.ANSWER][-1]

    @property
    def kinds(self) -> list[str]:
        return kinds(self.session, self.point)

    def mails(self, kind: str) -> list[OutboxMessage]:
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return list(self.session.scalars(query))

    def address(self, secret_key: str) -> str:
        """What the giver finds in the mail."""
        links = select(AccessLink).where(AccessLink.purpose == LinkPurpose.CLARIFICATION).order_by(AccessLink.id)
        return f"/navraag/{token(self.session.scalars(links).all()[-1], secret_key)}"


def kinds(session: Session, point: Contribution) -> list[str]:
    return [event.kind for event in events_of(session, point)]


def later(days: int) -> datetime:
    """At the same hour so many days from now."""
    return clock.now() + timedelta(days)
