"""Two and a half made-up years, act by act in the order of time, each in a transaction of its own."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.db import Database, count_again
from dialoog.seeding import acts
from dialoog.seeding.stage import Stage, build

LENGTH = timedelta(days=900)
MOST_AT_ONCE = 1000
FEWEST_AT_ONCE = 50
BATCHES = 100

Act = Callable[[Session], None]


@dataclass
class Years:
    """The acts that are still to come; an act may plan later ones."""

    database: Database
    chance: Random
    stage: Stage
    until: datetime
    _order: "count[int]" = field(default_factory=count)
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def plan(self, at: datetime, act: Act) -> None:
        """Have something happen at a moment; nothing happens in the future."""
        if at < self.until:
            heapq.heappush(self._acts, (at, next(self._order), act))

    def pass_by(self, session: Session) -> None:
        """Let everything happen, each act at its own time."""
        while self._acts:
            at, _n, act = heapq.heappop(self._acts)
            with clock.at(at):
                act(session)
                session.commit()

    def batch(self, at: datetime, size: int, tell: Callable[[int], None]) -> None:
        """Points that come in together, and all that follows from them."""

        def come_in(session: Session) -> None:
            ids = acts.come_in(session, self.stage, self.chance, count=size)
            self._follow(at, ids)
            tell(len(ids))

        self.plan(at, come_in)

    def _follow(self, at: datetime, ids: list[int]) -> None:
        shuffled = self.chance.sample(ids, len(ids))
        withdrawn, _unassigned, waiting, answered = _parts(shuffled, 0.02, 0.01, 0.02)
        if answered:
            self.plan(at + self._days(3, 9), lambda s: acts.are_withdrawn(s, withdrawn, instead=answered[0]))
        assigned_at = at + self._days(4, 12)
        self.plan(assigned_at, lambda s: acts.are_assigned(s, self.stage, waiting + answered))
        for part in _parts(answered, 0.5):
            self._answer(assigned_at + self._days(5, 40), part)

    def _answer(self, at: datetime, ids: list[int]) -> None:
        def answer(session: Session) -> None:
            answers = acts.are_answered(session, self.stage, self.chance, ids)
            self.plan(at + self._days(30, 60), lambda s: acts.get_on(s, self.stage, self.chance, answers))

        if ids:
            self.plan(at, answer)
            sent_back, _kept = _parts(ids, 0.01)
            self.plan(at + self._days(10, 20), lambda s: acts.are_sent_back(s, sent_back))

    def _days(self, least: int, most: int) -> timedelta:
        return timedelta(days=self.chance.randrange(least, most), seconds=self.chance.randrange(8 * 3600))


def _parts(ids: Sequence[int], *shares: float) -> list[list[int]]:
    """The ids cut in parts: these shares of them, and last the rest."""
    parts, start = [], 0
    for share in shares:
        size = round(len(ids) * share)
        parts.append(list(ids[start : start + size]))
        start += size
    return [*parts, list(ids[start:])]


def seed(database: Database, *, contributions: int, meetings: int, tell: Callable[[int], None], chance: Random) -> None:
    """Add so many contributions and meetings, with all that happened to them; `tell` hears how many came in.

    Raises RuleViolation when the database holds other contributions than seeded ones.
    """
    until = clock.now()
    first = until - LENGTH
    with database.session() as session:
        with clock.at(first):
            stage = build(
                session, chance, meetings=meetings, first_day=clock.today(), last_day=clock.local(until).date()
            )
            session.commit()
        years = Years(database, chance, stage, until)
        size = max(FEWEST_AT_ONCE, min(MOST_AT_ONCE, contributions // BATCHES))
        batches = -(-contributions // size)
        for n in range(batches):
            years.batch(first + LENGTH * (n / batches), min(size, contributions - n * size), tell)
        years.pass_by(session)
        count_again(session)
        session.commit()
