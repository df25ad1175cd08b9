"""What goes out is safe in Excel; of what comes back ours is read, all else refused in one line (D7a)."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from dialoog.answers.spreadsheet import reading, writing
from dialoog.answers.spreadsheet.columns import COLUMNS, HELP, LISTS, MOST_ROWS, SHEET
from dialoog.answers.spreadsheet.reading import SheetUnreadable, read_table
from dialoog.contributions.labels import OUTCOMES
from tests.answers.spreadsheet.files import columns_of, filled, saved

ROW = {"nummer": "IN-1", "tekst": "=1+1", "termijn": date(2027, 1, 2), "motivering": "@som\nvan twee"}


@pytest.fixture
def content(app: object) -> bytes:
    return writing.written([ROW, {"nummer": "IN-2", "tekst": "Meer\x0b groen"}], ["directie Leefomgeving", "-partij"])


def test_what_went_out_comes_back(content: bytes) -> None:
    first, second = read_table("tabel.xlsx", content).rows
    assert (first.n, first.cells, first.filled) == (2, ROW, True)
    assert (second.cells, second.filled) == ({"nummer": "IN-2", "tekst": "Meer groen"}, False)


def test_no_cell_is_a_formula(content: bytes) -> None:
    for sheet in load_workbook(BytesIO(content)):
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "d", "n"}
    assert b"<f>" not in b"".join(parts(content).values()).replace(b"<formula1>", b"")


def test_only_answers_can_be_changed(content: bytes) -> None:
    book = load_workbook(BytesIO(content))
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET, LISTS, HELP]
    assert all(one.protection.sheet for one in book)
    open_ones = {cell.column - 1 for cell in sheet[2] if not cell.protection.locked}
    assert open_ones == {k for k, column in enumerate(COLUMNS) if not column.locked}
    assert sheet.freeze_panes == "C2"
    assert sheet["B2"].alignment.wrap_text


def test_outcomes_and_owners_are_chosen_from_lists(content: bytes) -> None:
    book = load_workbook(BytesIO(content))
    lists = [[cell.value for cell in column if cell.value] for column in book[LISTS].columns]
    assert lists[0][1:] == [str(label) for label in OUTCOMES.values()]
    assert lists[2][1:] == ["directie Leefomgeving", "-partij"]
    rules = {str(rule.formula1): str(rule.sqref) for rule in book[SHEET].data_validations.dataValidation}
    letters = {name: book[SHEET].cell(1, k).column_letter for name, k in columns_of(book[SHEET]).items()}
    assert letters["uitkomst"] in rules[f"={LISTS}!$A$2:$A${len(OUTCOMES) + 1}"]
    assert letters["toezegging 3 eigenaar"] in rules[f"={LISTS}!$C$2:$C$3"]


def test_a_formula_or_a_number_that_somebody_typed(content: bytes) -> None:
    changed = filled(content, lambda n, _number: {"antwoord": 7, "motivering": "=A1"} if n == 1 else None)
    row = read_table("tabel.xlsx", changed).rows[1]
    assert row.cells["antwoord"] == "7"
    assert [column for column, _why in row.problems] == ["motivering"]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def bomb(content: bytes) -> bytes:
    return packed(parts(content) | {"xl/media/big.bin": b"0" * (reading._MOST_UNPACKED + 1)})


def with_entities(content: bytes) -> bytes:
    files = parts(content)
    sheet = files["xl/worksheets/sheet1.xml"]
    return packed(files | {"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + sheet})


def with_macros(content: bytes) -> bytes:
    return packed(parts(content) | {"xl/vbaProject.bin": b"x"})


def changed_head(old: str, new: str | None) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        book = load_workbook(BytesIO(content))
        sheet = book[SHEET]
        sheet.cell(1, columns_of(sheet)[old]).value = new
        return saved(book)

    return change


def too_many(_content: bytes) -> bytes:
    return writing.written([{"nummer": f"IN-{n}"} for n in range(MOST_ROWS + 1)], [])


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda _content: b"nummer;uitkomst\n", "geen Excel-bestand"),
        (lambda _content: b"", "geen Excel-bestand"),
        (lambda content: content[:2000], "beschadigd"),
        (lambda _content: packed({"word/document.xml": b"<a/>"}), "geen Excel-bestand"),
        (lambda _content: b"\xd0\xcf\x11\xe0" + b"x" * 600, "wachtwoord"),
        (lambda content: content + b"x" * reading.MAX_BYTES, "te groot"),
        (lambda _content: saved(Workbook()), "geen tabblad"),
        (lambda _content: writing.written([], []), "geen punten"),
        (bomb, "uitgepakt te groot"),
        (with_entities, "beschadigd"),
        (with_macros, "macro"),
        (changed_head("uitkomst", "besluit"), "kennen wij niet: besluit"),
        (changed_head("uitkomst", None), "ontbreekt de kolom 'uitkomst'"),
        (changed_head("afweging", "uitkomst"), "ontbreekt de kolom 'afweging'"),
        (too_many, "meer dan 2000 rijen"),
    ],
)
def test_any_other_file_is_refused(content: bytes, spoil: Callable[[bytes], bytes], why: str) -> None:
    with pytest.raises(SheetUnreadable, match=why) as refused:
        read_table("tabel.xlsx", spoil(content))
    assert "\n" not in refused.value.message
