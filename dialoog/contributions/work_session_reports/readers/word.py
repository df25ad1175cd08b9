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
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.readers.word_styles import Styles
from dialoog.contributions.work_session_reports.unreadable import (
    FileBroken,
    FileTooLarge,
    NoText,
    ReportUnreadable,
    WrongFileType,
)

_MOST_FILES = 5_000
_MOST_UNPACKED = 100 * 1024 * 1024
# 250 pages of plain text take 3 MB; the rest is for styles, tables and tracked changes.
_MOST_XML = 15 * 1024 * 1024
# Counted in all files: what python-docx reads as XML is for the file itself to say, whatever the names.
_MOST_TAGS = 1_500_000
_CHUNK = 1024 * 1024
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


def read_word(data: bytes, limits: Limits) -> list[SourceLine]:
    """The paragraphs as lines. Raises FileTooLarge (a zip bomb too), FileBroken, WrongFileType or NoText."""
    try:
        _check_size(data)
        lines = _lines(docx.Document(io.BytesIO(data)), limits)
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
            raise FileTooLarge(_too_large())
        tags = 0
        for file in files:
            for chunk in _chunks(archive, file):
                tags += chunk.count(b"<")
                if tags > _MOST_TAGS:
                    raise FileTooLarge(_too_large())


def _chunks(archive: zipfile.ZipFile, file: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(file) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _too_large() -> str:
    return _("Dit Word-bestand is uitgepakt te groot.")


def _broken() -> str:
    return _("Dit Word-bestand is beschadigd en kan niet worden gelezen.")


def _lines(document: Document, limits: Limits) -> list[SourceLine]:
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
        limits.check_lines(len(lines))
        limits.check_time()
        new_page = bool(_break and not after.strip()) or paragraph.find(_SECTION) is not None
    return lines


def _paragraphs(body: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Every paragraph that is shown, in order; one inside another (a text box) comes after it."""
    waiting: list[Iterator[BaseOxmlElement]] = [iter((body,))]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        if element.tag in _NOT_SHOWN:
            continue
        if element.tag == _PARAGRAPH:
            yield element
        waiting.append(iter(element))


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
