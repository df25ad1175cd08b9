"""Lists as files that open well in a Dutch Excel and are safe there.

Semicolons and a byte order mark, because Dutch Excel otherwise puts a row in one cell and spoils accents. A text that
Excel would take for a formula gets an apostrophe before it in a .csv, and is marked as text in an .xlsx (CWE-1236).
"""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What no cell of an .xlsx may hold (XML 1.0).
_FORBIDDEN = {n: None for n in range(32) if chr(n) not in "\t\n\r"}


def harmless(text: str) -> str:
    """A text for a .csv that no program takes for a formula."""
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as .csv, with a row of names on top."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as .xlsx with one sheet, all cells text, the names on top and always in sight."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for n, row in enumerate((head, *rows), start=1):
        for k, text in enumerate(row, start=1):
            cell = sheet.cell(n, k)
            cell.value = text.translate(_FORBIDDEN)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if n == 1:
                cell.font = Font(bold=True)
            elif text[:1] in FORMULA:
                cell.quotePrefix = True
    for k in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(k)].width = 26
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}1"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
