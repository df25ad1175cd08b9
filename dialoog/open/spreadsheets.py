"""Lists as CSV, made to open well in a Dutch Excel and to be safe there.

Semicolons and a byte order mark, because Dutch Excel otherwise puts a row in one cell and spoils accents. A text that
Excel would take for a formula gets an apostrophe before it (CWE-1236); the .json of the list has it as it is.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import Any, cast

from dialoog.open.records.found import Record
from dialoog.web.spreadsheets import harmless

CONTENT_TYPE = "text/csv; charset=utf-8"
MOST_ROWS = 5000

Cell = str | int | bool | None
Columns = Mapping[str, Callable[[Record], Cell]]


def written(columns: Columns, records: Iterable[Record]) -> bytes:
    """The records as a file, with a row of names on top."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(column(record)) for column in columns.values()] for record in records)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int):
        return value
    return harmless(value)


def _field(*path: str) -> Callable[[Record], Cell]:
    def found(record: Record) -> Cell:
        value: Any = record
        for name in path:
            if value is None:
                return None
            value = value[name]
        return cast(Cell, value)

    return found


def _promises(record: Record) -> str:
    """One line for each commitment."""
    return "\n".join(
        f"{one['tekst']} ({one['eigenaar']}, {one['vervalt']}, {one['status']})" for one in record["toezeggingen"]
    )


def _endorsements(record: Record) -> str:
    return ", ".join(f"{one['sector']}: {one['aantal']}" for one in record["onderschrijvingen"])


def _places(record: Record) -> str:
    parts = [(one["titel"], one["paragraaf"], one["adres"]) for one in record["terugTeVinden"]]
    return "\n".join(", ".join(filter(None, one)) for one in parts)


def _division(record: Record) -> str:
    """A line for each group: filled of wanted."""
    return "\n".join(
        f"{one['waarde'] or one['kenmerk']}: {one['bezet']} van {'?' if one['gewenst'] is None else one['gewenst']}"
        for one in record["samenstelling"]
    )


_PAGE = _field("_links", "pagina", "href")

CONTRIBUTIONS: Columns = {
    "nummer": _field("nummer"),
    "ontvangenOp": _field("ontvangenOp"),
    "status": _field("status"),
    "tekst": _field("tekst"),
    "soort": _field("soort"),
    "thema": _field("thema", "naam"),
    "bijeenkomst": _field("bijeenkomst", "titel"),
    "onderwerp": _field("onderwerp", "titel"),
    "sector": _field("sector"),
    "partij": _field("partij"),
    "zichtbaarheid": _field("zichtbaarheid"),
    "dienst": _field("dienst"),
    "termijnVervalt": _field("termijn", "vervalt"),
    "teLaat": _field("termijn", "teLaat"),
    "gehaaldOp": _field("termijn", "gehaaldOp"),
    "staatStilSinds": _field("termijn", "staatStilSinds"),
    "uitkomst": _field("antwoord", "uitkomst"),
    "motivering": _field("antwoord", "motivering"),
    "versie": _field("antwoord", "versie"),
    "gepubliceerdOp": _field("antwoord", "gepubliceerdOp"),
    "toezeggingen": _promises,
    "onderschrevenDoor": _endorsements,
    "pagina": _PAGE,
}
ANSWERS: Columns = {
    "id": _field("id"),
    "gepubliceerdOp": _field("gepubliceerdOp"),
    "uitkomst": _field("uitkomst"),
    "motivering": _field("motivering"),
    "afweging": _field("afweging"),
    "versie": _field("versie"),
    "waaromGewijzigd": _field("waaromGewijzigd"),
    "dienst": _field("dienst"),
    "ondertekendDoorNaam": _field("ondertekendDoor", "naam"),
    "ondertekendDoorFunctie": _field("ondertekendDoor", "functie"),
    "terugTeVinden": _places,
    "toezeggingen": _promises,
    "aantalInbrengen": _field("aantalInbrengen"),
    "pagina": _PAGE,
}
COMMITMENTS: Columns = {
    "id": _field("id"),
    "tekst": _field("tekst"),
    "eigenaar": _field("eigenaar"),
    "vervalt": _field("vervalt"),
    "status": _field("status"),
    "teLaat": _field("teLaat"),
    "toegezegdOp": _field("toegezegdOp"),
    "afgeslotenOp": _field("afgeslotenOp"),
    "laatsteBericht": _field("laatsteBericht"),
    "laatsteBerichtOp": _field("laatsteBerichtOp"),
    "merkbaarGevraagd": _field("merkbaar", "gevraagd"),
    "merkbaarJa": _field("merkbaar", "ja"),
    "merkbaarGedeeltelijk": _field("merkbaar", "gedeeltelijk"),
    "merkbaarNee": _field("merkbaar", "nee"),
    "pagina": _PAGE,
}
MEETINGS: Columns = {
    "slug": _field("slug"),
    "titel": _field("titel"),
    "soort": _field("soort"),
    "zichtbaarheid": _field("zichtbaarheid"),
    "datum": _field("datum"),
    "begintOp": _field("begintOp"),
    "eindigtOp": _field("eindigtOp"),
    "afgelastOp": _field("afgelastOp"),
    "plaats": _field("plaats"),
    "traject": _field("traject"),
    "organisator": _field("organisator"),
    "gehoord": _field("punten", "gehoord"),
    "beantwoord": _field("punten", "beantwoord"),
    "open": _field("punten", "open"),
    "ingetrokken": _field("punten", "ingetrokken"),
    "teLaat": _field("punten", "teLaat"),
    "pagina": _PAGE,
}
TABLES: Columns = {
    "slug": _field("slug"),
    "naam": _field("naam"),
    "doel": _field("doel"),
    "traject": _field("traject"),
    "organisator": _field("organisator"),
    "thema": _field("thema", "naam"),
    "begintOp": _field("begintOp"),
    "eindigtOp": _field("eindigtOp"),
    "bijeenkomstenPerJaar": _field("bijeenkomstenPerJaar"),
    "zetels": _field("zetels", "totaal"),
    "bezet": _field("zetels", "bezet"),
    "samenstelling": _division,
    "pagina": _PAGE,
}
ADVICES: Columns = {
    "slug": _field("slug"),
    "titel": _field("titel"),
    "tafel": _field("tafel", "naam"),
    "aan": _field("aan"),
    "gevraagd": _field("gevraagd"),
    "samenvatting": _field("samenvatting"),
    "tekst": _field("tekst"),
    "generatietoets": _field("generatietoets"),
    "status": _field("status"),
    "aangebodenOp": _field("aangebodenOp"),
    "dienst": _field("dienst"),
    "inbrengen": lambda record: " ".join(record["inbrengen"]),
    "termijnVervalt": _field("termijn", "vervalt"),
    "teLaat": _field("termijn", "teLaat"),
    "gehaaldOp": _field("termijn", "gehaaldOp"),
    "uitkomst": _field("reactie", "uitkomst"),
    "motivering": _field("reactie", "motivering"),
    "versie": _field("reactie", "versie"),
    "toezeggingen": _promises,
    "pagina": _PAGE,
}
