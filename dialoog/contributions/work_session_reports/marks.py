"""The second look: what a line is in this report, given which signs are bullets in it (M1)."""

import enum
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.corrections import Meaning
from dialoog.contributions.work_session_reports.glance import Glance
from dialoog.contributions.work_session_reports.signs import NUMBER, Sign, indent, is_private

_DASHES = "-–"
_MANY_FOR_ONE = 5


class Sort(enum.Enum):
    """What a line is by itself. A *soft* bullet (leading space, number) may still be a title."""

    BLANK = enum.auto()
    TEXT = enum.auto()
    BULLET = enum.auto()
    SOFT = enum.auto()
    HEADING = enum.auto()
    ABOUT = enum.auto()
    FURNITURE = enum.auto()
    # Said by a human:
    TITLE = enum.auto()
    CONTINUES = enum.auto()
    DESCRIPTION = enum.auto()
    IGNORED = enum.auto()


BULLETS = frozenset({Sort.BULLET, Sort.SOFT})
NOTHING = frozenset({Sort.BLANK, Sort.FURNITURE, Sort.IGNORED})
_WORDS = BULLETS | {Sort.TEXT}
_SAID = {
    Meaning.TITLE: Sort.TITLE,
    Meaning.CONTINUES: Sort.CONTINUES,
    Meaning.DESCRIPTION: Sort.DESCRIPTION,
    Meaning.IGNORE: Sort.IGNORED,
}


@dataclass(slots=True)
class Mark:
    """What a line is: `text` without its bullet, `whole` with it (a private-use glyph is no text anywhere)."""

    sort: Sort
    glance: Glance
    text: str = ""
    whole: str = ""
    kind: PointKind | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """The custom of one report: rare signs that are bullets in it; whether spaces are, and how many.

    `spaces` is 0 where a leading space means nothing; `dashes` is false where a dash is only a dash.
    """

    signs: AbstractSet[str]
    spaces: int
    dashes: bool = True

    def sign(self, glance: Glance) -> Sign | None:
        """The bullet a line starts with, if it is one in this report."""
        sign = glance.sign
        if sign is None or (sign.weak and sign.key not in self.signs):
            return None
        return None if not self.dashes and sign.key in _DASHES else sign


def learn_custom(glances: Sequence[Glance], furniture: AbstractSet[int]) -> Custom:
    """How this report writes its points, learnt from the lines below headings of points."""
    below = list(_below_headings(glances, furniture))
    openers = [glance for glance, opens in below if opens]
    signs = {glance.sign.key for glance in openers if glance.sign}
    listed = [glance.sign is not None and (glance.listed or glance.sign.key in signs) for glance, _ in below]
    bullets = sum(listed)
    indents = [indent(glance.line.text) for (glance, _), bullet in zip(below, listed, strict=True) if not bullet]
    indents = [depth for depth in indents if depth]
    spaces = min(indents, default=0)
    if bullets == 0 or not spaces:
        return Custom(signs, spaces if bullets == 0 else 0)
    # Bullets that never start a list are dashes of a sentence or of an annex, if spaces start the lists.
    spaced = [glance for glance in openers if not glance.listed and indent(glance.line.text)]
    if len(spaced) > 1 and len(spaced) == len(openers) and bullets * _MANY_FOR_ONE <= len(indents):
        return Custom(signs, spaces, dashes=False)
    return Custom(signs, 0)


def _below_headings(glances: Sequence[Glance], furniture: AbstractSet[int]) -> Iterator[tuple[Glance, bool]]:
    """The lines under headings of points, from the first heading that is no item of a list; true for a first line."""
    plain = any(glance.kind is not None and not glance.sign for glance in glances)
    inside = opens = False
    for at, glance in enumerate(glances):
        if not glance.text or at in furniture:
            continue
        if glance.is_heading:
            inside = glance.kind is not None and (inside or not plain or not glance.sign)
            opens = inside
        elif inside:
            yield glance, opens
            opens = False


def mark_lines(glances: Sequence[Glance], furniture: AbstractSet[int], custom: Custom) -> list[Mark]:
    """One mark for every line, in order."""
    marks: list[Mark] = []
    for at, glance in enumerate(glances):
        mark = Mark(Sort.FURNITURE, glance, glance.text) if at in furniture else _mark(glance, custom)
        if mark.sort is Sort.ABOUT and _is_end_of_sentence(mark, marks):
            mark = Mark(Sort.TEXT, glance, glance.text, glance.text)
        marks.append(mark)
    return marks


def _is_end_of_sentence(mark: Mark, before: list[Mark]) -> bool:
    """A lone 'onderwerp' in lower case right under a line of text is the last word of that text."""
    return mark.glance.text in {"onderwerp", "onderwerp."} and bool(before) and before[-1].sort in _WORDS


def _mark(glance: Glance, custom: Custom) -> Mark:
    text = glance.text
    if not text:
        return Mark(Sort.BLANK, glance)
    if glance.kind is not None:
        return Mark(Sort.HEADING, glance, text, text, glance.kind)
    if glance.about is not None:
        return Mark(Sort.ABOUT, glance, glance.about, text)
    if glance.correction is not None:
        return _said(glance)
    sign = custom.sign(glance)
    if sign:
        sort = Sort.SOFT if sign.key == NUMBER else Sort.BULLET
        return Mark(sort, glance, sign.rest, sign.rest if is_private(text[0]) else text)
    if custom.spaces and indent(glance.line.text) == custom.spaces:
        return Mark(Sort.SOFT, glance, text, text)
    return Mark(Sort.TEXT, glance, text, text)


def _said(glance: Glance) -> Mark:
    meaning = glance.correction.meaning if glance.correction else Meaning.IGNORE
    bare = glance.sign.rest if glance.sign and glance.sign.rest else glance.text
    if meaning is Meaning.POINT:
        return Mark(Sort.BULLET, glance, bare, bare)
    text = glance.text if meaning is Meaning.TITLE or not glance.sign or not is_private(glance.text[0]) else bare
    return Mark(_SAID[meaning], glance, text, text)
