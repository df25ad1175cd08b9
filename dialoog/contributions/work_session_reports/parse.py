"""From source lines to a report: pure, total, and linear in the size of the source."""

from collections.abc import Iterable, Sequence

from dialoog.contributions.work_session_reports.build import Builder
from dialoog.contributions.work_session_reports.corrections import Correction, by_line
from dialoog.contributions.work_session_reports.dates import find_date
from dialoog.contributions.work_session_reports.furniture import find_furniture, is_page_mark
from dialoog.contributions.work_session_reports.glance import glance_at
from dialoog.contributions.work_session_reports.marks import learn_custom, mark_lines
from dialoog.contributions.work_session_reports.model import (
    UNPLACED_ROLES,
    LineReading,
    Role,
    SourceLine,
    UnplacedLine,
    WorkSessionReport,
)
from dialoog.contributions.work_session_reports.titles import find_titles


def parse(lines: Sequence[SourceLine], corrections: Iterable[Correction] = ()) -> WorkSessionReport:
    """What the lines say, read as M1 tells, with what a human said about single lines going first (M2).

    Never fails: without topics everything is preamble (see `unreadable.require_topics`). Every line is in `lines` of
    the report exactly once, with its role; corrections of lines that do not exist are of no effect.
    """
    glances = glance_at(lines, by_line(corrections))
    furniture = find_furniture(glances)
    marks = mark_lines(glances, furniture, learn_custom(glances, furniture))
    builder = Builder()
    builder.read(marks, find_titles(marks))
    builder.finish()
    preamble = [reading.text for reading in builder.readings if reading.role is Role.PREAMBLE]
    title = next((text for text in preamble if not is_page_mark(text)), None)
    return WorkSessionReport(
        title=title,
        date=find_date(title or "", " ".join(preamble)),
        topics=builder.topics,
        unplaced=tuple(_unplaced(builder.readings)),
        preamble_lines=len(preamble),
        lines=tuple(builder.readings),
    )


def _unplaced(readings: Iterable[LineReading]) -> Iterable[UnplacedLine]:
    return (UnplacedLine(reading.number, reading.text) for reading in readings if reading.role in UNPLACED_ROLES)
