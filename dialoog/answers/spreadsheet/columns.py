"""The columns of the spreadsheet, once for writing, reading and findings (D7a).

The names are in the file of an official, so they are promises: add, but never rename.
"""

import enum
from dataclasses import dataclass

MOST_ROWS = 2000
MOST_PLACES = MOST_COMMITMENTS = 3
SHEET, LISTS, HELP = "Antwoorden", "Lijsten", "Uitleg"
NUMBER, TEXT, KEY = "nummer", "tekst", "antwoord"


class Holds(enum.Enum):
    """What a cell of a column holds; the last three are also how they are chosen."""

    LINE = "line"
    WORDS = "words"
    OUTCOME = "outcome"
    PLACE = "place"
    OWNER = "owner"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """One column. `field` is how the duties of a draft (D6) call it; a locked column has none."""

    name: str
    width: int
    field: str = ""
    holds: Holds = Holds.LINE
    longest: int = 300

    @property
    def locked(self) -> bool:
        """Whether it says which point it is, and is never changed."""
        return not self.field


LOCKED = (
    Column(NUMBER, 15),
    Column(TEXT, 60),
    Column("thema", 18),
    Column("soort inbreng", 16),
    Column("bijeenkomst", 24),
    Column("onderwerp", 24),
    Column("termijn", 13, holds=Holds.DAY),
)


def _place(n: int) -> tuple[Column, ...]:
    name, field = f"plek {n + 1}", f"places-{n}"
    return (
        Column(f"{name} soort", 13, f"{field}-kind", Holds.PLACE),
        Column(f"{name} titel", 28, f"{field}-title"),
        Column(f"{name} onderdeel", 18, f"{field}-section", longest=200),
        Column(f"{name} adres", 24, f"{field}-address", longest=500),
    )


def _commitment(n: int) -> tuple[Column, ...]:
    name, field = f"toezegging {n + 1}", f"plans-{n}"
    return (
        Column(f"{name} tekst", 36, f"{field}-text", Holds.WORDS, 2000),
        Column(f"{name} eigenaar", 26, f"{field}-owner", Holds.OWNER, 400),
        Column(f"{name} datum", 14, f"{field}-due_on", Holds.DAY),
    )


EDITABLE = (
    Column(KEY, 14, "key", longest=80),
    Column("uitkomst", 22, "outcome", Holds.OUTCOME),
    Column("motivering", 60, "motivation", Holds.WORDS, 20_000),
    Column("afweging", 40, "consideration", Holds.WORDS, 20_000),
    Column("beslisdatum", 14, "decide_on", Holds.DAY),
    Column("doorgeleid aan", 28, "referred_to", longest=200),
    Column("doorgeleid e-mailadres", 28, "referred_contact", longest=254),
    *(column for n in range(MOST_PLACES) for column in _place(n)),
    *(column for n in range(MOST_COMMITMENTS) for column in _commitment(n)),
)
COLUMNS = LOCKED + EDITABLE
BY_NAME = {column.name: column for column in COLUMNS}
BY_FIELD = {column.field: column for column in EDITABLE}
