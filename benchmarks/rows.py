"""The rows of the table of speed (docs/benchmarks.md): what is measured, against what, and what must hold.

A ratio is measured side by side: floor and Dialoog in turns, three times, and the median of the three ratios.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.instance import Instance
from benchmarks.load import Load, wrk

ROUNDS = 3


@dataclass
class Bench:
    """What a row measures with: both servers on one seeded instance."""

    instance: Instance
    base: str
    floor: str
    pid: int
    seconds: int = 3


@dataclass(frozen=True)
class Measured:
    """What came of a row. `must` and `goal`: whether they hold; None where there is none."""

    measured: str
    floor: str = ""
    ratio: float | None = None
    must: bool | None = None
    goal: bool | None = None
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row: its short name (for --only), what it says, and how it is measured."""

    name: str
    what: str
    must: str
    goal: str
    measure: Callable[[Bench], Measured]
    # Whether it is measured at every size, and not at the largest alone.
    every_size: bool = False


def ratio(
    name: str,
    what: str,
    ours: Callable[[Instance], Sequence[str]],
    floor: Callable[[Instance], Sequence[str]],
    *,
    must: float,
    goal: float,
    warm: bool = False,
    every_size: bool = False,
    cookie: Callable[[Instance], str] = lambda _instance: "",
) -> Row:
    """A row that compares how many answers a second there are; `warm`: pages that were asked for before.

    `cookie` logs somebody in, for pages of staff.
    """

    def measure(bench: Bench) -> Measured:
        paths, floor_paths, who = ours(bench.instance), floor(bench.instance), cookie(bench.instance)
        if warm:
            wrk(bench.base, paths, seconds=1)
        pairs: list[tuple[Load, Load]] = []
        for n in range(ROUNDS):
            below = wrk(bench.floor, floor_paths, seconds=bench.seconds, start=n * len(floor_paths) // ROUNDS)
            begin = n * len(paths) // ROUNDS
            above = wrk(bench.base, paths, seconds=bench.seconds, start=begin, cookie=who)
            pairs.append((above, below))
        return side_by_side(pairs, must, goal)

    return Row(name, what, f"≥ {must} ×", f"≥ {goal} ×", measure, every_size)


def side_by_side(pairs: Sequence[tuple[Load, Load]], must: float, goal: float) -> Measured:
    """The median of the ratios of pairs measured one after the other."""
    above = statistics.median(one.rate for one, _floor in pairs)
    below = statistics.median(floor.rate for _one, floor in pairs)
    found = statistics.median(one.rate / floor.rate if floor.rate else 0.0 for one, floor in pairs)
    return Measured(
        f"{above:,.0f}/s",
        f"{below:,.0f}/s",
        found,
        found >= must,
        found >= goal,
        {"rate": above, "floor": below, "p99": max(one.p99 for one, _floor in pairs)},
    )
