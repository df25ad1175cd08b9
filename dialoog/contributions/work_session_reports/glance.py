"""The first look at each line on its own: its folded text, the sign it starts with, the heading it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.headings import about_of, kind_of
from dialoog.contributions.work_session_reports.model import SourceLine
from dialoog.contributions.work_session_reports.signs import Sign, fold, sign_of

_LIST_PARAGRAPH = "list"


@dataclass(slots=True)
class Glance:
    """One line seen alone.

    `kind` is set for a heading of points, `about` for the heading of a description ('' or the text behind it).
    """

    line: SourceLine
    text: str
    sign: Sign | None = None
    kind: PointKind | None = None
    about: str | None = None
    correction: Correction | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, of points or of a description."""
        return self.kind is not None or self.about is not None

    @property
    def listed(self) -> bool:
        """Whether it starts with what is a bullet in any report."""
        return self.sign is not None and not self.sign.weak

    def capitals(self) -> bool:
        """Whether it has at least two letters and none of them is lower-case."""
        return self.text == self.text.upper() and sum(map(str.isalpha, self.text[:200])) > 1


def glance_at(lines: Sequence[SourceLine], corrections: Mapping[int, Correction]) -> list[Glance]:
    """A glance at every line, in order. What a human said about a line goes before what it looks like."""
    return [_glance(line, corrections.get(line.number)) for line in lines]


def _glance(line: SourceLine, correction: Correction | None) -> Glance:
    text = fold(line.text)
    if not text:
        return Glance(line, text)
    glance = Glance(line, text, sign=sign_of(text), correction=correction)
    if line.listed and not glance.listed:
        glance.sign = Sign(_LIST_PARAGRAPH, text)
    if correction is not None:
        glance.kind = correction.kind if correction.meaning is Meaning.HEADING else None
        glance.about = about_of(text) if correction.meaning is Meaning.DESCRIPTION else None
        return glance
    bare = glance.sign.rest if glance.sign else text
    glance.kind = kind_of(bare)
    if glance.kind is None:
        glance.about = about_of(bare)
    return glance
