"""How tables, their seats and their composition are put into words, for everyone (T1, T2, T3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog import clock
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Part, Sector, Theme
from dialoog.tables import composition
from dialoog.tables.composition import YES, Group, Line, Seated, Trouble, Wishes
from dialoog.tables.labels import ASPECTS, GROUNDS, REGIONS, SEATED, YOUNG
from dialoog.tables.models import (
    Aspect,
    DialogueTable,
    HoldingState,
    Region,
    SeatHolding,
    SeatShown,
    TableDraw,
    TableSeat,
    TakesPart,
)
from dialoog.web.rendering import short_date


def period(table: DialogueTable) -> str:
    """Whether it goes on, and from when to when."""
    start, end, today = short_date(table.starts_on), short_date(table.ends_on), clock.today()
    if today < table.starts_on:
        return _("begint op %(start)s", start=start)
    if today > table.ends_on:
        return _("was er van %(start)s tot en met %(end)s", start=start, end=end)
    return _("loopt tot en met %(end)s", end=end)


def occupied(table: DialogueTable, filled: int) -> str:
    """How many of its seats are filled."""
    return _("%(filled)s van %(most)s zetels bezet", filled=filled, most=table.most_seats)


def every_group(themes: Iterable[Theme]) -> dict[Group, str]:
    """Each group that seats can be wanted for, with its words, in the order of the page."""
    return {
        **{(Aspect.SECTOR, sector.value): str(SECTORS[sector]) for sector in SEATED},
        **{(Aspect.REGION, region.value): str(words) for region, words in REGIONS.items()},
        (Aspect.YOUTH, YES): str(YOUNG),
        **{(Aspect.THEME, theme.slug): theme.name for theme in themes if theme.active},
        **{(Aspect.GROUND, ground.value): str(words) for ground, words in GROUNDS.items()},
    }


def group_words(group: Group, known: Mapping[Group, str]) -> str:
    """A group in words; also one that can no longer be chosen."""
    return known.get(group) or (str(SECTORS[Sector(group[1])]) if group[0] is Aspect.SECTOR else group[1])


def aspects_of(wishes: Wishes, seated: Sequence[Seated], every: Mapping[Group, str]) -> list[dict[str, Any]]:
    """Wanted beside filled, by aspect: for every sector, and for other groups that are wanted or filled."""
    lines = composition.lines(wishes, seated, list(every))
    told = [line for line in lines if line.aspect is Aspect.SECTOR or line.filled or line.wanted is not None]
    return [
        {"title": str(words), "lines": [_line(line, every) for line in told if line.aspect is aspect]}
        for aspect, words in ASPECTS.items()
        if any(line.aspect is aspect for line in told)
    ]


def _line(line: Line, every: Mapping[Group, str]) -> dict[str, Any]:
    mark, words = _stand(line)
    return {
        "text": group_words((line.aspect, line.value), every),
        "wanted": _("niet vastgelegd") if line.wanted is None else str(line.wanted),
        "filled": str(line.filled),
        "mark": mark,
        "stand": words,
    }


def _stand(line: Line) -> tuple[str, str]:
    """A shape and words that say how it stands with a group."""
    if line.missing:
        return "late", ngettext("nog %(num)d zetel nodig", "nog %(num)d zetels nodig", line.missing)
    if line.over:
        return "part", ngettext("%(num)d meer dan gewenst", "%(num)d meer dan gewenst", line.over)
    if line.wanted is not None:
        return "done", _("zoals gewenst")
    return ("full", _("bezet")) if line.filled else ("open", _("niemand"))


def warned(wishes: Wishes, seated: Sequence[Seated]) -> list[str]:
    """The warnings in words, one about all sectors that have no seat."""
    found = composition.warnings(wishes, seated)
    if any(one.trouble is Trouble.NOBODY for one in found):
        return [_("Er zit nog niemand aan tafel.")]
    told = [
        _("Meer dan de helft van de bezette zetels is van de sector %(sector)s.", sector=_small(one.sector))
        for one in found
        if one.trouble is Trouble.OVER_HALF
    ]
    none = [_small(one.sector) for one in found if one.trouble is Trouble.NONE_OF_SECTOR]
    if none:
        told.append(_("Niemand aan tafel komt uit: %(sectors)s.", sectors=", ".join(none)))
    return told


def _small(sector: Sector | None) -> str:
    return str(SECTORS[sector or Sector.UNKNOWN]).lower()


def is_used(seat: TableSeat) -> bool:
    """Whether there is anything to tell of a seat; one that says only that it is free is counted instead."""
    told = (HoldingState.INVITED, HoldingState.ACCEPTED)
    return bool(seat.profile) or any(one.state in told or was_there(one) for one in seat.holdings)


def seat_rows(seats: Iterable[TableSeat]) -> list[dict[str, Any]]:
    """Each seat for everyone: who holds it since when, their stand-in, and who held it before."""
    return [
        {
            "number": seat.number,
            "profile": seat.profile,
            "holders": [_holder(one) for one in seat.holdings if one.state is HoldingState.ACCEPTED],
            "invited": any(one.state is HoldingState.INVITED for one in seat.holdings),
            "before": [_before(one) for one in reversed(seat.holdings) if was_there(one)],
        }
        for seat in seats
    ]


def _holder(holding: SeatHolding) -> dict[str, Any]:
    return {
        "who": who(holding),
        "stand_in": holding.part is Part.STAND_IN,
        "sector": str(SECTORS[holding.sector]),
        "since": holding.since,
    }


def _before(holding: SeatHolding) -> dict[str, Any]:
    """Who held it before: party and period; whoever it was keeps their name."""
    return {
        "who": _of(holding, SeatShown.PARTY if holding.shown_as is SeatShown.NAME else holding.shown_as),
        "stand_in": holding.part is Part.STAND_IN,
        "since": holding.since,
        "until": holding.until,
    }


def was_there(holding: SeatHolding) -> bool:
    """Whether somebody held the seat before; an invitation that was taken back is no history."""
    return holding.state is HoldingState.ENDED and holding.since is not None


def who(holding: SeatHolding) -> str:
    """Who holds a seat, as far as was agreed."""
    return _of(holding, holding.shown_as)


def _of(holding: SeatHolding, shown_as: SeatShown) -> str:
    sector = str(SECTORS[holding.sector])
    party = holding.organisation.name if holding.organisation else ""
    if shown_as is SeatShown.SECTOR:
        return _("iemand uit de sector %(sector)s", sector=sector.lower())
    if shown_as is SeatShown.NAME and holding.name:
        return ", ".join(part for part in (holding.name, party) if part)
    return party or _("iemand uit de sector %(sector)s", sector=sector.lower())


def continuity(holdings: Sequence[SeatHolding]) -> str | None:
    """How many members have been there for a year (R84, R101)."""
    if not holdings:
        return None
    today = clock.today()
    long = sum(1 for one in holdings if one.since and (today - one.since).days >= 365)
    if not long:
        return None
    return _("%(long)s van de %(all)s leden zitten er een jaar of langer.", long=long, all=len(holdings))


def group_of(key: str) -> Group:
    """A group as it is kept in a draw, "sector/overheid"."""
    aspect, _slash, value = key.partition("/")
    return Aspect(aspect), value


def words_of_member(region: Region | None, young: bool, grounds: Iterable[TakesPart]) -> list[str]:
    """What is known of somebody beside their sector, in words."""
    found = [str(REGIONS[region])] if region else []
    found += [str(YOUNG)] if young else []
    return found + [str(GROUNDS[ground]) for ground in TakesPart if ground in set(grounds)]


def draw_rows(draws: Iterable[TableDraw]) -> list[dict[str, Any]]:
    """Each draw for everyone: how it was done and what came out, without names."""
    return [
        {
            "key": draw.id,
            "when": draw.drawn_at,
            "seats": draw.seats,
            "candidates": draw.candidates,
            "seed": draw.seed,
            "sha256": draw.list_sha256,
            "rows": [
                [_group(key), _("geen") if key not in draw.quotas else str(draw.quotas[key]), str(count)]
                for key, count in _drawn(draw)
            ],
        }
        for draw in draws
    ]


def _drawn(draw: TableDraw) -> list[tuple[str, int]]:
    """The groups of a draw in the order of the page, with what came out; of regions only what came out is known."""
    keys = {*draw.quotas, *draw.composition}
    order = [f"{aspect.value}/{value}" for aspect, value in every_group(())]
    return [(key, draw.composition.get(key, 0)) for key in order if key in keys]


def _group(key: str) -> str:
    return every_group(())[group_of(key)]
