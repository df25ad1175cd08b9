"""A list of candidates as it comes in, .csv or .xlsx: each row judged before anything is stored (R81)."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook

from dialoog.accounts.addresses import normal
from dialoog.answers.spreadsheet.cells import folded, plain
from dialoog.answers.spreadsheet.reading import SheetUnreadable, check_workbook
from dialoog.errors import RuleViolation
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.tables.labels import GROUNDS, REGIONS
from dialoog.tables.models import Region, TakesPart

MOST_ROWS = 500
MAX_BYTES = 2 * 1024 * 1024
_MOST_LINES = 5000
_MOST_COLUMNS = 40
_LONGEST = 200
# A spreadsheet would carry these out when the list is opened again.
_FORMULA = re.compile(r"\s*[=+@\t\r\uff1d\uff0b\uff20]|\s*-\D")
# The names of our columns, by what people call them.
COLUMNS = {
    "naam": "name",
    "e-mail": "email",
    "email": "email",
    "e-mailadres": "email",
    "partij": "party",
    "organisatie": "party",
    "sector": "sector",
    "regio": "region",
    "jong": "young",
    "reden": "grounds",
    "waarom": "grounds",
}
NEEDED = {"name": "naam", "email": "e-mail", "sector": "sector"}
_YES, _NO = ("ja", "j", "x", "1", "true", "waar"), ("", "nee", "n", "0", "false", "onwaar")


@dataclass(frozen=True)
class Row:
    """One row: `n` as a spreadsheet counts it, our columns, and the columns that hold a formula."""

    n: int
    cells: dict[str, str]
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True)
class List:
    """A file that was read, and the names of columns that we do not use."""

    rows: tuple[Row, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """What a row says of somebody."""

    name: str
    email: str
    sector: Sector
    party: str = ""
    region: Region | None = None
    young: bool = False
    grounds: frozenset[TakesPart] = frozenset()


@dataclass
class Finding:
    """What was found of one row: what it says, or what is wrong; `known`: this candidate is on the list already."""

    row: Row
    problems: list[str] = field(default_factory=list)
    given: Given | None = None
    known: bool = False


def read(name: str, content: bytes) -> List:
    """Read a list that somebody gave. Raises SheetUnreadable for a file that is none, or too large."""
    if len(content) > MAX_BYTES:
        raise SheetUnreadable(_("Dit bestand is te groot: ten hoogste %(most)s MB.", most=MAX_BYTES // 1024**2))
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        lines = _lines_of_workbook(content)
    elif name.lower().endswith((".csv", ".txt")):
        lines = _lines_of_text(content)
    else:
        raise SheetUnreadable(_("Kies een bestand dat eindigt op .csv of .xlsx."))
    return _list(lines)


def _lines_of_text(content: bytes) -> Iterator[list[tuple[str, bool]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen."))
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [(plain(cell), bool(_FORMULA.match(cell))) for cell in line[:_MOST_COLUMNS]]
    except csv.Error as error:
        raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen.")) from error


def _lines_of_workbook(content: bytes) -> Iterator[list[tuple[str, bool]]]:
    check_workbook(content)
    try:
        sheet: Any = load_workbook(io.BytesIO(content), read_only=True, keep_links=False).worksheets[0]
        sheet.reset_dimensions()
        for line in sheet.iter_rows(max_col=_MOST_COLUMNS):
            yield [_cell(cell) for cell in line]
    except Exception as error:  # openpyxl fails on broken files in more ways than it documents
        raise SheetUnreadable(_("Dit bestand is beschadigd en kan niet worden gelezen.")) from error


def _cell(cell: Any) -> tuple[str, bool]:
    value = cell.value
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("ja" if value else "nee"), False
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return plain(text), cell.data_type in ("f", "e") or bool(_FORMULA.match(text))


def _list(lines: Iterator[list[tuple[str, bool]]]) -> List:
    head = [folded(text) for text, _formula in next(lines, [])]
    names = [COLUMNS.get(name, "") for name in head]
    for name, shown in NEEDED.items():
        if name not in names:
            raise SheetUnreadable(_("In de eerste rij ontbreekt de kolom '%(name)s'.", name=shown))
    if any(names.count(name) > 1 for name in set(COLUMNS.values())):
        raise SheetUnreadable(_("In de eerste rij staat een kolom twee keer."))
    rows = []
    for n, line in enumerate(lines, start=2):
        cells = {name: text for name, (text, _formula) in zip(names, line, strict=False) if name and text}
        if cells:
            told = tuple(head[k] for k, (_text, formula) in enumerate(line[: len(head)]) if formula and names[k])
            rows.append(Row(n, cells, told))
        if len(rows) > MOST_ROWS or n > _MOST_LINES:
            raise SheetUnreadable(
                _("In deze lijst staan meer dan %(most)s rijen. Maak er meer lijsten van.", most=MOST_ROWS)
            )
    if not rows:
        raise SheetUnreadable(_("In deze lijst staat niemand."))
    return List(tuple(rows), tuple(name for name, ours in zip(head, names, strict=True) if name and not ours))


def judge(rows: Sequence[Row], known: Collection[str]) -> list[Finding]:
    """Judge every row; `known` are the addresses that are on the list already."""
    seen: set[str] = set()
    found = []
    for row in rows:
        finding = _judged(row)
        if finding.given is not None:
            address = finding.given.email
            if address in seen:
                finding.problems.append(_("Dit e-mailadres staat al in een rij hierboven."))
                finding.given = None
            seen.add(address)
            finding.known = address in known
        found.append(finding)
    return found


def _judged(row: Row) -> Finding:
    finding = Finding(row)
    say = finding.problems.append
    for column in row.formulas:
        say(_("In de kolom '%(name)s' staat een formule. Zet er gewone tekst neer.", name=column))
    for name in ("name", "party"):
        if len(row.cells.get(name, "")) > _LONGEST:
            say(_("Een naam heeft ten hoogste %(most)s tekens.", most=_LONGEST))
    if not row.cells.get("name"):
        say(_("De naam ontbreekt."))
    email = _address(row.cells.get("email", ""), finding)
    sector = _sector(row.cells.get("sector", ""), finding)
    region = _region(row.cells.get("region", ""), finding)
    young = _young(row.cells.get("young", ""), finding)
    grounds = _grounds(row.cells.get("grounds", ""), finding)
    if not finding.problems and sector is not None:
        name, party = (" ".join(row.cells.get(key, "").split()) for key in ("name", "party"))
        finding.given = Given(name, email, sector, party, region, young, grounds)
    return finding


def _address(text: str, finding: Finding) -> str:
    try:
        return normal(text)
    except RuleViolation:
        message = _("Het e-mailadres klopt niet.") if text else _("Het e-mailadres ontbreekt.")
        finding.problems.append(message)
        return ""


def _sector(text: str, finding: Finding) -> Sector | None:
    known = {folded(str(words)): one for one, words in SECTORS.items() if one is not Sector.UNKNOWN}
    known |= {one.value: one for one in known.values()}
    if folded(text) not in known:
        allowed = ", ".join(str(words) for one, words in SECTORS.items() if one is not Sector.UNKNOWN)
        finding.problems.append(_("Deze sector kennen wij niet. Kies uit: %(all)s.", all=allowed))
    return known.get(folded(text))


def _region(text: str, finding: Finding) -> Region | None:
    known = {folded(str(words)): one for one, words in REGIONS.items()} | {one.value: one for one in Region}
    if text and folded(text) not in known:
        allowed = ", ".join(one.value for one in Region)
        finding.problems.append(_("Deze regio kennen wij niet. Kies uit: %(all)s.", all=allowed))
    return known.get(folded(text))


def _young(text: str, finding: Finding) -> bool:
    if folded(text) not in (*_YES, *_NO):
        finding.problems.append(_("Zet in de kolom 'jong' ja of nee."))
    return folded(text) in _YES


def _grounds(text: str, finding: Finding) -> frozenset[TakesPart]:
    known = {folded(str(words)): one for one, words in GROUNDS.items()} | {one.value: one for one in TakesPart}
    parts = [folded(part) for part in re.split(r"[,;/]", text) if part.strip()]
    if any(part not in known for part in parts):
        allowed = ", ".join(one.value for one in TakesPart)
        finding.problems.append(_("Deze reden kennen wij niet. Kies uit: %(all)s.", all=allowed))
    return frozenset(known[part] for part in parts if part in known)


def packed(rows: Iterable[Row]) -> str:
    """Rows as text, to travel with the page on which they are looked at: nothing is stored before that."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[Row]:
    """The rows in such a text, as much to be judged as when they came. Raises SheetUnreadable."""
    try:
        rows = [
            Row(int(one["n"]), {str(k): plain(str(v)) for k, v in one["cells"].items()}, tuple(one["formulas"]))
            for one in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SheetUnreadable(_("Er ging iets mis. Kies het bestand opnieuw.")) from error
    if len(rows) > MOST_ROWS:
        raise SheetUnreadable(_("In deze lijst staan te veel rijen."))
    return rows
