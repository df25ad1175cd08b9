"""Points that ask the same, compared as the job would."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dialoog.contributions.models import Channel, Contribution, PointKind
from dialoog.contributions.rules import likening
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM

NOISE = "Meet het lawaai langs snelwegen met vaste meetpunten."
SAME = "Plaats meetpunten voor geluid bij rijkswegen."
OTHER = "Verbied plastic tasjes in winkels."


def compared(session: Session, *texts: str, of: Unit | None, level: Level = Level.PUBLIC) -> list[Contribution]:
    """Points with these texts, in the hands of a unit, compared with all that are there."""
    inputs = [Input(text, PointKind.IDEA, Channel.IMPORT, level=level) for text in texts]
    made = receive_many(session, inputs, actor=SYSTEM)
    if of is not None:
        assign(session, made, unit=of, assignee=None, actor=SYSTEM)
    compare(session, made)
    return made


def compare(session: Session, made: Sequence[Contribution]) -> None:
    """Compare these points with all that are there."""
    weights = likening.weights(session)
    for one in made:
        likening.keep(session, one.id, likening.scores(session, one.id, weights))
