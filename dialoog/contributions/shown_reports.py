"""An uploaded report as plain values for its pages: what was understood, each line, what a correction changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import PointKind
from dialoog.contributions.rules.understanding import title_lines
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.model import LineReading, Role, Topic, WorkSessionReport

LINES_A_PIECE = 120
MOST_CHANGES = 100

ROLES = {
    Role.BLANK: _l("lege regel"),
    Role.PREAMBLE: _l("inleiding"),
    Role.TITLE: _l("titel van een onderwerp"),
    Role.HEADING: _l("kopje"),
    Role.POINT: _l("begin van een punt"),
    Role.CONTINUATION: _l("hoort bij het punt erboven"),
    Role.DESCRIPTION: _l("omschrijving van het onderwerp"),
    Role.FURNITURE: _l("paginarand, telt niet mee"),
    Role.UNPLACED: _l("niet geplaatst"),
}
MEANINGS = {
    Meaning.TITLE: _l("Titel van een onderwerp"),
    Meaning.POINT: _l("Begin van een punt"),
    Meaning.CONTINUES: _l("Hoort bij het punt erboven"),
    Meaning.DESCRIPTION: _l("Omschrijving van het onderwerp"),
    Meaning.IGNORE: _l("Hoort nergens bij"),
}


def code_of(correction: Correction | None) -> str:
    """A correction as a choice of the form: 'punt', 'kopje:sterk', '' for none."""
    if correction is None:
        return ""
    return f"{correction.meaning}:{correction.kind}" if correction.kind else correction.meaning.value


def correction_of(line: int, code: str) -> Correction | None:
    """The correction a choice stands for. Raises ValueError for what is no choice of the form."""
    if not code:
        return None
    meaning, _colon, kind = code.partition(":")
    return Correction(line, Meaning(meaning), PointKind(kind) if kind else None)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line can be said to be: groups of (choice, words)."""
    meanings = [(meaning.value, str(words)) for meaning, words in MEANINGS.items()]
    kinds = [(f"{Meaning.HEADING}:{kind}", _("Kopje: %(kind)s", kind=str(words))) for kind, words in KINDS.items()]
    return [(_("Deze regel is"), meanings), (_("Kopje boven punten van de soort"), kinds)]


def words_of(code: str) -> str:
    """The words of a choice."""
    for _group, options in choices():
        for option, words in options:
            if option == code:
                return words
    return _("zoals het is gelezen")


@dataclass(frozen=True)
class Piece:
    """A part of the report that is corrected on one page: a topic, the introduction, or a part of a long one."""

    title: str
    number: int | None
    lines: tuple[LineReading, ...]

    @property
    def first(self) -> int:
        """The line it begins on."""
        return self.lines[0].number


def pieces(report: WorkSessionReport) -> list[Piece]:
    """All lines that say something, in pieces small enough for one page."""
    titles = {topic.number: topic.title for topic in report.topics}
    grouped: dict[int | None, list[LineReading]] = {}
    for line in report.lines:
        if line.role is not Role.BLANK:
            grouped.setdefault(line.topic, []).append(line)
    return [
        Piece(_("Inleiding") if number is None else titles[number], number, tuple(lines[at : at + LINES_A_PIECE]))
        for number, lines in grouped.items()
        for at in range(0, len(lines), LINES_A_PIECE)
    ]


def piece_at(parts: list[Piece], line: int | None) -> int:
    """The position of the piece that holds a line (or comes right after it); of the first topic without a line."""
    if line is None:
        return next((at for at, part in enumerate(parts) if part.number is not None), 0)
    return next((at for at, part in enumerate(parts) if part.lines[-1].number >= line), len(parts) - 1)


def line_rows(piece: Piece, chosen: Mapping[int, str]) -> list[dict[str, Any]]:
    """The lines of a piece with how each is read now and the choice its select stands on."""
    return [
        {
            "number": line.number,
            "text": line.text,
            "role": line.role.value,
            "words": reading_words(line),
            "chosen": chosen.get(line.number, ""),
        }
        for line in piece.lines
    ]


def reading_words(line: LineReading) -> str:
    """How a line was read: 'kopje: sterk punt'."""
    words = str(ROLES[line.role])
    return f"{words}: {str(KINDS[line.kind]).lower()}" if line.role is Role.HEADING and line.kind else words


def counted(report: WorkSessionReport) -> tuple[list[Any], list[list[Any]]]:
    """Head and rows of the table of points per topic and kind."""
    kinds = list(dict.fromkeys(section.kind for topic in report.topics for section in topic.sections))
    head: list[Any] = [_("Onderwerp"), *({"text": str(KINDS[kind]), "numeric": True} for kind in kinds)]
    head.append({"text": _("Samen"), "numeric": True})
    rows = []
    for topic in report.topics:
        counts = {section.kind: len(section.items) for section in topic.sections}
        rows.append([_name(topic), *(counts.get(kind, 0) for kind in kinds), sum(counts.values())])
    return head, rows


def topics(report: WorkSessionReport) -> list[dict[str, Any]]:
    """The topics with their points, and the line each begins on."""
    lines = title_lines(report)
    return [
        {
            "line": lines[topic.number],
            "name": _name(topic),
            "reference": topic.reference,
            "description": topic.description,
            "points": sum(len(section.items) for section in topic.sections),
            "sections": [
                {
                    "kind": str(KINDS[section.kind]),
                    "items": [{"text": item.text, "first": item.first_line} for item in section.items],
                }
                for section in topic.sections
            ],
        }
        for topic in report.topics
    ]


def changes(before: WorkSessionReport, after: WorkSessionReport) -> dict[str, Any]:
    """What a correction did: the lines that are read differently, and the counts before and after."""
    found = list(_changed_lines(before, after))
    return {
        "lines": found[:MOST_CHANGES],
        "more": max(0, len(found) - MOST_CHANGES),
        "counts": [
            {"what": what, "before": old, "after": new}
            for what, old, new in (
                (_("Onderwerpen"), len(before.topics), len(after.topics)),
                (_("Punten"), before.points, after.points),
                (_("Niet geplaatste regels"), len(before.unplaced), len(after.unplaced)),
            )
            if old != new
        ],
    }


def _changed_lines(before: WorkSessionReport, after: WorkSessionReport) -> Iterator[dict[str, Any]]:
    for old, new in zip(before.lines, after.lines, strict=True):
        was, now = reading_words(old), reading_words(new)
        if was != now:
            yield {"number": new.number, "text": new.text, "before": was, "after": now}


def _name(topic: Topic) -> str:
    return f"{topic.number}. {topic.title}"
