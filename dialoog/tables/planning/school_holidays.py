"""School holidays from a table (.csv): read row by row, and stored when every row is right."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor
from dialoog.tables.planning.models import Region, SchoolHoliday

COLUMNS = ("regio", "naam", "van", "tot en met")
MOST_BYTES = 200_000
MOST_ROWS = 500
LONGEST_NAME = 200
LONGEST = timedelta(days=70)


@dataclass(frozen=True)
class Row:
    """One school holiday of one region."""

    region: Region
    name: str
    first: date
    last: date


@dataclass
class Read:
    """What a table holds: the rows that are right, and what is wrong, each with the number of its line."""

    rows: list[Row] = field(default_factory=list)
    findings: list[tuple[int, str]] = field(default_factory=list)


def read(content: bytes) -> Read:
    """The rows of a table with the columns regio, naam, van, tot en met, with commas or semicolons between them.

    Raises RuleViolation for what is no such table.
    """
    if len(content) > MOST_BYTES:
        raise RuleViolation(_("Dit bestand is te groot voor een tabel met vakanties."), field="file")
    text = _text(content)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))
    except csv.Error as error:
        raise RuleViolation(_("Dit is geen tabel in .csv."), field="file") from error
    head = [cell.strip().casefold() for cell in lines[0]] if lines else []
    if missing := [name for name in COLUMNS if name not in head]:
        wrong = _(
            "De eerste regel hoort de namen van de kolommen te zijn. Dit ontbreekt: %(names)s.",
            names=", ".join(missing),
        )
        raise RuleViolation(wrong, field="file")
    if len(lines) > MOST_ROWS:
        raise RuleViolation(_("Er passen ten hoogste %(most)s regels in.", most=MOST_ROWS), field="file")
    found = Read()
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            _read_row(found, number, dict(zip(head, (cell.strip() for cell in cells), strict=False)))
    if not found.rows and not found.findings:
        raise RuleViolation(_("Er staat geen enkele vakantie in dit bestand."), field="file")
    found.findings += _twice(found.rows)
    return found


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As older spreadsheets write it.
        return content.decode("cp1252", errors="replace")


def _read_row(found: Read, number: int, cells: dict[str, str]) -> None:
    wrong = list(_faults(cells))
    if wrong:
        found.findings += [(number, text) for text in wrong]
        return
    first, last = _day(cells["van"]), _day(cells["tot en met"])
    if first and last:
        found.rows.append(Row(Region(cells["regio"].casefold()), cells["naam"], first, last))


def _faults(cells: dict[str, str]) -> Iterator[str]:
    region, name = cells.get("regio", ""), cells.get("naam", "")
    if region.casefold() not in {one.value for one in Region}:
        yield _("‘%(region)s’ is geen regio. Kies noord, midden of zuid.", region=region[:40])
    if not name:
        yield _("De naam ontbreekt, bijvoorbeeld zomervakantie.")
    elif len(name) > LONGEST_NAME or not name.isprintable():
        yield _("Deze naam kan niet: gebruik ten hoogste %(most)s gewone tekens.", most=LONGEST_NAME)
    days = [_day(cells.get(column, "")) for column in COLUMNS[2:]]
    for column, day in zip(COLUMNS[2:], days, strict=True):
        if day is None:
            given = {"column": column, "text": cells.get(column, "")[:40]}
            yield _("‘%(text)s’ bij ‘%(column)s’ is geen datum. Schrijf bijvoorbeeld 2027-07-10.", **given)
    first, last = days
    if first and last and last < first:
        yield _("De laatste dag ligt voor de eerste.")
    elif first and last and last - first > LONGEST:
        yield _("Zo lang duurt geen vakantie. Kloppen de datums?")


def _day(text: str) -> date | None:
    """2027-07-10 or 10-7-2027."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    year, month, day = (int(part) for part in (parts if len(parts[0]) == 4 else reversed(parts)))
    try:
        return date(year, month, day) if 2000 <= year <= 2100 else None
    except ValueError:
        return None


def _twice(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    seen: set[tuple[Region, date]] = set()
    for row in rows:
        if (row.region, row.first) in seen:
            yield 0, _("%(region)s heeft twee vakanties die op %(day)s beginnen.", region=row.region, day=row.first)
        seen.add((row.region, row.first))


def keep(session: Session, rows: Sequence[Row], *, sample: bool = False, actor: Actor) -> tuple[int, int]:
    """Store these; the one of a region that begins on the same day is replaced. How many are new, and how many changed.

    Rows that the demo made up go away with the first real ones.
    """
    if not sample:
        session.execute(delete(SchoolHoliday).where(SchoolHoliday.sample))
    known = {(one.region, one.first_day): one for one in session.scalars(select(SchoolHoliday))}
    new = changed = 0
    for row in rows:
        found = known.get((row.region, row.first))
        if found is None:
            session.add(
                SchoolHoliday(region=row.region, name=row.name, first_day=row.first, last_day=row.last, sample=sample)
            )
            new += 1
        elif (found.name, found.last_day) != (row.name, row.last):
            found.name, found.last_day = row.name, row.last
            changed += 1
    session.flush()
    detail = {"new": new, "changed": changed}
    audit.note(session, actor=actor, action="school-holidays.imported", subject_kind="schoolvakanties", detail=detail)
    return new, changed


def remove(session: Session, holiday: SchoolHoliday, *, actor: Actor) -> None:
    """Take one away."""
    audit.note(
        session, actor=actor, action="school-holidays.removed", subject_kind="schoolvakanties", subject_key=holiday.id
    )
    session.delete(holiday)
    session.flush()
