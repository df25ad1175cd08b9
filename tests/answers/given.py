"""A giver with points and a page of their own."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.rules.effects import ask
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.models import Contribution, ContributionGiver
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM
from tests.contributions.pages import get, hidden_fields
from tests.factories.answers import answered, draft, giver, official, points, unit

# A Monday, 11 h in Amsterdam.
MONDAY = clock.local(clock.now()).replace(hour=11) - timedelta(days=clock.local(clock.now()).weekday() + 70)


class Given:
    """A giver with points, their page, and what the ministry did with them."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session, self.settings = session, settings
        self.unit = unit(session)
        self.lead = official(session, self.unit, lead=True)
        self.points = points(session, self.unit, 2)
        self.bo = giver(session, self.points)
        session.commit()

    @property
    def page(self) -> str:
        return f"{giver_pages.PATH}/{giver_pages.token(self.bo, self.settings.secret_key)}"

    def add(self, how_many: int, *, level: Level = Level.PUBLIC) -> list[Contribution]:
        made = points(self.session, self.unit, how_many, level=level)
        self.session.add_all(
            ContributionGiver(contribution_id=point.id, giver_id=self.bo.id, attached_at=clock.now()) for point in made
        )
        self.session.commit()
        return made

    def answer(self, given: list[Contribution]) -> Commitment:
        made = answered(self.session, given, self.lead, draft(self.unit))
        self.session.commit()
        return self.session.scalars(select(Commitment).where(Commitment.source_id == made.id)).one()

    def asked(self, given: list[Contribution]) -> Commitment:
        commitment = self.answer(given)
        with clock.at(MONDAY):
            commitments.complete(self.session, commitment, text="Het staat op de website.", actor=SYSTEM)
        moment = MONDAY + timedelta(days=29)
        while ask(self.session, commitment) == 0:
            with clock.at(moment):
                if ask(self.session, commitment):
                    break
            moment += timedelta(days=1)
        self.session.commit()
        return commitment


def sent(client: FlaskClient, page: str, address: str, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(address, data={**hidden_fields(get(client, page)), **fields})
