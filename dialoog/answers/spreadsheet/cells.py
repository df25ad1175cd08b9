"""What stands in the cells of a row, and the draft it stands for (D6, D7a)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from dialoog.answers.labels import LANDING_KINDS
from dialoog.answers.models import AnswerVersion, LandingKind
from dialoog.answers.rules.drafting import Draft, Place, Plan
from dialoog.answers.spreadsheet.columns import (
    BY_FIELD,
    EDITABLE,
    KEY,
    MOST_COMMITMENTS,
    MOST_PLACES,
    Column,
    Holds,
)
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Outcome

# By the name of their column; empty cells are left out. A day that could be read is a date.
Cell = str | date
Cells = Mapping[str, Cell]
Problem = tuple[str, str]
# Control characters but for tab and new line, and halves of signs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True)
class Owner:
    """Who can carry out a commitment: a unit or a party. Those that are `offered` can be chosen now."""

    name: str
    unit_id: int | None = None
    organisation_id: int | None = None
    offered: bool = True


class Owners:
    """The owners by their names in the file, and back."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self._all = list(owners)
        self._by_name = {folded(one.name): one for one in self._all if one.offered}
        self._names = {(one.unit_id, one.organisation_id): one.name for one in self._all}

    @property
    def offered(self) -> list[str]:
        """The names to choose from."""
        return [one.name for one in self._all if one.offered]

    def named(self, name: str) -> Owner | None:
        """The owner with a name, however it was typed; None when there is none to choose."""
        return self._by_name.get(folded(name))

    def name(self, unit_id: int | None, organisation_id: int | None) -> str:
        """How an owner is called in the file."""
        return self._names.get((unit_id, organisation_id), "")


def plain(text: str) -> str:
    """Text as it can stand in a cell, a database and a page; white space around it does not count."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", lines).strip()


def folded(text: str) -> str:
    """A name or text to compare with: any white space is one space, capitals do not count."""
    return " ".join(plain(text).split()).casefold()


def cells_of(version: AnswerVersion, owners: Owners) -> dict[str, Cell]:
    """The cells that say what a version says, without its key."""
    found: dict[str, Cell | None] = {
        "outcome": str(OUTCOMES[version.outcome]) if version.outcome else "",
        "motivation": version.motivation,
        "consideration": version.consideration,
        "decide_on": version.decide_on,
        "referred_to": version.referred_to,
        "referred_contact": version.referred_contact,
    }
    for n, place in enumerate(version.landing_places[:MOST_PLACES]):
        values = (str(LANDING_KINDS[place.kind]), place.title, place.section, place.address)
        found |= zip((f"places-{n}-{part}" for part in ("kind", "title", "section", "address")), values, strict=True)
    for n, plan in enumerate(version.planned[:MOST_COMMITMENTS]):
        owner = owners.name(plan.owner_unit_id, plan.owner_organisation_id)
        found |= {f"plans-{n}-text": plan.text, f"plans-{n}-owner": owner, f"plans-{n}-due_on": plan.due_on}
    cells = {BY_FIELD[field].name: plain(value) if isinstance(value, str) else value for field, value in found.items()}
    return {name: value for name, value in cells.items() if value}


@dataclass(frozen=True)
class Understood:
    """The draft that a row stands for, what is wrong in its cells, and the column of each field of the draft."""

    draft: Draft
    problems: tuple[Problem, ...]
    columns: Mapping[str, str]


def understand(cells: Cells, owners: Owners) -> Understood:
    """Read the cells of a row as a draft; everything that cannot be read is named by its column."""
    problems = [*_odd(cells)]
    places, place_columns = _places(cells, problems)
    plans, plan_columns = _plans(cells, owners, problems)
    draft = Draft(
        outcome=_outcome(cells, problems),
        motivation=_text(cells, "motivation"),
        consideration=_text(cells, "consideration"),
        decide_on=_day(cells, BY_FIELD["decide_on"], problems),
        referred_to=_text(cells, "referred_to"),
        referred_contact=_text(cells, "referred_contact"),
        places=places,
        plans=plans,
    )
    return Understood(draft, tuple(problems), place_columns | plan_columns)


def _odd(cells: Cells) -> Iterator[Problem]:
    for column in EDITABLE:
        value = cells.get(column.name, "")
        if isinstance(value, date):
            if column.holds is not Holds.DAY:
                yield column.name, _("Hier staat een datum. Zet er tekst neer.")
        elif len(value) > column.longest:
            yield column.name, _("Deze tekst is te lang: ten hoogste %(most)s tekens.") % {"most": column.longest}


def _text(cells: Cells, field: str) -> str:
    value = cells.get(BY_FIELD[field].name, "")
    return "" if isinstance(value, date) else value


def _outcome(cells: Cells, problems: list[Problem]) -> Outcome | None:
    typed = _text(cells, "outcome")
    if not typed:
        return None
    known = {folded(str(label)): outcome for outcome, label in OUTCOMES.items()}
    known |= {outcome.value: outcome for outcome in OUTCOMES}
    found = known.get(folded(typed))
    if found is None:
        allowed = ", ".join(str(label) for label in OUTCOMES.values())
        problems.append(
            (BY_FIELD["outcome"].name, _("Deze uitkomst kennen wij niet. Kies: %(all)s.") % {"all": allowed})
        )
    return found


def _places(cells: Cells, problems: list[Problem]) -> tuple[tuple[Place, ...], dict[str, str]]:
    found: list[Place] = []
    columns: dict[str, str] = {}
    for n in range(MOST_PLACES):
        title, section, address = (_text(cells, f"places-{n}-{part}") for part in ("title", "section", "address"))
        if not (title or section or address):
            continue
        columns |= _renamed(f"places-{len(found)}", f"places-{n}")
        found.append(Place(title, section, address, _kind(cells, f"places-{n}-kind", problems)))
    return tuple(found), columns


def _kind(cells: Cells, field: str, problems: list[Problem]) -> LandingKind:
    typed = folded(_text(cells, field))
    known = {folded(str(label)): kind for kind, label in LANDING_KINDS.items()}
    if typed and typed not in known:
        allowed = ", ".join(str(label) for label in LANDING_KINDS.values())
        problems.append((BY_FIELD[field].name, _("Dit soort plek kennen wij niet. Kies: %(all)s.") % {"all": allowed}))
    return known.get(typed, LandingKind.DOCUMENT)


def _plans(cells: Cells, owners: Owners, problems: list[Problem]) -> tuple[tuple[Plan, ...], dict[str, str]]:
    found: list[Plan] = []
    columns: dict[str, str] = {}
    for n in range(MOST_COMMITMENTS):
        if not any(column.name in cells for column in EDITABLE if column.field.startswith(f"plans-{n}-")):
            continue
        columns |= _renamed(f"plans-{len(found)}", f"plans-{n}")
        owner = _owner(cells, BY_FIELD[f"plans-{n}-owner"], owners, problems)
        due_on = _day(cells, BY_FIELD[f"plans-{n}-due_on"], problems)
        found.append(Plan(_text(cells, f"plans-{n}-text"), due_on, owner.unit_id, owner.organisation_id))
    return tuple(found), columns


def _owner(cells: Cells, column: Column, owners: Owners, problems: list[Problem]) -> Owner:
    typed = cells.get(column.name, "")
    found = owners.named(typed) if isinstance(typed, str) else None
    if typed and found is None:
        problems.append((column.name, _("Deze dienst of partij kennen wij niet. Kies een naam uit de lijst.")))
    return found or Owner("")


def _day(cells: Cells, column: Column, problems: list[Problem]) -> date | None:
    typed = cells.get(column.name, "")
    if isinstance(typed, date):
        return typed
    found = as_day(typed)
    if typed and found is None:
        problems.append((column.name, _("Dit is geen datum. Schrijf dag-maand-jaar, zoals 31-12-2027.")))
    return found


def as_day(text: str) -> date | None:
    """A day as people type it (31-12-2027) or as programs write it (2027-12-31); None for anything else."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text.strip()[:10]) if text else None
    except ValueError:
        return None


def _renamed(to: str, own: str) -> dict[str, str]:
    """The duties count the rows that are filled in, the file counts all of them."""
    return {column.field.replace(own, to, 1): column.name for column in EDITABLE if column.field.startswith(f"{own}-")}


def key_of(cells: Cells) -> str:
    """The shared key of a row; rows without one are an answer each."""
    value = cells.get(KEY, "")
    return folded(value) if isinstance(value, str) else value.isoformat()


def said(cells: Cells) -> dict[str, Cell]:
    """What a row says, to compare it with another row or with a stored answer: without its key, days as days."""
    found: dict[str, Cell] = {}
    for column in EDITABLE:
        value = cells.get(column.name, "")
        if column.name == KEY or not value:
            continue
        if isinstance(value, str) and column.holds in (Holds.OUTCOME, Holds.PLACE, Holds.OWNER):
            value = folded(value)
        elif isinstance(value, str) and column.holds is Holds.DAY:
            value = as_day(value) or value
        found[column.name] = value
    for n in range(MOST_PLACES):
        _usual_kind(found, n)
    return found


def _usual_kind(found: dict[str, Cell], n: int) -> None:
    """A place without a kind is a document; a kind without a place is nothing."""
    kind, *others = (BY_FIELD[f"places-{n}-{part}"].name for part in ("kind", "title", "section", "address"))
    if any(name in found for name in others):
        found.setdefault(kind, folded(str(LANDING_KINDS[LandingKind.DOCUMENT])))
    else:
        found.pop(kind, None)
