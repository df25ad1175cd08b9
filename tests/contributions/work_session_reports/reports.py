"""How these tests write reports and look at what was read."""

from dialoog.contributions.work_session_reports.corrections import Correction
from dialoog.contributions.work_session_reports.model import Role, SourceLine, Topic, WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import MAX_LINES
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.readers.text import split_lines

Kinds = dict[str, list[str]]


def read(text: str, *corrections: Correction) -> WorkSessionReport:
    return parse(split_lines(text, Limits(MAX_LINES)), corrections)


def lines(*texts: str) -> list[SourceLine]:
    return [SourceLine(number, text) for number, text in enumerate(texts, 1)]


def points(topic: Topic) -> Kinds:
    return {section.kind.value: [item.text for item in section.items] for section in topic.sections}


def shape(report: WorkSessionReport) -> list[tuple[str, Kinds]]:
    """Titles with their points: what most tests are about."""
    return [(topic.title, points(topic)) for topic in report.topics]


def unplaced(report: WorkSessionReport) -> list[str]:
    return [line.text for line in report.unplaced]


def roles(report: WorkSessionReport) -> list[Role]:
    return [line.role for line in report.lines]
