"""What happens on the stage: points come in, are assigned, answered, sent back, withdrawn and finished.

Each act goes through the rules, so that seeded data has its events, leaves, terms and commitments like any other.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer
from dialoog.answers.rules import closing, judging, publishing
from dialoog.answers.rules.drafting import Draft, Place, Plan, start
from dialoog.answers.rules.duties import ADOPTING, LANDING
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.commitments.rules import complete, drop, report
from dialoog.contributions.models import Channel, Contribution, Outcome, PointKind, ShownAs
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Sector, Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.seeding import words
from dialoog.seeding.stage import Stage

SECRETARIAT = Actor(name="Noor Proef", roles=frozenset({"secretariat"}), second_factor=True)
LARGEST_ANSWER = 60
REASON = "Het is verzonnen, om te kunnen meten."
SHOWN_AS = (ShownAs.SECTOR, ShownAs.PARTY, ShownAs.NAME, ShownAs.NOBODY)
Ids = Sequence[int]


def come_in(session: Session, stage: Stage, chance: Random, *, count: int) -> list[int]:
    """So many points are brought in, at meetings and through the website."""
    meetings = stage.meetings_by(clock.today())
    inputs = [_at_meeting(stage, chance, meetings) if meetings and chance.random() < 0.6 else _by_web(stage, chance)
              for _ in range(count)]  # fmt: skip
    return [contribution.id for contribution in receive_many(session, inputs, actor=SYSTEM)]


def _at_meeting(stage: Stage, chance: Random, meetings: Sequence[Meeting]) -> Input:
    meeting = chance.choice(meetings)
    party = chance.choice(stage.parties) if chance.random() < 0.5 else None
    return Input(
        text=words.point(chance),
        kind=chance.choice((PointKind.STRONG, PointKind.WEAK, PointKind.IMPROVE, PointKind.CONSIDERATION)),
        channel=Channel.IMPORT,
        level=meeting.level,
        theme=chance.choice(stage.themes),
        meeting=meeting,
        topic=chance.choice(meeting.topics),
        said_by_organisation=party,
        shown_as=ShownAs.PARTY if party else ShownAs.SECTOR,
        recorder="de verslaglegger",
    )


def _by_web(stage: Stage, chance: Random) -> Input:
    shown_as = chance.choices(SHOWN_AS, weights=(50, 20, 20, 10))[0]
    return Input(
        text=words.point(chance),
        kind=chance.choice((PointKind.IDEA, PointKind.SIGNAL, PointKind.QUESTION, PointKind.ADVICE)),
        channel=Channel.WEB,
        level=chance.choices((Level.PUBLIC, Level.NO_SOURCE, Level.CLOSED), weights=(90, 6, 4))[0],
        theme=chance.choice(stage.themes) if chance.random() < 0.8 else None,
        said_by_name=words.person(chance) if shown_as is ShownAs.NAME else None,
        said_by_organisation=chance.choice(stage.parties) if shown_as is ShownAs.PARTY else None,
        sector=chance.choice(tuple(Sector)),
        shown_as=shown_as,
    )


def are_assigned(session: Session, stage: Stage, ids: Ids) -> None:
    """The unit of each theme takes them in hand."""
    of_unit = {unit.id: [c for c in _load(session, ids) if _unit(stage, c) is unit] for unit in stage.units}
    for unit in stage.units:
        if of_unit[unit.id]:
            assign(session, of_unit[unit.id], unit=unit, assignee=None, actor=SECRETARIAT)


def _unit(stage: Stage, contribution: Contribution) -> Unit:
    return stage.units[(contribution.theme_id or 0) % len(stage.units)]


def are_answered(session: Session, stage: Stage, chance: Random, ids: Ids) -> list[int]:
    """Answers of one unit and level each, to one point or to many at once; gives the ids of the answers."""
    unanswered = sorted(_load(session, ids), key=lambda c: (c.unit_id or 0, c.level, c.id))
    groups = [list(group) for _together, group in groupby(unanswered, key=lambda c: (c.unit_id, c.level))]
    return [_answer(session, stage, chance, share) for group in groups for share in _shares(group, chance)]


def _shares(group: list[Contribution], chance: Random) -> Iterator[list[Contribution]]:
    while group:
        size = chance.choice((1, 20, LARGEST_ANSWER, LARGEST_ANSWER))
        yield group[:size]
        del group[:size]


def _answer(session: Session, stage: Stage, chance: Random, share: list[Contribution]) -> int:
    unit = next(unit for unit in stage.units if unit.id == share[0].unit_id)
    actor = stage.lead_of(unit)
    act = start(session, share, unit=unit, actor=actor, given=_draft(chance, unit))
    publishing.publish(session, act.answer, actor=actor)
    return act.answer.id


def _draft(chance: Random, unit: Unit) -> Draft:
    outcome = chance.choice([one for one in Outcome if one not in (Outcome.REFERRED, Outcome.LATER)])
    due = clock.today() + timedelta(days=chance.randrange(30, 400))
    return Draft(
        outcome=outcome,
        motivation=words.motivation(chance),
        consideration=words.motivation(chance) if outcome is Outcome.NOT_ADOPTED else "",
        places=(Place("Verzonnen programma leefomgeving", "bijlage 2"),) if outcome in LANDING else (),
        plans=(Plan(words.promise(chance), due, owner_unit_id=unit.id),) if outcome in ADOPTING else (),
    )


def are_sent_back(session: Session, ids: Ids) -> None:
    """The answers do not do, so their terms run again."""
    for contribution in _load(session, ids):
        judging.send_back(session, contribution, reason=REASON, actor=SECRETARIAT)


def are_withdrawn(session: Session, ids: Ids, *, instead: int) -> None:
    """They were entered wrongly."""
    right = session.get_one(Contribution, instead)
    for contribution in _load(session, ids):
        withdraw_wrong_entry(session, contribution, reason=REASON, instead=right, actor=SECRETARIAT)


def get_on(session: Session, stage: Stage, chance: Random, answers: Ids) -> None:
    """Weeks later: what the answers promised is under way, done or dropped, and answers without promises finish."""
    promised = select(Commitment).where(
        Commitment.source_kind == Answer.subject_kind,
        Commitment.source_id.in_(answers),
        Commitment.status.in_(OPEN_STATES),
    )
    for commitment in session.scalars(promised.order_by(Commitment.id)).all():
        actor = stage.lead_of(next(unit for unit in stage.units if unit.id == commitment.owner_unit_id))
        fate = chance.random()
        if fate < 0.3:
            report(session, commitment, text=words.promise(chance), actor=actor)
        elif fate < 0.6:
            complete(session, commitment, text=words.promise(chance), actor=actor)
        elif fate < 0.65:
            drop(session, commitment, reason=REASON, actor=actor)
    for answer in session.scalars(select(Answer).where(Answer.id.in_(answers)).order_by(Answer.id)).all():
        closing.close_if_ready(session, answer)


def _load(session: Session, ids: Ids) -> list[Contribution]:
    return list(session.scalars(select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id)))
