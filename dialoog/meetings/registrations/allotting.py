"""Who gets a place (T5): values in, values out; no database, no clock.

A meeting has places for everybody and places kept for one sector. Whoever comes takes a place of the own sector, else
a common one, else waits. A place that comes free goes to the first waiting of the sector it was kept for, else to the
first of all; a common one to the first of all. At the freeze date what is kept and free becomes common.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dialoog.organisations.models import Sector


@dataclass(frozen=True)
class Spot:
    """A place: kept for a sector, or common (None)."""

    of: Sector | None = None


@dataclass(frozen=True)
class Waiting:
    """Somebody on the waiting list, by a key of the caller's."""

    key: int
    sector: Sector


@dataclass(frozen=True)
class Room:
    """Places in all, and how many of those are kept for sectors; after `joined` a free place is a common one."""

    places: int
    kept: Mapping[Sector, int] = field(default_factory=dict)
    joined: bool = False

    @property
    def common(self) -> int:
        """Places that are kept for nobody."""
        return self.places - sum(self.kept.values())


# How many places are held, by whose they are (None: common).
Held = Mapping[Sector | None, int]


def free(room: Room, held: Held) -> Counter[Sector | None]:
    """How many places are free, by whose they are; none counts below zero."""
    if room.joined:
        return Counter({None: max(0, room.places - sum(held.values()))})
    left = {sector: places - held.get(sector, 0) for sector, places in room.kept.items()}
    return Counter({None: max(0, room.common - held.get(None, 0))} | {of: max(0, n) for of, n in left.items()})


def spot_for(sector: Sector, room: Room, held: Held) -> Spot | None:
    """The place for somebody of a sector; None where they have to wait."""
    left = free(room, held)
    return next((Spot(of) for of in (sector, None) if left[of]), None)


def move_up(
    room: Room, held: Held, waiting: Sequence[Waiting], freed: Iterable[Spot] = ()
) -> list[tuple[Waiting, Spot]]:
    """Who gets which place: first those that were just left, then what is free besides.

    `held` no longer counts the places in `freed`; `waiting` stands in the order of confirmation.
    """
    now, queue, moved = Counter(held), list(waiting), []

    def give(who: Waiting, spot: Spot) -> None:
        queue.remove(who)
        now[spot.of] += 1
        moved.append((who, spot))

    for spot in freed:
        who = _first(queue, spot)
        if who is not None and sum(now.values()) < room.places:
            give(who, spot)
    for who in list(queue):
        found = spot_for(who.sector, room, now)
        if found is not None:
            give(who, found)
    return moved


def _first(queue: Sequence[Waiting], spot: Spot) -> Waiting | None:
    own = (who for who in queue if who.sector is spot.of)
    return next(own, queue[0] if queue else None)


def fit(room: Room, holders: Sequence[tuple[int, Sector, Spot]]) -> dict[int, Spot] | None:
    """The places of those who hold one, in their order, when a room changes: own sector, common, or as it was.

    By the keys of the holders; None where they do not all fit.
    """
    if room.joined:
        return {key: spot for key, _sector, spot in holders} if len(holders) <= room.places else None
    left: Counter[Sector | None] = Counter(room.kept)
    left[None] = room.common
    found: dict[int, Spot] = {}
    rest = []
    for key, sector, spot in holders:
        if left[sector] > 0:
            found[key] = Spot(sector)
            left[sector] -= 1
        else:
            rest.append((key, spot))
    for key, spot in rest:
        place = next((one for one in (Spot(), spot) if left[one.of] > 0), None)
        if place is None:
            return None
        found[key] = place
        left[place.of] -= 1
    return found
