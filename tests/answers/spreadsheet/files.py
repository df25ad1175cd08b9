"""Spreadsheets as an official would fill them in, with openpyxl."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from dialoog.answers.queries import queue, sheets
from dialoog.answers.spreadsheet import writing
from dialoog.answers.spreadsheet.columns import SHEET
from dialoog.permissions import Actor
from tests.factories.answers import MOTIVATION, in_days

Values = Mapping[str, str | int | date | None]


def out(session: Session, by: Actor, *, answered: bool = False) -> bytes:
    """The whole queue as this official takes it along."""
    rows, owners = sheets.table(session, queue.waiting(by, queue.Filters(), answered=answered), by)
    return writing.written(rows, owners.offered)


def filled(content: bytes, fill: Callable[[int, str], Values | None]) -> bytes:
    """The file with cells filled in: `fill` gets the row (the first is 0) and its number."""
    book = load_workbook(BytesIO(content))
    sheet = book[SHEET]
    columns = columns_of(sheet)
    for n, row in enumerate(range(2, sheet.max_row + 1)):
        for name, value in (fill(n, str(sheet.cell(row, columns["nummer"]).value)) or {}).items():
            sheet.cell(row, columns[name]).value = value
    return saved(book)


def columns_of(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): k for k, cell in enumerate(sheet[1], start=1)}


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def whole(owner: str, key: str = "", outcome: str = "Deels overgenomen") -> dict[str, str | date]:
    """A row that meets every duty (D6)."""
    return {
        "antwoord": key,
        "uitkomst": outcome,
        "motivering": MOTIVATION,
        "afweging": "Overal meten kan niet; wij kiezen de drukste straten.",
        "plek 1 soort": "Document",
        "plek 1 titel": "Meetplan lucht 2027",
        "plek 1 onderdeel": "paragraaf 3.2",
        "toezegging 1 tekst": "De lijst van straten is openbaar",
        "toezegging 1 eigenaar": owner,
        "toezegging 1 datum": in_days(60),
    }
