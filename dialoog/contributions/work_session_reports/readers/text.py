"""Plain text: UTF-8, UTF-16 with its mark, or cp1252."""

import re

from flask_babel import gettext as _

from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.unreadable import NoText, WrongFileType

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_SHARE = 200


def read_text(data: bytes, limits: Limits) -> tuple[list[SourceLine], list[str]]:
    """The lines and, where the characters had to be guessed, a note. Raises WrongFileType, FileTooLarge or NoText."""
    text, notes = _decode(data)
    if "\x00" in text or len(_CONTROL.findall(text)) * _CONTROL_SHARE > len(text):
        raise WrongFileType(_not_a_text())
    if not text.strip():
        raise NoText(_("Het bestand is leeg."))
    return split_lines(text, limits), notes


def split_lines(text: str, limits: Limits) -> list[SourceLine]:
    """The lines of a text. A form feed starts a page; inside a line it also starts a line."""
    lines: list[SourceLine] = []
    new_page = False
    for raw in _NEWLINE.split(text):
        parts = raw.split("\f") if "\f" in raw else [raw]
        kept = [part for part in parts if part.strip()] or [""]
        for at, part in enumerate(kept):
            started = new_page or at > 0 or (len(parts) > 1 and not parts[0].strip())
            lines.append(SourceLine(len(lines) + 1, part, new_page=started))
            limits.check_lines(len(lines))
            new_page = False
        new_page = len(parts) > 1 and not parts[-1].strip() and bool(kept[0])
    return lines


def _decode(data: bytes) -> tuple[str, list[str]]:
    try:
        if data.startswith(_UTF16_MARKS):
            return data.decode("utf-16"), []
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        if data.startswith(_UTF16_MARKS):
            raise WrongFileType(_not_a_text()) from None
    try:
        return data.decode("cp1252"), [_("Het bestand is geen UTF-8; het is gelezen als Windows-1252.")]
    except UnicodeDecodeError:
        raise WrongFileType(_not_a_text()) from None


def _not_a_text() -> str:
    return _("Dit is geen tekstbestand, .docx of PDF.")
