"""Which parties back a contribution (D7), told from the events that the dossier reads anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialoog.contributions.happenings import TextHidden, TextShown
from dialoog.endorsements.happenings import Endorsed, EndorsementWithdrawn
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector


@dataclass(frozen=True)
class Backing:
    """One party that backs it; its name and reason as far as everyone may read them."""

    sector: str
    party: str | None
    why: str | None


@dataclass(frozen=True)
class OfSector:
    """The parties of one sector: those with a name, and how many have none that shows yet."""

    sector: str
    number: int
    parties: list[Backing]
    unseen: int


def backings(lines: Iterable[tuple[Any, dict[str, str | None]]]) -> list[Backing]:
    """Who backs it now, by its events in their order; what was taken back, or hidden after the look, does not count."""
    found: dict[int, Backing] = {}
    hidden: set[int] = set()
    for event, words in lines:
        of = event.data.get("of", 0)
        if event.kind == Endorsed.kind:
            found[event.n] = Backing(event.data["sector"], words.get("party"), words.get("why"))
        elif event.kind == EndorsementWithdrawn.kind:
            found.pop(of, None)
        elif event.kind == TextHidden.kind:
            hidden.add(of)
        elif event.kind == TextShown.kind:
            hidden.discard(of)
    return [one for n, one in found.items() if one.party is not None or n not in hidden]


def by_sector(backed_by: Iterable[Backing]) -> list[OfSector]:
    """The same, for each sector that has any, in the order of sectors."""
    all_of_them = list(backed_by)
    found = []
    for sector in Sector:
        theirs = [one for one in all_of_them if one.sector == sector]
        named = sorted((one for one in theirs if one.party), key=lambda one: (one.party or "").casefold())
        if theirs:
            found.append(OfSector(str(SECTORS[sector]), len(theirs), named, len(theirs) - len(named)))
    return found
