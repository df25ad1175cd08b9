"""What a human may say about a line that was misread (M2)."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from dialoog.contributions.models import PointKind


class Meaning(enum.StrEnum):
    """What a line is, according to a human."""

    TITLE = "titel"
    HEADING = "kopje"
    POINT = "punt"
    CONTINUES = "vervolg"
    DESCRIPTION = "omschrijving"
    IGNORE = "negeren"


@dataclass(frozen=True, slots=True)
class Correction:
    """Line `line` is `meaning`; a heading needs its `kind`. Raises ValueError for a heading without one.

    Adjacent title lines are one title. *Continues*: belongs to the last point above in the same topic.
    An ignored line is listed as unplaced, never lost.
    """

    line: int
    meaning: Meaning
    kind: PointKind | None = None

    def __post_init__(self) -> None:
        if self.meaning is Meaning.HEADING and self.kind is None:
            raise ValueError("a heading needs the kind of its points")


def by_line(corrections: Iterable[Correction]) -> dict[int, Correction]:
    """The corrections by line number; the last one about a line counts."""
    return {correction.line: correction for correction in corrections}
