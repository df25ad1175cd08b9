"""The report for programs (the JSON that interface.md promises) and for people."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from dialoog.contributions.labels import KINDS
from dialoog.contributions.work_session_reports.model import Topic, WorkSessionReport


def to_json(report: WorkSessionReport) -> dict[str, Any]:
    """The report as interface.md promises it, ready for `json.dumps`."""
    return {
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "topics": [_topic(topic) for topic in report.topics],
        "unplaced": [{"line": line.line, "text": line.text} for line in report.unplaced],
        "preamble_lines": report.preamble_lines,
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "number": topic.number,
        "title": topic.title,
        "reference": topic.reference,
        "description": topic.description,
        "sections": [
            {
                "kind": section.kind.value,
                "items": [
                    {"text": item.text, "first_line": item.first_line, "last_line": item.last_line}
                    for item in section.items
                ],
            }
            for section in topic.sections
        ],
    }


def to_text(report: WorkSessionReport) -> str:
    """The report in plain Dutch: what was understood, with line numbers, and what was not placed."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: WorkSessionReport) -> Iterator[str]:
    yield report.title or _("Verslag zonder titel")
    yield _("Datum: %(date)s", date=report.date.isoformat() if report.date else _("niet gevonden"))
    yield _(
        "Onderwerpen: %(topics)s, punten: %(points)s, niet geplaatste regels: %(unplaced)s",
        topics=len(report.topics),
        points=report.points,
        unplaced=len(report.unplaced),
    )
    for topic in report.topics:
        yield ""
        yield f"{topic.number}. {topic.title}" + (f" ({topic.reference})" if topic.reference else "")
        if topic.description:
            yield _("Omschrijving: %(text)s", text=topic.description)
        for section in topic.sections:
            yield f"{KINDS[section.kind]} ({len(section.items)})"
            for item in section.items:
                yield f"  - {item.text}  [{_range(item.first_line, item.last_line)}]"
    if report.unplaced:
        yield ""
        yield _("Niet geplaatst:")
        for line in report.unplaced:
            yield f"  {_('regel %(number)s', number=line.line)}: {line.text}"


def _range(first: int, last: int) -> str:
    if first == last:
        return _("regel %(number)s", number=first)
    return _("regel %(first)s tot en met %(last)s", first=first, last=last)
