"""How minutes are written and shown: plain text with headings, lists, and numbers of contributions that become links.

Nothing that is typed becomes markup of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from dialoog.contributions.queries import NUMBER
from dialoog.dossiers.minutes.merging import paragraphs

_WHOLE_NUMBER = re.compile(rf"(?<![\w-])({NUMBER.pattern})(?![\w-])", re.IGNORECASE)
HEADING, SUBHEADING, BULLET = "# ", "## ", "- "
OPENING = 60


@dataclass(frozen=True)
class Block:
    """A heading, a list or running text. `n` is the number of the paragraph it stands in, from 1."""

    kind: str
    lines: tuple[str, ...]
    n: int


def blocks(text: str) -> list[Block]:
    """The text in pieces that each look in one way."""
    found: list[Block] = []
    higher = False
    for n, paragraph in enumerate(paragraphs(text), start=1):
        for kind, lines in _pieces(paragraph.split("\n")):
            higher = higher or kind == "heading"
            # A level that is skipped would mislead who hears the page.
            found.append(Block("heading" if kind == "subheading" and not higher else kind, lines, n))
    return found


def _pieces(lines: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    gathered: list[str] = []
    was = "text"
    for line in lines:
        kind, words = _kind(line)
        if gathered and (kind != was or kind in ("heading", "subheading")):
            yield was, tuple(gathered)
            gathered = []
        gathered.append(words)
        was = kind
    if gathered:
        yield was, tuple(gathered)


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in ((SUBHEADING, "subheading"), (HEADING, "heading"), (BULLET, "list")):
        if line.startswith(mark) and line[len(mark) :].strip():
            return kind, line[len(mark) :].strip()
    return "text", line


def linked(line: str) -> Markup:
    """A line with the numbers of contributions as links."""
    return Markup("").join(
        Markup('<a href="/inbreng/{0}">{0}</a>').format(part.upper()) if n % 2 else escape(part)
        for n, part in enumerate(_WHOLE_NUMBER.split(line))
    )


def numbers(text: str) -> list[str]:
    """The numbers of contributions a text speaks of, each once."""
    return list(dict.fromkeys(found.upper() for found in _WHOLE_NUMBER.findall(text)))


def opening(paragraph: str) -> str:
    """How a paragraph begins, to choose it by."""
    words = " ".join(paragraph.removeprefix("#").removeprefix("#").split())
    return words if len(words) <= OPENING else f"{words[:OPENING].rstrip()}…"
