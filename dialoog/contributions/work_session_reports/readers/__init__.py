"""From the bytes of a file to source lines. What a file is, is decided by its content, never by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from time import monotonic

from flask_babel import gettext as _

from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.readers.pdf import read_pdf
from dialoog.contributions.work_session_reports.readers.text import read_text
from dialoog.contributions.work_session_reports.readers.word import is_word, read_word
from dialoog.contributions.work_session_reports.unreadable import (
    FileEncrypted,
    FileTooLarge,
    NoText,
    ReportUnreadable,
    WrongFileType,
)

MAX_BYTES = 20 * 1024 * 1024
MAX_LINES = 200_000

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"{\\rtf")
_PDF = b"%PDF-"
_PDF_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the media type by content, the lines, and what the reader has to tell about it."""

    media_type: str
    lines: tuple[SourceLine, ...]
    notes: tuple[str, ...] = ()


def read_source(
    data: bytes, filename: str, *, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = monotonic
) -> Source:
    """The lines of a .txt, .docx or .pdf file. `filename` only serves to name the file in the message.

    Raises ReportUnreadable: WrongFileType, FileTooLarge, FileEncrypted, FileBroken or NoText.
    """
    try:
        return _read(data, max_bytes, Limits(MAX_LINES, clock))
    except ReportUnreadable as refusal:
        name = "".join(char for char in PurePath(filename).name if char.isprintable())[:100]
        raise type(refusal)(f"{name}: {refusal.message}" if name else refusal.message) from refusal.__cause__


def _read(data: bytes, max_bytes: int, limits: Limits) -> Source:
    if len(data) > max_bytes:
        raise FileTooLarge(
            _("Dit bestand is te groot: het mag ten hoogste %(most)s MB zijn.", most=max_bytes // 1024**2)
        )
    if not data:
        raise NoText(_("Het bestand is leeg."))
    if _is_pdf(data):
        return Source("application/pdf", tuple(read_pdf(data, limits)))
    if data.startswith(_ZIP):
        if not is_word(data):
            raise WrongFileType(_wrong_type())
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return Source(word, tuple(read_word(data, limits)))
    _refuse_others(data)
    lines, notes = read_text(data, limits)
    return Source("text/plain", tuple(lines), tuple(notes))


def _is_pdf(data: bytes) -> bool:
    """Some programs put a few bytes before the mark of a PDF; a text that speaks of it has no such bytes."""
    head = data[:_PDF_WITHIN]
    at = head.find(_PDF)
    return at == 0 or (at > 0 and (not head[:at].strip() or b"\x00" in head or b"endobj" in data))


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            raise FileEncrypted(_("Dit Word-bestand is beveiligd met een wachtwoord. Haal de beveiliging eraf."))
        raise WrongFileType(_("Dit is een oud Word-bestand (.doc). Sla het op als .docx en probeer het opnieuw."))
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise WrongFileType(_wrong_type())


def _wrong_type() -> str:
    return _("Dit soort bestand kan niet worden gelezen. Kies een tekstbestand (.txt), .docx of PDF.")
