"""Word (.docx): every paragraph is a line, those of tables and text boxes too, in the order of the document."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from flask_babel import gettext as _

from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.readers.word_styles import Styles
from dialoog.contributions.work_session_reports.unreadable import (
    FileBroken,
    FileTooLarge,
    NoText,
    ReportUnreadable,
    WrongFileType,
)

_MOST_FILES = 5_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_XML = 60 * 1024 * 1024
_MAIN = "word/document.xml"

_PARAGRAPH, _TEXT = qn("w:p"), qn("w:t")
_SPACES = frozenset({qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")})
_PAGE, _BREAK, _SECTION = "\f", qn("w:type"), f"{qn('w:pPr')}/{qn('w:sectPr')}"
_HYPHEN, _SYMBOL = qn("w:noBreakHyphen"), qn("w:sym")
# What was deleted or moved away, and the second copy that Word keeps of a text box for old programs.
_NOT_SHOWN = frozenset(
    {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)


def is_word(data: bytes) -> bool:
    """Whether a zip file is a .docx. Raises FileBroken if it is no sound zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileBroken(_broken()) from error


def read_word(data: bytes) -> list[SourceLine]:
    """The paragraphs as lines. Raises FileTooLarge (a zip bomb too), FileBroken, WrongFileType or NoText."""
    _check_size(data)
    try:
        lines = _lines(docx.Document(io.BytesIO(data)))
    except ReportUnreadable:
        raise
    except ValueError as error:
        raise WrongFileType(_("Dit is geen gewoon Word-bestand (.docx).")) from error
    except Exception as error:  # python-docx fails on broken files in more ways than it documents
        raise FileBroken(_broken()) from error
    if not any(line.text.strip() for line in lines):
        raise NoText(_("Dit Word-bestand bevat geen tekst."))
    return lines


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = archive.infolist()
    xml = [file.file_size for file in files if file.filename.endswith((".xml", ".rels"))]
    if len(files) > _MOST_FILES or sum(file.file_size for file in files) > _MOST_UNPACKED or sum(xml) > _MOST_XML:
        raise FileTooLarge(_("Dit Word-bestand is uitgepakt te groot."))


def _broken() -> str:
    return _("Dit Word-bestand is beschadigd en kan niet worden gelezen.")


def _lines(document: Document) -> list[SourceLine]:
    styles = Styles(document)
    lines: list[SourceLine] = []
    new_page = False
    for paragraph in _paragraphs(document.element.body):
        before, _break, after = "".join(_texts(paragraph)).rpartition(_PAGE)
        text = f"{before.replace(_PAGE, ' ')} {after}" if _break else after
        if styles.in_capitals(paragraph):
            text = text.upper()
        starts = new_page or styles.breaks_before(paragraph) or bool(_break and not before.strip(_PAGE + " "))
        listed, style = styles.is_listed(paragraph), styles.name(paragraph)
        lines.append(SourceLine(len(lines) + 1, text, new_page=starts, listed=listed, style=style))
        new_page = bool(_break and not after.strip()) or paragraph.find(_SECTION) is not None
    return lines


def _paragraphs(body: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Every paragraph that is shown, in order; one inside another (a text box) comes after it."""
    waiting: list[BaseOxmlElement] = [body]
    while waiting:
        element = waiting.pop()
        if element.tag in _NOT_SHOWN:
            continue
        if element.tag == _PARAGRAPH:
            yield element
        waiting.extend(reversed(element))


def _texts(paragraph: BaseOxmlElement) -> Iterator[str]:
    """The words of a paragraph, without those of paragraphs inside it."""
    waiting: list[BaseOxmlElement] = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _PARAGRAPH or element.tag in _NOT_SHOWN:
            continue
        if element.tag == _TEXT:
            yield element.text or ""
        elif element.tag in _SPACES:
            yield _PAGE if element.get(_BREAK) == "page" else " "
        elif element.tag == _HYPHEN:
            yield "-"
        elif element.tag == _SYMBOL:
            yield _symbol(element.get(qn("w:char")) or "")
        waiting.extend(reversed(element))


def _symbol(code: str) -> str:
    """The character of a symbol font, mostly a private-use glyph; nothing if the file does not say which."""
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ud800" <= char <= "\udfff" else char
