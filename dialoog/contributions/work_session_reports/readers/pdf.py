"""PDF: the lines of the text that pypdf extracts."""

import io
import logging
from collections.abc import Iterator

from flask_babel import gettext as _
from pypdf import PdfReader

from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.unreadable import (
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    NoText,
    ReportUnreadable,
)

_MOST_PAGES = 500
# One glyph for two letters is how the page was set, not what was said.
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)

# pypdf tells of every oddity of a file; who uploads it is told by our own messages.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes) -> list[SourceLine]:
    """The lines of all pages. Raises FileEncrypted, FileBroken, FileTooLarge, or NoText for a scan."""
    try:
        pages = list(_pages(data))
    except ReportUnreadable:
        raise
    except Exception as error:  # pypdf fails on broken files in more ways than it documents
        raise FileBroken(_("Deze PDF is beschadigd en kan niet worden gelezen.")) from error
    if not any(page.strip() for page in pages):
        raise NoText(_("Deze PDF bevat geen tekst (scan?). Lever het verslag aan als tekst, .docx of PDF met tekst."))
    lines: list[SourceLine] = []
    for page in pages:
        for at, text in enumerate(page.split("\n")):
            lines.append(SourceLine(len(lines) + 1, text, new_page=at == 0))
    return lines


def _pages(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens_without_password(reader):
        raise FileEncrypted(_("Deze PDF is beveiligd met een wachtwoord. Haal de beveiliging eraf."))
    if len(reader.pages) > _MOST_PAGES:
        raise FileTooLarge(_("Deze PDF heeft meer dan %(most)s pagina’s.", most=_MOST_PAGES))
    for page in reader.pages:
        text = page.extract_text().replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_LIGATURES)


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - also where the cipher is not at hand
        return False
