"""What a report consists of, and how each of its lines was understood."""

import enum
from dataclasses import dataclass
from datetime import date

from dialoog.contributions.models import PointKind


class Role(enum.StrEnum):
    """How one source line was understood (M2)."""

    BLANK = "leeg"
    PREAMBLE = "inleiding"
    TITLE = "titel"
    HEADING = "kopje"
    POINT = "punt"
    CONTINUATION = "vervolg"
    DESCRIPTION = "omschrijving"
    FURNITURE = "paginarand"
    UNPLACED = "niet-geplaatst"


UNPLACED_ROLES = frozenset({Role.FURNITURE, Role.UNPLACED})


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the source; lines count from 1. `new_page`: first of a page.

    Of .docx only: `listed`, a list paragraph; `style`, the name of its style (None: a line of text, not a paragraph).
    """

    number: int
    text: str
    new_page: bool = False
    listed: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One point, verbatim with white space folded, and the lines it came from (M3)."""

    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Section:
    """The points under one heading of a topic."""

    kind: PointKind
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the work session; `number` counts from 1 in the order of the report."""

    number: int
    title: str
    reference: str | None
    description: str | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A line inside the topics' part that is in no point, title, heading or description."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LineReading:
    """One source line and what was made of it: its role, the topic it is in, the kind of the heading it is under."""

    number: int
    text: str
    role: Role
    topic: int | None
    kind: PointKind | None


@dataclass(frozen=True, slots=True)
class WorkSessionReport:
    """Everything that was understood of a report, and what was not. `lines` holds every source line, in order."""

    title: str | None
    date: date | None
    topics: tuple[Topic, ...]
    unplaced: tuple[UnplacedLine, ...]
    preamble_lines: int
    lines: tuple[LineReading, ...]

    @property
    def points(self) -> int:
        """How many points the report holds."""
        return sum(len(section.items) for topic in self.topics for section in topic.sections)
