"""A commitment that is done, and what its givers say of it four weeks later."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, VerdictValue
from dialoog.answers.rules.effects import ask, judge_effect
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Giver
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM
from tests.factories.answers import answered, draft, giver, official, points, unit

# A Monday, 11 h in Amsterdam.
DONE = datetime(2026, 3, 2, 10, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)
REPORT = "De lijst van straten staat op de website."


class Kept:
    """A commitment that is done, made to points of two givers."""

    def __init__(self, session: Session, level: Level = Level.PUBLIC, how_many: int = 3) -> None:
        self.session = session
        ours = unit(session)
        with clock.at(DONE - timedelta(days=20)):
            self.points = points(session, ours, how_many, level=level)
            self.bo = giver(session, self.points[:2])
            self.ada = giver(session, self.points[2:], name="Ada Kok")
            self.answer: Answer = answered(session, self.points, official(session, ours, lead=True), draft(ours))
        self.commitment = session.scalars(select(Commitment).where(Commitment.source_id == self.answer.id)).one()
        with clock.at(DONE):
            commitments.complete(session, self.commitment, text=REPORT, actor=SYSTEM)

    def ask(self, after: timedelta = FOUR_WEEKS) -> int:
        with clock.at(DONE + after):
            return ask(self.session, self.commitment)

    def mails(self) -> list[str | None]:
        query = select(OutboxMessage.to_address).where(OutboxMessage.kind == "answers.effect")
        return list(self.session.scalars(query.order_by(OutboxMessage.id)))

    def judge(self, who: Giver, value: VerdictValue, reaction: str = "") -> list[Contribution]:
        with clock.at(DONE + FOUR_WEEKS + timedelta(days=1)):
            return judge_effect(self.session, self.commitment, giver_ids=[who.id], value=value, reaction=reaction)
