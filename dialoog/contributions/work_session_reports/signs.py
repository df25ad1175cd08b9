"""White space, invisible characters, and the signs that start a point (M1)."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_CONTROL = [code for code in [*range(0x20), *range(0x7F, 0xA0)] if code != 0x95]  # 0x95: the bullet of cp1252
_CLEAN = {**dict.fromkeys(_CONTROL, " "), **dict.fromkeys(map(ord, _INVISIBLE), "")}

# Signs that are never part of a sentence: what follows may stand close to them.
_LOOSE = frozenset("•‣◦●○■□▪▫►▶▸➢➤✓✔❖◆◇·∙⁃\ufffd\x95")
# Signs that also occur in sentences: white space must follow.
_SPACED = frozenset("-–*o")
# As above, but so rare as a bullet that a heading of points must be seen directly followed by one.
_RARE = frozenset("—−Øü§¬+>→»~")
# Arrows and faces that Word makes of "-->" and ":)": private-use glyphs, but words in a sentence.
_AUTOCORRECTED = frozenset("\uf0e0\uf0df\uf0e7\uf0e8\uf0f3\uf04a\uf04b\uf04c")
_CRIES = frozenset({"ja", "nee", "wee", "zo", "jee", "god", "hemel"})
_NUMBERED = re.compile(r"(\d{1,2})[.)] (?=\S)")

NUMBER = "1."


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign at the start of a line. `weak`: a bullet only in a report where such a sign directly follows a heading."""

    key: str
    rest: str
    weak: bool = False


def fold(text: str) -> str:
    """The text with white space folded to single spaces, without invisible and control characters."""
    if not text.isprintable():
        text = text.translate(_CLEAN)
    return " ".join(text.split())


def indent(text: str) -> int:
    """How many white-space characters the line starts with; 0 for an empty line."""
    if not text[:1].isspace() and text[:1] not in _INVISIBLE:
        return 0
    shown = text.translate(dict.fromkeys(map(ord, _INVISIBLE)))
    return len(shown) - len(shown.lstrip()) if shown.strip() else 0


def is_private(char: str) -> bool:
    """Whether it is a private-use character, as PDF extraction leaves it of a symbol font."""
    return char > "\ud7ff" and unicodedata.category(char) == "Co"


def sign_of(folded: str) -> Sign | None:
    """The sign that a folded line starts with, if any."""
    first = folded[:1]
    if first.isalnum() and first not in "oØü0123456789":
        return None
    if first in _LOOSE or is_private(first):
        return Sign(first, folded[1:].lstrip(), weak=first in _AUTOCORRECTED)
    if first in _SPACED or first in _RARE:
        return _sign_before_space(first, folded)
    numbered = _NUMBERED.match(folded)
    return Sign(NUMBER, folded[numbered.end() :], weak=True) if numbered else None


def _sign_before_space(first: str, folded: str) -> Sign | None:
    if len(folded) == 1 or folded[1] == " ":
        rest = folded[2:]
        cry = first == "o" and rest.partition(" ")[0].rstrip(",!.") in _CRIES
        return Sign(first, rest, weak=cry or first in _RARE)
    if first in "-–*" and (folded[1].isalnum() or folded[1] in "‘“'\"("):
        return Sign(first + "x", folded[1:], weak=first == "*" or not folded[1].isupper())
    return None
