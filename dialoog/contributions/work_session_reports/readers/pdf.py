"""PDF: the lines of the text that pypdf extracts."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import EncodedStreamObject

from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.unreadable import (
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    NoText,
    ReportUnreadable,
)

_MOST_PAGES = 500
# Of all pages together, unpacked; content that pages share is read, and counts, once for each.
_MOST_CONTENT = 50 * 1024 * 1024
# One glyph for two letters is how the page was set, not what was said.
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)

# pypdf tells of every oddity of a file; who uploads it is told by our own messages.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, limits: Limits) -> list[SourceLine]:
    """The lines of all pages. Raises FileEncrypted, FileBroken, FileTooLarge, or NoText for a scan."""
    try:
        pages = list(_pages(data, limits))
    except ReportUnreadable:
        raise
    except LimitReachedError as error:
        raise FileTooLarge(_too_large()) from error
    except Exception as error:  # pypdf fails on broken files in more ways than it documents
        raise FileBroken(_("Deze PDF is beschadigd en kan niet worden gelezen.")) from error
    if not any(page.strip() for page in pages):
        raise NoText(_("Deze PDF bevat geen tekst (scan?). Lever het verslag aan als tekst, .docx of PDF met tekst."))
    lines: list[SourceLine] = []
    for page in pages:
        for at, text in enumerate(page.split("\n")):
            lines.append(SourceLine(len(lines) + 1, text, new_page=at == 0))
    return lines


class _Content:
    """What was unpacked so far of the content of the pages."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = 0

    def add(self, size: int) -> None:
        """Raises FileTooLarge, from then on at every call."""
        self._bytes += size
        if self._bytes > _MOST_CONTENT:
            raise FileTooLarge(_too_large())
        self._limits.check_time()


def _pages(data: bytes, limits: Limits) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens_without_password(reader):
        raise FileEncrypted(_("Deze PDF is beveiligd met een wachtwoord. Haal de beveiliging eraf."))
    if len(reader.pages) > _MOST_PAGES:
        raise FileTooLarge(_("Deze PDF heeft meer dan %(most)s pagina’s.", most=_MOST_PAGES))
    content = _Content(limits)
    count = 0
    for page in reader.pages:
        text = _text(page, content).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        count += text.count("\n") + 1
        limits.check_lines(count)
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_LIGATURES)


def _text(page: PageObject, content: _Content) -> str:
    contents = page.get_contents()
    content.add(len(contents.get_data()) if contents is not None else 0)
    read_form = page.extract_xform_text

    def counted(form: EncodedStreamObject, *options: Any, **named: Any) -> str:
        content.add(len(form.get_data()))
        return read_form(form, *options, **named)

    # A page shows a form as often as it likes, and a form shows others. A visitor would see them too, but makes
    # pypdf take apart every drawing without text.
    page.extract_xform_text = counted  # type: ignore[method-assign, assignment]
    text = page.extract_text()
    content.add(0)  # pypdf swallows the refusal of a form
    return text


def _too_large() -> str:
    return _("Deze PDF is uitgepakt te groot.")


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - also where the cipher is not at hand
        return False
