"""Which parties back a contribution (D7), told from the events that the dossier reads anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialoog.contributions.rules.blacking_out import BLOCKS
from dialoog.endorsements.happenings import Endorsed, EndorsementWithdrawn
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector


@dataclass(frozen=True)
class Backing:
    """One party that backs it; its reason as far as everyone may read that."""

    sector: str
    party: str | None
    why: str | None


@dataclass(frozen=True)
class OfSector:
    """The parties of one sector."""

    sector: str
    number: int
    parties: list[Backing]


def backings(lines: Iterable[tuple[Any, dict[str, str | None]]]) -> list[Backing]:
    """Who backs it now, by its events in their order: whose name can be read, each party once (D3a, D7)."""
    found: dict[int, Backing] = {}
    for event, words in lines:
        if event.kind == Endorsed.kind:
            found[event.n] = Backing(event.data["sector"], words.get("party"), words.get("why"))
        elif event.kind == EndorsementWithdrawn.kind:
            found.pop(event.data["of"], None)
    once: dict[str | int, Backing] = {}
    for n, one in found.items():
        if one.party is not None:
            once.setdefault(n if BLOCKS.search(one.party) else one.party.lower(), one)
    return list(once.values())


def by_sector(backed_by: Iterable[Backing]) -> list[OfSector]:
    """The same, for each sector that has any, in the order of sectors."""
    all_of_them = list(backed_by)
    found = []
    for sector in Sector:
        theirs = [one for one in all_of_them if one.sector == sector]
        if theirs:
            named = sorted(theirs, key=lambda one: (one.party or "").casefold())
            found.append(OfSector(str(SECTORS[sector]), len(theirs), named))
    return found
