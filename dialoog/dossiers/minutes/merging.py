"""Merging two texts that grew from one, a paragraph at a time, so that nobody's words are lost (T7).

A paragraph is what stands between empty lines. Pure: texts go in, texts come out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import starmap, zip_longest

Paragraphs = tuple[str, ...]
_GAP = re.compile(r"\n{2,}")
BETWEEN = "\n\n"


@dataclass(frozen=True)
class Part:
    """A stretch of the merged text. `both`: two people changed it, each in another way; `text` then has the words of
    both, theirs first.
    """

    text: Paragraphs
    both: bool = False


@dataclass(frozen=True)
class Merged:
    """What came of merging."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All of it: where both changed the same words, theirs and then mine."""
        return BETWEEN.join(paragraph for part in self.parts for paragraph in part.text)

    @property
    def clean(self) -> bool:
        """Whether nothing was changed by both in different ways."""
        return not any(part.both for part in self.parts)


@dataclass(frozen=True)
class Change:
    """One paragraph beside its older self: `old` alone was taken out, `new` alone was added, both: rewritten."""

    old: str | None
    new: str | None

    @property
    def changed(self) -> bool:
        """Whether it is not as it was."""
        return self.old != self.new


def paragraphs(text: str) -> Paragraphs:
    """The paragraphs of a text, without white space around their lines."""
    lines = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return tuple(part for part in _GAP.split(lines.strip()) if part)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes to `base` in one text. Words that only one of them added, changed or took out follow that one."""
    first, ours, others = paragraphs(base), paragraphs(mine), paragraphs(theirs)
    parts: list[Part] = []
    at = (0, 0, 0)
    for here, size in _common(first, ours, others):
        parts.extend(_between(first[at[0] : here[0]], ours[at[1] : here[1]], others[at[2] : here[2]]))
        parts.append(Part(first[here[0] : here[0] + size]))
        at = (here[0] + size, here[1] + size, here[2] + size)
    parts.extend(_between(first[at[0] :], ours[at[1] :], others[at[2] :]))
    return Merged(tuple(part for part in parts if part.text))


def changes(old: str, new: str) -> list[Change]:
    """What became of each paragraph, in order."""
    before, after = paragraphs(old), paragraphs(new)
    found: list[Change] = []
    for _kind, i, until_i, j, until_j in _matcher(before, after).get_opcodes():
        gone, come = before[i:until_i], after[j:until_j]
        found.extend(starmap(Change, zip_longest(gone, come)))
    return found


def _between(base: Paragraphs, mine: Paragraphs, theirs: Paragraphs) -> Iterator[Part]:
    if mine in (base, theirs):
        yield Part(theirs)
    elif theirs == base:
        yield Part(mine)
    elif not base:
        # Both added something in one place: both stay, and nobody has to choose.
        yield Part(theirs + mine)
    else:
        yield Part(theirs + mine, both=True)


def _common(base: Paragraphs, mine: Paragraphs, theirs: Paragraphs) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Stretches that all three share, in order: where each has them, and how long they are."""
    to_mine, to_theirs = _places(base, mine), _places(base, theirs)
    n = 0
    while n < len(base):
        size = 0
        while (
            n + size < len(base)
            and to_mine.get(n + size) == to_mine.get(n, -1) + size
            and to_theirs.get(n + size) == to_theirs.get(n, -1) + size
        ):
            size += 1
        if n in to_mine and n in to_theirs and size:
            yield (n, to_mine[n], to_theirs[n]), size
            n += size
        else:
            n += 1


def _places(base: Paragraphs, other: Paragraphs) -> dict[int, int]:
    """Where the paragraphs that both have stand in the other."""
    blocks = _matcher(base, other).get_matching_blocks()
    return {i + n: j + n for i, j, size in blocks for n in range(size)}


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)
