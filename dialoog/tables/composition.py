"""The composition of a table: how many seats are wanted for whom, how many are filled, and what that says (T3, R41).

Pure: it knows no database and no words.
"""

import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialoog.organisations.models import Sector
from dialoog.tables.models import Aspect, Region, TakesPart

YES = "ja"
Group = tuple[Aspect, str]
Wishes = Mapping[Group, int]


@dataclass(frozen=True)
class Seated:
    """What counts of somebody at the table."""

    sector: Sector
    region: Region | None = None
    young: bool = False
    theme: str | None = None
    grounds: frozenset[TakesPart] = frozenset()

    def groups(self) -> Iterator[Group]:
        """The groups that somebody counts for; more than one ground may apply (R80)."""
        yield Aspect.SECTOR, self.sector.value
        if self.region is not None:
            yield Aspect.REGION, self.region.value
        if self.young:
            yield Aspect.YOUTH, YES
        if self.theme is not None:
            yield Aspect.THEME, self.theme
        for ground in self.grounds:
            yield Aspect.GROUND, ground.value


@dataclass(frozen=True)
class Line:
    """One group: the seats wanted (None: nothing was said of it) and those filled."""

    aspect: Aspect
    value: str
    wanted: int | None
    filled: int

    @property
    def missing(self) -> int:
        """How many seats it lacks."""
        return max(0, (self.wanted or 0) - self.filled)

    @property
    def over(self) -> int:
        """How many seats it has beyond what is wanted; none where nothing was said of it."""
        return 0 if self.wanted is None else max(0, self.filled - self.wanted)


class Trouble(enum.StrEnum):
    """What is out of balance."""

    NOBODY = "niemand"
    NONE_OF_SECTOR = "sector-ontbreekt"
    OVER_HALF = "meer-dan-helft"


@dataclass(frozen=True)
class Warned:
    """One warning; `sector` where it is about one."""

    trouble: Trouble
    sector: Sector | None = None


def counted(seated: Sequence[Seated]) -> Counter[Group]:
    """How many seats each group fills."""
    return Counter(group for one in seated for group in one.groups())


def lines(wishes: Wishes, seated: Sequence[Seated], every: Sequence[Group]) -> list[Line]:
    """A line for each group of `every`, in that order; then for others that are wanted or filled."""
    filled = counted(seated)
    others = sorted((set(wishes) | set(filled)) - set(every))
    return [
        Line(aspect, value, wishes.get((aspect, value)), filled[aspect, value]) for aspect, value in (*every, *others)
    ]


def warnings(wishes: Wishes, seated: Sequence[Seated]) -> list[Warned]:
    """T3: a sector that has no seat, and one that has over half of the seats that are filled.

    A sector for which no seats are wanted (0 was said) is not missed.
    """
    if not seated:
        return [Warned(Trouble.NOBODY)]
    filled = counted(seated)
    found = []
    for sector in Sector:
        group = Aspect.SECTOR, sector.value
        if filled[group] * 2 > len(seated):
            found.append(Warned(Trouble.OVER_HALF, sector))
        elif not filled[group] and sector is not Sector.UNKNOWN and wishes.get(group) != 0:
            found.append(Warned(Trouble.NONE_OF_SECTOR, sector))
    return found
