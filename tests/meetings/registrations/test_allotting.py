"""Places and waiting lists without a database: any sequence of acts keeps to T5."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dialoog.meetings.registrations.allotting import Room, Spot, Waiting, fit, free, move_up, spot_for
from dialoog.organisations.models import Sector

BUSINESS, YOUTH, RESIDENT = Sector.BUSINESS, Sector.YOUTH, Sector.RESIDENT
SECTORS = (BUSINESS, YOUTH, RESIDENT)


class Hall:
    """A meeting in memory, which checks the rules after every act."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.holders: dict[int, tuple[Sector, Spot]] = {}
        self.queue: list[Waiting] = []
        self.turn = 0

    @property
    def held(self) -> Counter[Sector | None]:
        return Counter(spot.of for _sector, spot in self.holders.values())

    def come(self, sector: Sector) -> None:
        self.turn += 1
        spot = spot_for(sector, self.room, self.held)
        if spot is None:
            self.queue.append(Waiting(self.turn, sector))
        else:
            self.holders[self.turn] = (sector, spot)
        self.check()

    def leave(self, n: int) -> None:
        keys = [*self.holders, *(who.key for who in self.queue)]
        if not keys:
            return
        key = keys[n % len(keys)]
        if key not in self.holders:
            self.queue = [who for who in self.queue if who.key != key]
            return
        _sector, spot = self.holders.pop(key)
        expected = next((who for who in self.queue if who.sector is spot.of), next(iter(self.queue), None))
        moved = self.settle([spot])
        assert (moved[0] if moved else None) == (expected and (expected, spot))
        assert len(moved) <= 1
        self.check()

    def freeze(self) -> None:
        before = free(self.room, self.held)
        self.room = Room(self.room.places, self.room.kept, joined=True)
        assert free(self.room, self.held)[None] == before.total()
        line = list(self.queue)
        moved = self.settle()
        assert [who for who, _spot in moved] == line[: before.total()]
        self.check()

    def grow(self) -> None:
        self.room = Room(self.room.places + 1, self.room.kept, joined=self.room.joined)
        line = list(self.queue)
        assert [who for who, _spot in self.settle()] == line[:1]
        self.check()

    def settle(self, freed: list[Spot] | None = None) -> list[tuple[Waiting, Spot]]:
        moved = move_up(self.room, self.held, self.queue, freed or [])
        for who, spot in moved:
            self.queue.remove(who)
            self.holders[who.key] = (who.sector, spot)
        return moved

    def check(self) -> None:
        held, left = self.held, free(self.room, self.held)
        assert held.total() <= self.room.places
        assert held.total() + left.total() == self.room.places
        if not self.room.joined:
            assert all(held[sector] <= number for sector, number in self.room.kept.items())
        for who in self.queue:
            assert not left[None]
            assert not left[who.sector]
        assert [who.key for who in self.queue] == sorted(who.key for who in self.queue)


ROOMS = st.builds(
    lambda common, kept: Room(common + sum(kept.values()), kept),
    st.integers(0, 4),
    st.dictionaries(st.sampled_from(SECTORS), st.integers(1, 3)),
).filter(lambda room: room.places > 0)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.sampled_from(SECTORS)),
        st.tuples(st.just("leave"), st.integers(0, 100)),
        st.tuples(st.sampled_from(("freeze", "grow"))),
    ),
    max_size=60,
)


@given(ROOMS, ACTS)
def test_t5_never_too_many_in_the_right_order_and_nobody_skipped(room: Room, acts: list[tuple]) -> None:  # type: ignore[type-arg]
    hall = Hall(room)
    for act, *values in acts:
        getattr(hall, act)(*values)


def test_t5_a_place_goes_to_the_own_sector_first_and_then_to_all() -> None:
    room = Room(2, {YOUTH: 1})
    line = [Waiting(1, BUSINESS), Waiting(2, YOUTH)]
    full = Counter({None: 1})
    assert move_up(room, full, line, [Spot(YOUTH)]) == [(line[1], Spot(YOUTH))]
    assert move_up(room, full, line[:1], [Spot(YOUTH)]) == [(line[0], Spot(YOUTH))]
    assert move_up(room, {YOUTH: 1}, line, [Spot()]) == [(line[0], Spot())]


def test_t5_what_is_kept_and_never_taken_waits_for_the_freeze_date() -> None:
    room, line = Room(2, {YOUTH: 1}), [Waiting(1, BUSINESS)]
    assert move_up(room, {None: 1}, line) == []
    assert move_up(Room(2, {YOUTH: 1}, joined=True), {None: 1}, line) == [(line[0], Spot())]


@given(ROOMS, ACTS, ROOMS)
def test_t5_a_changed_room_fits_whoever_had_a_place_or_says_no(room: Room, acts: list[tuple], after: Room) -> None:  # type: ignore[type-arg]
    hall = Hall(room)
    for act, *values in acts:
        getattr(hall, act)(*values)
    holders = [(key, sector, spot) for key, (sector, spot) in sorted(hall.holders.items())]
    found = fit(after, holders)
    if found is None:
        assert len(holders) > after.common
        return
    held = Counter(spot.of for spot in found.values())
    assert set(found) == set(hall.holders)
    assert held[None] <= after.common
    assert all(held[sector] <= after.kept.get(sector, 0) for sector in SECTORS)
