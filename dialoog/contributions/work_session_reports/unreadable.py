"""Why a file cannot be read as a report. Each has one clear Dutch line in `message`."""

from flask_babel import gettext as _

from dialoog.contributions.work_session_reports.model import WorkSessionReport
from dialoog.errors import RuleViolation


class ReportUnreadable(RuleViolation):
    """Base of all refusals of a report file."""


class WrongFileType(ReportUnreadable):
    """Neither text, nor .docx, nor PDF."""


class FileTooLarge(ReportUnreadable):
    """More bytes, pages or lines than any report has, or a file that unpacks to more."""


class FileEncrypted(ReportUnreadable):
    """Behind a password."""


class FileBroken(ReportUnreadable):
    """Says it is a .docx or PDF, but cannot be opened as one."""


class NoText(ReportUnreadable):
    """Holds no text: an empty file, or a scan."""


class NoTopics(ReportUnreadable):
    """Readable, but no title is followed by a known heading of points (M1)."""


def require_topics(report: WorkSessionReport) -> WorkSessionReport:
    """The report itself. Raises NoTopics if nothing in it was understood as a topic."""
    if report.topics:
        return report
    raise NoTopics(
        _(
            "In dit verslag staan geen onderwerpen. Een onderwerp begint met een titel in hoofdletters; "
            "daaronder staat een kopje zoals ‘Sterke punten’ of ‘Overwegende dat’."
        )
    )
