"""A fair draw from candidates with quotas (T3). Pure: the same list, quotas and seed always give the same result.

Every group of people that meets the quotas is as likely as any other. So each candidate of the same profile has the
same chance, and the order of the list does not matter. Anybody can repeat it: chance comes from SHA-256 of the seed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import comb, prod

from dialoog.organisations.models import Sector


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be drawn; `key` is theirs alone."""

    key: str
    sector: Sector
    young: bool = False


@dataclass(frozen=True)
class Quotas:
    """How many to draw; exactly so many of each sector, and so many young people (None: as chance has it).

    Seats beyond those of the sectors go to the sectors without a quota.
    """

    seats: int
    sectors: Mapping[Sector, int]
    young: int | None = None


class Lack(StrEnum):
    """Why quotas cannot be met."""

    SECTOR = "te-weinig-in-sector"
    OVER = "quota-meer-dan-zetels"
    OTHERS = "te-weinig-in-andere-sectoren"
    YOUNG = "te-weinig-jongeren"
    YOUNG_IN_SECTORS = "te-weinig-jongeren-binnen-quota"
    OLDER_IN_SECTORS = "te-weinig-anderen-binnen-quota"


@dataclass(frozen=True)
class Within:
    """What a sector (None: all without a quota) has room for: seats, young and other candidates."""

    sector: Sector | None
    seats: int
    young: int
    older: int

    @property
    def most_young(self) -> int:
        """How many young people it can have at most."""
        return min(self.seats, self.young)

    @property
    def least_young(self) -> int:
        """How many it must have at least, for want of others."""
        return max(0, self.seats - self.older)


@dataclass(frozen=True)
class Problem:
    """One reason why nobody can be drawn: what was asked, what there is, and in which sectors."""

    lack: Lack
    asked: int
    there: int
    sector: Sector | None = None
    within: tuple[Within, ...] = ()


class CannotDraw(Exception):
    """The quotas cannot be met; says of each why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.lack for problem in problems))
        self.problems = tuple(problems)


class Dice:
    """Whole numbers that follow from a seed: SHA-256 of the seed, a new line and 0, 1, 2 and so on."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, most: int) -> int:
        """One of 0 up to `most`, each as likely: numbers beyond its multiples are passed over."""
        blocks = -(-most.bit_length() // 256)
        space = 1 << (256 * blocks)
        while True:
            number = int.from_bytes(b"".join(self._next() for _ in range(blocks)), "big")
            if number < space - space % most:
                return number % most

    def some(self, of: Sequence[str], how_many: int) -> list[str]:
        """So many of these, each set of them as likely."""
        left = list(of)
        return [left.pop(self.below(len(left))) for _ in range(how_many)]

    def _next(self) -> bytes:
        block = sha256(f"{self._seed}\n{self._count}".encode()).digest()
        self._count += 1
        return block


def draw(candidates: Iterable[Candidate], quotas: Quotas, seed: str) -> list[str]:
    """The keys of who are drawn, sorted. Raises CannotDraw."""
    people = sorted(candidates, key=lambda one: one.key)
    problems = why_not(people, quotas)
    if problems:
        raise CannotDraw(problems)
    dice = Dice(seed)
    groups = _within(people, quotas)
    drawn: list[str] = []
    for group, young in zip(groups, _young_in_each(groups, quotas.young, dice), strict=True):
        pool = [one for one in people if _group_of(one, quotas) is group.sector]
        if young is None:
            drawn += dice.some([one.key for one in pool], group.seats)
        else:
            drawn += dice.some([one.key for one in pool if one.young], young)
            drawn += dice.some([one.key for one in pool if not one.young], group.seats - young)
    return sorted(drawn)


def why_not(candidates: Sequence[Candidate], quotas: Quotas) -> list[Problem]:
    """Why the quotas cannot be met: of each sector, of all together, and of young people within the sectors."""
    asked = sum(quotas.sectors.values())
    if asked > quotas.seats:
        return [Problem(Lack.OVER, asked, quotas.seats)]
    there = Counter(one.sector for one in candidates)
    found = [
        Problem(Lack.SECTOR, seats, there[sector], sector)
        for sector, seats in quotas.sectors.items()
        if seats > there[sector]
    ]
    others = sum(count for sector, count in there.items() if sector not in quotas.sectors)
    if quotas.seats - asked > others:
        found.append(Problem(Lack.OTHERS, quotas.seats - asked, others))
    return found or _why_not_young(candidates, quotas)


def _why_not_young(candidates: Sequence[Candidate], quotas: Quotas) -> list[Problem]:
    if quotas.young is None:
        return []
    there = sum(one.young for one in candidates)
    if quotas.young > min(there, quotas.seats):
        return [Problem(Lack.YOUNG, quotas.young, min(there, quotas.seats))]
    within = tuple(_within(candidates, quotas))
    most, least = sum(one.most_young for one in within), sum(one.least_young for one in within)
    if quotas.young > most:
        return [Problem(Lack.YOUNG_IN_SECTORS, quotas.young, most, within=within)]
    if quotas.young < least:
        return [Problem(Lack.OLDER_IN_SECTORS, quotas.young, least, within=within)]
    return []


def _group_of(candidate: Candidate, quotas: Quotas) -> Sector | None:
    return candidate.sector if candidate.sector in quotas.sectors else None


def _within(candidates: Sequence[Candidate], quotas: Quotas) -> list[Within]:
    """The sectors with a quota in a fixed order, then the others as one."""
    young = Counter(_group_of(one, quotas) for one in candidates if one.young)
    older = Counter(_group_of(one, quotas) for one in candidates if not one.young)
    seats: dict[Sector | None, int] = {sector: quotas.sectors[sector] for sector in Sector if sector in quotas.sectors}
    seats[None] = quotas.seats - sum(seats.values())
    return [Within(sector, count, young[sector], older[sector]) for sector, count in seats.items()]


def _young_in_each(groups: Sequence[Within], young: int | None, dice: Dice) -> list[int | None]:
    """How many young people each group gets: as likely as there are sets of people with those numbers."""
    if young is None:
        return [None] * len(groups)
    # ways[k][n]: in how many ways the groups from the k-th on can be filled with n young people.
    ways: list[Counter[int]] = [Counter({0: 1})]
    for group in reversed(groups):
        after = ways[0]
        here: Counter[int] = Counter()
        for some in range(group.least_young, group.most_young + 1):
            for rest, count in after.items():
                here[some + rest] += _sets(group, some) * count
        ways.insert(0, here)
    found: list[int | None] = []
    left = young
    for group, after in zip(groups, ways[1:], strict=True):
        some = _chosen(group, after, left, dice)
        found.append(some)
        left -= some
    return found


def _chosen(group: Within, after: Counter[int], left: int, dice: Dice) -> int:
    weights = {some: _sets(group, some) * after[left - some] for some in range(group.least_young, group.most_young + 1)}
    point = dice.below(sum(weights.values()))
    for some, weight in weights.items():
        if point < weight:
            return some
        point -= weight
    raise AssertionError("the point lies below the sum of the weights")


def _sets(group: Within, young: int) -> int:
    return prod((comb(group.young, young), comb(group.older, group.seats - young)))


def fingerprint(candidates: Iterable[Candidate]) -> str:
    """What a list of candidates is known by, whatever its order: SHA-256 of a line for each."""
    lines = sorted(f"{one.key};{one.sector.value};{'ja' if one.young else 'nee'}\n" for one in candidates)
    return sha256("".join(lines).encode()).hexdigest()
