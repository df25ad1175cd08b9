"""An uploaded report as it is understood: by the reader, and by the people who corrected it (M2)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dialoog.contributions.models import PointKind, ReportImport
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.model import Role, WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import Source, read_source
from dialoog.files import FileStore


def source_of(report_import: ReportImport, files: FileStore) -> Source:
    """The lines of the kept file. The last few files are kept in memory: a PDF of a hundred pages takes seconds."""
    return _read(files, report_import.sha256, report_import.document.file_name)


@lru_cache(maxsize=4)
def _read(files: FileStore, sha256: str, file_name: str) -> Source:
    return read_source(files.read(sha256), file_name)


def report_of(report_import: ReportImport, files: FileStore) -> WorkSessionReport:
    """The report as it is understood with the corrections so far."""
    return parse(source_of(report_import, files).lines, corrections_of(report_import).values())


def report_before(report_import: ReportImport, files: FileStore) -> WorkSessionReport | None:
    """The report as it was understood before the last correction of lines; None if none was corrected then."""
    was: dict[str, Any] = last_correction(report_import).get("was", {})
    if not was:
        return None
    said = {**report_import.corrections.get("lines", {}), **was}
    return parse(source_of(report_import, files).lines, _read_corrections(said).values())


def corrections_of(report_import: ReportImport) -> dict[int, Correction]:
    """What people said of single lines, by line."""
    return _read_corrections(report_import.corrections.get("lines", {}))


def last_correction(report_import: ReportImport) -> dict[str, Any]:
    """What was corrected last: `was` (line → what was said of it before), `by` (a person's id), `at`."""
    return dict(report_import.corrections.get("last", {}))


def theme_of(report_import: ReportImport, title_line: int) -> str:
    """The theme (slug, or '') chosen for the topic whose title begins on a line."""
    return str(report_import.corrections.get("themes", {}).get(str(title_line), ""))


def title_lines(report: WorkSessionReport) -> dict[int, int]:
    """The line on which each topic's title begins, by the topic's number."""
    found: dict[int, int] = {}
    for line in report.lines:
        if line.role is Role.TITLE and line.topic is not None:
            found.setdefault(line.topic, line.number)
    return found


def as_said(correction: Correction | None) -> dict[str, Any] | None:
    """A correction as it is kept."""
    if correction is None:
        return None
    return {"meaning": correction.meaning.value, "kind": correction.kind.value if correction.kind else None}


def _read_corrections(said: Mapping[str, Any]) -> dict[int, Correction]:
    return {
        int(line): Correction(int(line), Meaning(one["meaning"]), PointKind(one["kind"]) if one["kind"] else None)
        for line, one in said.items()
        if one is not None
    }
