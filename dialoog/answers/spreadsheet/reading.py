"""The spreadsheet as it comes back: any file is opened with care, and each row read as it stands (D7a)."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook

from dialoog.answers.spreadsheet.cells import Cell, Problem, plain
from dialoog.answers.spreadsheet.columns import BY_NAME, COLUMNS, EDITABLE, MOST_ROWS, NUMBER, SHEET
from dialoog.errors import RuleViolation

MAX_BYTES = 5 * 1024 * 1024
_MOST_FILES = 200
_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_TAGS = 2_000_000
_CHUNK = 1024 * 1024
_MOST_COLUMNS = 100
# Rows without anything in them may stand between and below the others.
_MOST_LINES = 20_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class SheetUnreadable(RuleViolation):
    """A file that is not the spreadsheet we gave. The message says in one line why."""


@dataclass(frozen=True)
class Row:
    """One row of the file: `n` as Excel counts it, cells by column, and cells that cannot be read."""

    n: int
    cells: dict[str, Cell]
    problems: tuple[Problem, ...] = ()

    @property
    def number(self) -> str:
        """The number of the point as it stands there."""
        return str(self.cells.get(NUMBER, "")).upper()

    @property
    def filled(self) -> bool:
        """Whether somebody filled in anything."""
        return bool(self.problems) or any(column.name in self.cells for column in EDITABLE)


@dataclass(frozen=True)
class Table:
    """A file that was read."""

    name: str
    content: bytes = field(repr=False)
    rows: tuple[Row, ...]

    @property
    def sha256(self) -> str:
        """What the file is known by."""
        return sha256(self.content).hexdigest()


def read_table(name: str, content: bytes) -> Table:
    """Read a file that somebody gave. Raises SheetUnreadable for anything but our spreadsheet, a zip bomb too."""
    check_workbook(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        if SHEET not in book.sheetnames:
            raise SheetUnreadable(_("In dit bestand is geen tabblad '%(name)s'.") % {"name": SHEET})
        sheet: Any = book[SHEET]
        sheet.reset_dimensions()
        rows = tuple(_rows(sheet.iter_rows(max_col=_MOST_COLUMNS)))
    except SheetUnreadable:
        raise
    except Exception as error:  # openpyxl fails on broken files in more ways than it documents
        raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen.")) from error
    if not rows:
        raise SheetUnreadable(_("In deze tabel staan geen punten."))
    return Table(name, content, rows)


def check_workbook(content: bytes) -> None:
    """Look at a file before it is opened. Raises SheetUnreadable for what is no .xlsx, or would harm who opens it."""
    if len(content) > MAX_BYTES:
        raise SheetUnreadable(_("Dit bestand is te groot: ten hoogste %(most)s MB.") % {"most": MAX_BYTES // 1024**2})
    if content.startswith(_OLD_EXCEL):
        raise SheetUnreadable(
            _("Dit bestand is beveiligd met een wachtwoord, of is een oud Excel-bestand. Bewaar het als .xlsx.")
        )
    if not content.startswith(b"PK"):
        raise SheetUnreadable(_("Dit is geen Excel-bestand (.xlsx). Gebruik de tabel die u hier ophaalt."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except SheetUnreadable:
        raise
    except Exception as error:  # a broken zip file fails in many ways
        raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen.")) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetUnreadable(_("Dit is geen Excel-bestand (.xlsx). Gebruik de tabel die u hier ophaalt."))
    if any("vbaproject" in name.lower() for name in names):
        raise SheetUnreadable(_("In dit bestand zitten macro’s. Bewaar het als gewoon Excel-bestand (.xlsx)."))
    if len(parts) > _MOST_FILES or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise SheetUnreadable(_("Dit bestand is uitgepakt te groot."))
    tags = 0
    for part in parts:
        with archive.open(part) as stream:
            before = b""
            while chunk := stream.read(_CHUNK):
                tags += chunk.count(b"<")
                # Excel writes no document types: with one, a few bytes can become gigabytes.
                if b"<!DOCTYPE" in before + chunk or (part.filename.endswith(".xml") and b"\0" in chunk):
                    raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen."))
                before = chunk[-16:]
    if tags > _MOST_TAGS:
        raise SheetUnreadable(_("Dit bestand is uitgepakt te groot."))


def _rows(lines: Iterator[Sequence[Any]]) -> Iterator[Row]:
    names = _names(next(lines, ()))
    count = 0
    for n, line in enumerate(lines, start=2):
        row = _row(n, names, line)
        count += bool(row.cells or row.problems)
        if count > MOST_ROWS or n > _MOST_LINES:
            raise SheetUnreadable(
                _("In deze tabel staan meer dan %(most)s rijen. Maak er meer tabellen van.") % {"most": MOST_ROWS}
            )
        if row.cells or row.problems:
            yield row


def _names(head: Sequence[Any]) -> list[str]:
    """The names of the columns, '' for an empty one. Raises SheetUnreadable unless they are ours."""
    names = [plain(str(cell.value or "")).casefold() for cell in head]
    strange = [name for name in names if name and name not in BY_NAME]
    if strange:
        raise SheetUnreadable(_("Deze kolom kennen wij niet: %(name)s. Haal hem weg.") % {"name": strange[0][:40]})
    missing = [column.name for column in COLUMNS if column.name not in names]
    if missing:
        raise SheetUnreadable(_("In deze tabel ontbreekt de kolom '%(name)s'.") % {"name": missing[0]})
    if len(set(filter(None, names))) < len(COLUMNS) or len(list(filter(None, names))) > len(COLUMNS):
        raise SheetUnreadable(_("In deze tabel staat een kolom twee keer."))
    return names


def _row(n: int, names: Sequence[str], line: Sequence[Any]) -> Row:
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for name, cell in zip(names, line, strict=False):
        if cell.value is None or not name:
            continue
        if cell.data_type in ("f", "e"):
            problems.append((name, _("In deze cel staat een formule of een fout. Zet er de tekst zelf neer.")))
            continue
        value = _value(cell.value)
        if value:
            cells[name] = value
    return Row(n, cells, tuple(problems))


def _value(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(str(value))
