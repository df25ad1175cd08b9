"""From source lines to a report: pure, total, and linear in the size of the source."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from dialoog.contributions.work_session_reports.build import Builder
from dialoog.contributions.work_session_reports.corrections import Correction, by_line
from dialoog.contributions.work_session_reports.dates import find_date
from dialoog.contributions.work_session_reports.furniture import find_furniture, is_page_mark
from dialoog.contributions.work_session_reports.glance import Glance, glance_at
from dialoog.contributions.work_session_reports.marks import learn_custom, mark_lines
from dialoog.contributions.work_session_reports.model import (
    UNPLACED_ROLES,
    LineReading,
    Role,
    SourceLine,
    UnplacedLine,
    WorkSessionReport,
)
from dialoog.contributions.work_session_reports.titles import find_titles, is_contents

_LINES_OF_TITLE = 4
_NAMED = re.compile(r"terugblik|verslag", re.IGNORECASE)


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
    title = _title(builder.readings, glances, furniture)
    return WorkSessionReport(
        title=title,
        date=find_date(title or "", " ".join(preamble)),
        topics=builder.topics,
        unplaced=tuple(_unplaced(builder.readings)),
        preamble_lines=len(preamble),
        lines=tuple(builder.readings),
    )


def _title(readings: Sequence[LineReading], glances: Sequence[Glance], furniture: AbstractSet[int]) -> str | None:
    """The first line of the preamble, or its first adjacent lines in capitals.

    Where that line is the top of every page, a line that calls itself a report goes before it.
    """
    found = [at for at, line in enumerate(readings) if line.role is Role.PREAMBLE and not is_page_mark(line.text)]
    if not found:
        return None
    first = found[0]
    if first in furniture and not _NAMED.match(readings[first].text):
        first = next((at for at in found if at not in furniture and _NAMED.match(readings[at].text)), first)
    of_title = [first]
    if glances[first].capitals():
        for at, line in enumerate(readings[first + 1 : first + _LINES_OF_TITLE], first + 1):
            if line.role is not Role.PREAMBLE or at in furniture or not _goes_on(glances[at], glances[first]):
                break
            of_title.append(at)
    return " ".join(readings[at].text for at in of_title)


def _goes_on(glance: Glance, first: Glance) -> bool:
    line = glance.line
    alike = glance.capitals() and not glance.sign and line.style == first.line.style
    return alike and not line.new_page and not is_contents(glance.text)


def _unplaced(readings: Iterable[LineReading]) -> Iterable[UnplacedLine]:
    return (UnplacedLine(reading.number, reading.text) for reading in readings if reading.role in UNPLACED_ROLES)
