"""Which lines are titles, and which titles start a topic (M1)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.headings import may_follow
from dialoog.contributions.work_session_reports.marks import BULLETS, NOTHING, Mark, Sort
from dialoog.contributions.work_session_reports.signs import indent

_OPEN, _CLOSE = "([", ")]"
_BRACKETS = re.compile(r"[()\[\]]")
_CONTENTS_LINE = re.compile(r"(?:\.{3}|…|\. \.|_{3}) ?\d{1,3}$")
_CONTENTS = re.compile(r"INHOUD(?:SOPGAVE)?[ :.]*")
_CONTINUED = re.compile(r" ?(?:[-–] ?)?(?:\(vervolg\)|vervolg|[-–] ?i{1,3})$")
_OWN_NAME = "TERUGBLIK"
_LONGEST = 400
_LINES_IN_BRACKETS = 4
_LETTERS_OF_A_TITLE = 5
_LETTERS_OF_NO_ACRONYM = 12


@dataclass(slots=True)
class Title:
    """A run of adjacent title lines (positions `first` to `last`), and what surrounds it.

    `apart`: not right under another line; `far`: after a page break or two empty lines; `led`: after one space, which
    extraction leaves of a page break; `shouted`: the line above is in capitals too. `after`: what follows it.
    `kind`: of the first heading of points before the next title. `starts`: it starts a topic; `ends`: it ends the
    point above without starting a topic; `again`: it repeats the title of the topic it stands in.
    """

    first: int
    last: int
    text: str
    name: str
    reference: str | None
    said: bool
    soft: bool
    apart: bool
    far: bool
    led: bool = False
    shouted: bool = False
    after: Sort | None = None
    kind: PointKind | None = None
    hard: bool = False
    starts: bool = False
    ends: bool = False
    again: bool = False


def find_titles(marks: Sequence[Mark]) -> list[Title]:
    """Every title in the report, in order, each judged."""
    titles = _runs(marks)
    _look_around(marks, titles)
    _Judge(marks, titles).judge()
    return titles


def is_contents(text: str) -> bool:
    """Whether this is the heading of a list of contents."""
    return _CONTENTS.fullmatch(text) is not None


def split_reference(text: str) -> tuple[str, str | None]:
    """The title without the brackets it ends with, and what stands between those."""
    bare = text.rstrip(" .:")
    if not bare.endswith(tuple(_CLOSE)):
        return text, None
    depth = 0
    for bracket in reversed(list(_BRACKETS.finditer(bare))):
        depth += 1 if bracket[0] in _CLOSE else -1
        if depth == 0:
            name, reference = bare[: bracket.start()].strip(), bare[bracket.end() : -1].strip()
            return (name, reference) if name and reference else (text, None)
    return text, None


# --- runs of title lines ----------------------------------------------------------------------------------------------


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What stands outside brackets, given how many are open at the start; and how many are open at the end."""
    if depth == 0 and "(" not in text and "[" not in text:
        return text, 0
    parts, start = [], 0
    for bracket in _BRACKETS.finditer(text):
        if depth == 0:
            parts.append(text[start : bracket.start()])
        depth = depth + 1 if bracket[0] in _OPEN else max(depth - 1, 0)
        start = bracket.end()
    if depth == 0:
        parts.append(text[start:])
    return "".join(parts), depth


def _no_lower(text: str) -> bool:
    return text == text.upper()


def _may_begin(mark: Mark) -> bool:
    """Whether a title can begin here: at least two letters outside brackets, none of them lower-case."""
    text = mark.whole
    if mark.sort not in {Sort.TEXT, Sort.SOFT} or len(text) > _LONGEST or text[:1].islower():
        return False
    if not _no_lower(text):
        text, _depth = _outside(text, 0)
        if not _no_lower(text):
            return False
    return sum(map(str.isalpha, text)) > 1 and not _CONTENTS_LINE.search(mark.whole)


def _run_end(marks: Sequence[Mark], first: int) -> int:
    """The last position of the title that begins at `first`: adjacent lines, also within brackets left open.

    No title says a line twice: where a line comes back, a list of contents ends and the first of its titles begins.
    """
    end, at = first - 1, first
    depth = opened = 0
    said: set[str] = set()
    while at < len(marks) and (at == first or _adjoins(marks[at], marks[first])):
        text, depth = _outside(marks[at].whole, depth)
        if not _no_lower(text) or _CONTENTS_LINE.search(marks[at].whole) or len(marks[at].whole) > _LONGEST:
            break
        if text.strip() in said:
            break
        if len(text.strip()) >= _LETTERS_OF_A_TITLE:
            said.add(text.strip())
        opened = opened + 1 if depth else 0
        if opened > _LINES_IN_BRACKETS:
            break
        if depth == 0:
            end = at
        at += 1
    if end < first and _no_lower(marks[first].whole):
        end = first
    return end


def _adjoins(mark: Mark, first: Mark) -> bool:
    line = mark.glance.line
    return mark.sort in {Sort.TEXT, Sort.SOFT} and not line.new_page and line.style == first.glance.line.style


def _runs(marks: Sequence[Mark]) -> list[Title]:
    titles: list[Title] = []
    empty, parted = 2, True  # the start of the report is far from everything
    at = 0
    while at < len(marks):
        mark = marks[at]
        parted = parted or mark.glance.line.new_page or mark.sort is Sort.FURNITURE
        end = at - 1
        if mark.sort is Sort.TITLE:
            end = _said_end(marks, at)
        elif _may_begin(mark):
            end = _run_end(marks, at)
        if end >= at:
            apart = parted or empty > 0 or mark.glance.line.style is not None  # a paragraph is apart by itself
            titles.append(_title(marks[at : end + 1], at, apart=apart, far=parted or empty > 1))
            titles[-1].led = indent(mark.glance.line.text) == 1
            titles[-1].shouted = at > 0 and _no_lower(marks[at - 1].text)
        if mark.sort is Sort.BLANK:
            empty += 1
        elif mark.sort not in NOTHING or end >= at:
            empty, parted = 0, False
        at = max(end, at) + 1
    return titles


def _said_end(marks: Sequence[Mark], first: int) -> int:
    at = first
    while at + 1 < len(marks) and marks[at + 1].sort is Sort.TITLE:
        at += 1
    return at


def _title(marks: Sequence[Mark], first: int, *, apart: bool, far: bool) -> Title:
    text = " ".join(mark.whole for mark in marks)
    name, reference = split_reference(text)
    said, soft = marks[0].sort is Sort.TITLE, marks[0].sort is Sort.SOFT
    return Title(first, first + len(marks) - 1, text, name, reference, said, soft, apart, far)


# --- what surrounds them ----------------------------------------------------------------------------------------------


def _look_around(marks: Sequence[Mark], titles: list[Title]) -> None:
    """Fill in `after`, `hard` and `kind` of every title."""
    following = _following(marks, {title.first for title in titles})
    headings = _next_headings(marks)
    above: Sort | None = None  # the last heading above, within the same title
    at = 0
    for title in titles:
        for mark in marks[at : title.first]:
            above = mark.sort if mark.sort in {Sort.HEADING, Sort.ABOUT} else above
        at = title.last + 1
        title.after = following[at]
        title.hard = _is_hard(title, above)
        above = None if title.hard else above
    end = len(marks)
    for title in reversed(titles):
        heading = headings[title.last + 1]
        if heading < end:
            title.kind = marks[heading].kind
        if title.hard:
            end = title.first


def _following(marks: Sequence[Mark], starts: set[int]) -> list[Sort | None]:
    """For every position, and one more: what comes there first that is something. A title is a TITLE."""
    following: list[Sort | None] = [None] * (len(marks) + 1)
    for at in range(len(marks) - 1, -1, -1):
        sort = Sort.TITLE if at in starts else marks[at].sort
        following[at] = following[at + 1] if sort in NOTHING else sort
    return following


def _next_headings(marks: Sequence[Mark]) -> list[int]:
    nexts = [len(marks)] * (len(marks) + 1)
    for at in range(len(marks) - 1, -1, -1):
        nexts[at] = at if marks[at].sort is Sort.HEADING else nexts[at + 1]
    return nexts


def _is_hard(title: Title, above: Sort | None) -> bool:
    """Whether it counts as 'the next title' for the titles above it.

    Capitals in the middle of a point or a description do not.
    """
    if title.said or title.apart:
        return True
    if title.after in BULLETS:
        return False
    return title.reference is not None or (title.after in {Sort.HEADING, Sort.ABOUT} and above is not Sort.ABOUT)


def _is_long(title: Title) -> bool:
    """Whether it is too long to be the acronym that ends a point; how long depends on what else speaks for a title."""
    letters = sum(map(str.isalpha, title.name))
    if title.reference is not None or title.led:
        return letters >= _LETTERS_OF_A_TITLE
    return letters >= _LETTERS_OF_NO_ACRONYM and not title.shouted


# --- judgement --------------------------------------------------------------------------------------------------------


class _Judge:
    """Goes through the titles from top to bottom, keeping the headings that the topic so far has had."""

    def __init__(self, marks: Sequence[Mark], titles: list[Title]) -> None:
        self.marks = marks
        self.titles = titles
        self.topic: Title | None = None
        self.seen: set[PointKind] = set()
        self.under_about = False
        self.later = Counter(title.name.casefold() for title in titles)
        self.points = list(accumulate((mark.sort in BULLETS for mark in marks), initial=0))
        plain = (mark.sort is Sort.HEADING and mark.glance.sign is None for mark in marks)
        self.plain_headings = list(accumulate(plain, initial=0))
        self.last_heading = max((at for at, mark in enumerate(marks) if mark.sort is Sort.HEADING), default=-1)

    def judge(self) -> None:
        """Set `starts`, `ends` and `again` of every title."""
        at = 0
        nexts = self._next_hard()
        for title, end in zip(self.titles, nexts, strict=True):
            self._pass(at, title.first)
            at = title.last + 1
            self.later[title.name.casefold()] -= 1
            title.starts = title.said or (title.kind is not None and self._starts(title, title.kind, end))
            if title.starts:
                self.topic, self.seen, self.under_about = title, set(), False
            else:
                title.again = self._is_again(title)
                title.ends = not title.again and self._ends(title)

    def _next_hard(self) -> list[int]:
        ends, end = [], len(self.marks)
        for title in reversed(self.titles):
            ends.append(end)
            end = title.first if title.hard else end
        return ends[::-1]

    def _pass(self, start: int, end: int) -> None:
        for at in range(start, end):
            mark = self.marks[at]
            if mark.sort in {Sort.HEADING, Sort.ABOUT}:
                self.under_about = mark.sort is Sort.ABOUT
                if mark.kind is not None:
                    self.seen.add(mark.kind)

    def _starts(self, title: Title, kind: PointKind, end: int) -> bool:
        if self.topic is None:
            return self._starts_first(title, end)
        if not may_follow(self.seen, kind):
            return title.apart or title.after not in BULLETS
        # Its first heading could as well be the next one of the topic above: it must look like a title to be one.
        if title.after in BULLETS or self._is_again(title) or title.text.startswith(_OWN_NAME):
            return False
        if title.apart and not title.soft:
            return title.far or title.reference is not None or self._is_above_heading(title) or self.under_about
        return self._is_above_heading(title) and (title.far or (not title.soft and _is_long(title)))

    def _starts_first(self, title: Title, end: int) -> bool:
        """Not a contents page, nor the introduction that lists the headings."""
        if is_contents(title.text):
            return False
        plain = self.plain_headings[end] > self.plain_headings[title.last + 1]
        if not plain and not self._is_above_heading(title):
            return False
        return self.points[end] > self.points[title.last + 1] or (plain and not self.later[title.name.casefold()])

    def _is_above_heading(self, title: Title) -> bool:
        return title.after in {Sort.HEADING, Sort.ABOUT}

    def _is_again(self, title: Title) -> bool:
        if self.topic is None or title.soft or not title.apart:
            return False
        return _CONTINUED.sub("", title.text.casefold()) in {self.topic.text.casefold(), self.topic.name.casefold()}

    def _ends(self, title: Title) -> bool:
        """A title that starts no topic still ends the point above, unless it reads as a line of that point."""
        if title.soft or not title.apart:
            return False
        return title.after not in BULLETS or self.last_heading < title.last or (title.kind is None and title.far)
