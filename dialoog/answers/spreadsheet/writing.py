"""The spreadsheet as it goes out: locked where it says which point it is, lists to choose from, no formulas (D7a)."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dialoog.answers.labels import LANDING_KINDS
from dialoog.answers.spreadsheet.cells import Cell, Cells, plain
from dialoog.answers.spreadsheet.columns import COLUMNS, HELP, LISTS, LOCKED, MOST_ROWS, SHEET, Holds
from dialoog.contributions.labels import OUTCOMES

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="154273")
_FIXED = PatternFill("solid", fgColor="EEF2F6")
_OPEN, _SHUT = Protection(locked=False), Protection(locked=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_DAY, _AS_TEXT = "DD-MM-YYYY", "@"
# Room to choose from the lists in rows that somebody adds below.
_LAST = MOST_ROWS + 1


def written(rows: Iterable[Cells], owners: Sequence[str]) -> bytes:
    """The file: a row for each point, its cells by the names of their columns; owners: the names to choose from."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _head(sheet)
    for n, cells in enumerate(rows, start=2):
        for k, column in enumerate(COLUMNS, start=1):
            _put(sheet, n, k, cells.get(column.name, ""))
            _dress(sheet, n, k)
    _lists(book, sheet, owners)
    _protect(sheet)
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.sort = sheet.protection.autoFilter = False
    _help(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet: Worksheet) -> None:
    for k, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, k, column.name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = _WRAPPED
        sheet.column_dimensions[get_column_letter(k)].width = column.width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}1"


def _put(sheet: Worksheet, n: int, k: int, value: Cell) -> None:
    cell = sheet.cell(n, k)
    if isinstance(value, date):
        cell.value = value
    elif value:
        # Always text, also what Excel would take for a formula (CWE-1236), and when somebody edits the cell.
        cell.value = plain(value)
        cell.data_type = "s"


def _dress(sheet: Worksheet, n: int, k: int) -> None:
    cell, column = sheet.cell(n, k), COLUMNS[k - 1]
    cell.alignment = _WRAPPED
    cell.number_format = _DAY if column.holds is Holds.DAY else _AS_TEXT
    cell.protection = _SHUT if column.locked else _OPEN
    if column.locked:
        cell.fill = _FIXED
    if cell.data_type == "s" and isinstance(cell.value, str) and cell.value[:1] in "=+-@":
        cell.quotePrefix = True


def _lists(book: Workbook, sheet: Worksheet, owners: Sequence[str]) -> None:
    lists = book.create_sheet(LISTS)
    values = {
        Holds.OUTCOME: (_("uitkomst"), [str(label) for label in OUTCOMES.values()]),
        Holds.PLACE: (_("soort plek"), [str(label) for label in LANDING_KINDS.values()]),
        Holds.OWNER: (_("eigenaar"), list(owners)),
    }
    for k, (holds, (title, names)) in enumerate(values.items(), start=1):
        lists.cell(1, k, title).font = Font(bold=True)
        lists.column_dimensions[get_column_letter(k)].width = 40
        for n, name in enumerate(names, start=2):
            _put(lists, n, k, name)
        if names:
            letter = get_column_letter(k)
            _choose(sheet, holds, f"={LISTS}!${letter}$2:${letter}${len(names) + 1}")
    _protect(lists)


def _choose(sheet: Worksheet, holds: Holds, source: str) -> None:
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    choice.errorTitle, choice.error = _("Niet in de lijst"), _("Kies een waarde uit de lijst.")
    for k, column in enumerate(COLUMNS, start=1):
        if column.holds is holds:
            letter = get_column_letter(k)
            choice.add(f"{letter}2:{letter}{_LAST}")
    sheet.add_data_validation(choice)


def _protect(sheet: Worksheet) -> None:
    """Against slips, not against people: without a password. What comes back is checked anyway."""
    sheet.protection.sheet = True


def _help(book: Workbook) -> None:
    sheet = book.create_sheet(HELP)
    sheet.column_dimensions["A"].width = 100
    for n, line in enumerate(_explanation(), start=1):
        cell = sheet.cell(n, 1, line)
        cell.alignment = _WRAPPED
        if n == 1:
            cell.font = Font(bold=True, size=14)
    _protect(sheet)


def _explanation() -> list[str]:
    locked = ", ".join(column.name for column in LOCKED)
    return [
        _("Zo vult u deze tabel in"),
        _("Elke rij is een punt. De grijze kolommen kunt u niet wijzigen: %(names)s.") % {"names": locked},
        _("Antwoord: een naam die u zelf kiest. Rijen met dezelfde naam krijgen samen één antwoord."),
        _("Vul bij rijen met dezelfde naam overal precies hetzelfde in. Anders nemen wij geen van die rijen over."),
        _("Een rij zonder naam krijgt een eigen antwoord. Een rij waarin u niets invult, blijft in de wachtrij staan."),
        _("Uitkomst: kies uit de lijst."),
        _("Motivering: schrijf in gewone taal waarom. Gebruik minstens 40 tekens."),
        _("Afweging: verplicht als u iets niet overneemt. Schrijf wat u tegen elkaar hebt afgewogen."),
        _("Plek 1 tot en met 3: waar het terug te vinden is."),
        _("Een plek is verplicht bij overgenomen, deels overgenomen en al bestaand beleid."),
        _("Is de plek een document? Schrijf dan ook welk onderdeel. Een adres begint met https://."),
        _("Toezegging 1 tot en met 3: wat, wie en wanneer. Verplicht bij overgenomen en deels overgenomen."),
        _("Eigenaar: kies een dienst of partij uit de lijst. Datum: een dag vanaf vandaag."),
        _("Gebruik geen formules. Zet de tekst zelf in de cel."),
        _("Klaar, of halverwege? Geef het bestand terug op de pagina waar u het ophaalde."),
        _("U ziet daar eerst per rij wat klopt. Daarna kiest u of u de antwoorden opslaat."),
        _("Er passen ten hoogste %(most)s punten in een tabel.") % {"most": MOST_ROWS},
    ]
