"""Uploading a report, and what people say of its lines and topics."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage

from dialoog.contributions.shown_reports import correction_of
from dialoog.contributions.work_session_reports.corrections import Correction
from dialoog.contributions.work_session_reports.readers import MAX_BYTES
from dialoog.errors import RuleViolation
from dialoog.web.context import settings
from dialoog.web.forms import Form, clean

LINE, THEME = "regel-", "thema-"
# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)


class UploadForm(Form):
    """One report."""

    file = FileField(
        _l("Verslag"),
        validators=[FileRequired(message=_l("Kies een bestand."))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = min(MAX_BYTES, settings().upload_limit) // 1024**2
        self.file.description = _(
            "Een tekstbestand (.txt), Word-bestand (.docx) of PDF met tekst, ten hoogste %(most)s MB.", most=most
        )

    def upload(self) -> tuple[str, bytes]:
        """The name of the file, without folders, and its content."""
        given = cast(FileStorage, self.file.data)
        name = clean(PureWindowsPath(given.filename or "").name)[:200]
        return name or "verslag", given.read()


MOST_DIGITS = 9


@dataclass(frozen=True)
class Said:
    """What somebody chose on a page, by line: all of it, only what they changed there, and the edit they looked at."""

    all: dict[int, str]
    changed: dict[int, str]
    edit: int

    @classmethod
    def from_form(cls, form: Mapping[str, str], prefix: str) -> "Said":
        """Read the fields with a prefix. Raises RuleViolation for what no page of ours sends."""
        try:
            chosen = {_line(name.removeprefix(prefix)): form[name] for name in form if name.startswith(prefix)}
            was = {_line(line): str(code) for line, code in json.loads(form.get("was") or "{}").items()}
            changed = {line: code for line, code in chosen.items() if code != was.get(line, "")}
            return cls(chosen, changed, int(form["edit"]))
        except (ValueError, KeyError, AttributeError, RecursionError) as error:
            raise RuleViolation(_("Dit formulier klopt niet. Laad de pagina opnieuw.")) from error

    def corrections(self) -> dict[int, Correction | None]:
        """What was changed, as corrections of lines. Raises RuleViolation as `from_form`."""
        try:
            return {line: correction_of(line, code) for line, code in self.changed.items()}
        except ValueError as error:
            raise RuleViolation(_("Dit formulier klopt niet. Laad de pagina opnieuw.")) from error


def _line(number: str) -> int:
    """A line of a report; larger numbers than any has the record cannot hold. Raises ValueError."""
    if len(number) > MOST_DIGITS:
        raise ValueError("no line of a report")
    return int(number)


def stood(chosen: Mapping[int, str], lines: Iterable[int]) -> str:
    """What stands on a page when it is shown, to be sent back with it (`Said.from_form`)."""
    shown: dict[str, Any] = {str(line): chosen[line] for line in lines if chosen.get(line)}
    return json.dumps(shown, separators=(",", ":"))
