"""What words of the living environment have to do with each other: written by hand, general, and never complete.

The lists are in `words/*.txt`: one row, one thing; what follows a # is for who keeps them.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from dialoog.search import fold, stem

_LISTS = Path(__file__).parent / "words"
_SAME = ("same_environment", "same_people")
_LONG_ENOUGH = 3
_ENDINGS = ("heden", "tjes", "jes", "tje", "je", "en", "e", "s")
_DOUBLED, _SOFT = frozenset("aeou"), {"v": "f", "z": "s"}
_PARTICLES = (
    "aan",
    "af",
    "bij",
    "door",
    "in",
    "mee",
    "na",
    "neer",
    "om",
    "op",
    "open",
    "over",
    "terug",
    "toe",
    "uit",
    "weg",
)
_PARTICIPLE = re.compile(rf"({'|'.join(_PARTICLES)})?ge(\w+?)[dt]")
_OTHER_PARTICIPLE = re.compile(r"((?:be|ver|her|ont)\w+?)[dt]")
SAME, NEAR, APART, OPPOSITE = 1.0, 0.5, 0.0, -0.5


def _rows(*names: str) -> list[list[str]]:
    """The rows of lists, as folded words."""
    read = "\n".join((_LISTS / f"{name}.txt").read_text("utf-8") for name in names)
    lines = (line.split("#")[0] for line in fold(read).splitlines())
    return [[word.replace("_", " ") for word in row] for line in lines if (row := line.split())]


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """What the forms of a folded word have in common: no ending, spelled one way ("geef" and "geven").

    Lighter than a stem, for thousands of words of the lists are read at once.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LONG_ENOUGH:
            word = word[: -len(ending)]
            break
    if len(word) > 1 and word[-1] == word[-2]:
        word = word[:-1]
    elif word[-3:-2] == word[-2:-1] and word[-2:-1] in _DOUBLED:
        word = word[:-2] + word[-1]
    return word[:-1] + _SOFT.get(word[-1:], word[-1:])


@cache
def phrases() -> frozenset[tuple[str, ...]]:
    """Two folded words that are one word together."""
    return frozenset(tuple(word.lstrip("'") for word in row) for row in _rows("phrases"))


@cache
def stop_words() -> frozenset[str]:
    """Folded words without a meaning of their own."""
    return frozenset(word for row in _rows("stop") for word in row)


@cache
def _same() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows(*_SAME):
        for word in row:
            found.setdefault(f"={word}", base(row[0]))
            found.setdefault(base(word), base(row[0]))
    return found


@lru_cache(maxsize=20_000)
def row_of_word(word: str) -> str | None:
    """What stands for all words of the row of this folded word; none for a word that is in no list."""
    return _same().get(f"={word}") or _same().get(base(word))


@cache
def _words_of_rows() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in _rows(*_SAME):
        found.setdefault(base(row[0]), []).extend(row)
    return found


@lru_cache(maxsize=2_000)
def stems_of(concept: str) -> frozenset[str]:
    """The stems of the words that stand for the same thing; none for a word that is in no list."""
    return frozenset(stem(word) for word in _words_of_rows().get(concept, ()))


@cache
def fields() -> dict[str, frozenset[int]]:
    """What stands for a row → the fields it belongs to."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(_rows("near")):
        for word in row:
            found.setdefault(row_of_word(word) or base(word), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@cache
def _wishes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, *words in _rows("wishes"):
        for word in words:
            found.setdefault(f"={word}", set()).add(name.strip("?:"))
            found.setdefault(base(word), set()).add(name.strip("?:"))
    return {key: frozenset(names) for key, names in found.items()}


@cache
def nouns_of_wishes() -> frozenset[str]:
    """Folded words of wishes that are as often what a point is about."""
    return frozenset(word for row in _rows("wishes_weak") for word in row)


@cache
def weak_wishes() -> frozenset[str]:
    """Wishes that say little beside others."""
    return frozenset(row[0].strip("?:") for row in _rows("wishes") if "?" in row[0])


@lru_cache(maxsize=20_000)
def wishes_of(word: str) -> frozenset[str]:
    """What a folded word asks to be done, also as a participle ("aangelegd"): names of rows, or none."""
    known = _wishes()
    if (asked := known.get(f"={word}")) is not None or word in stop_words():
        return asked or frozenset()
    if (asked := known.get(base(word))) is not None:
        return asked
    match = _PARTICIPLE.fullmatch(word)
    if match and (asked := known.get(base((match[1] or "") + match[2]))):
        return asked
    match = _OTHER_PARTICIPLE.fullmatch(word)
    if match and (asked := known.get(base(match[1]))):
        return asked
    return frozenset()


@lru_cache(maxsize=20_000)
def wishes_at_end_of(word: str) -> frozenset[str]:
    """As `wishes_of`, also of a word that ends with one ("meetstation", "vuurwerkverbod")."""
    tails = (word[at:] for at in range(_LONG_ENOUGH, len(word) - _LONG_ENOUGH))
    return wishes_of(word) or next((wishes_of(end) for end in tails if end in ends()), frozenset())


@cache
def wishes_in_two() -> dict[str, dict[str, str]]:
    """The first of two words that ask something together → the later one, folded → what they ask."""
    found: dict[str, dict[str, str]] = {}
    for first, later, wish in _rows("wishes_in_two"):
        found.setdefault(first, {})[later] = wish
    return found


@cache
def _between() -> dict[frozenset[str], float]:
    kinds = {"~": NEAR, "!": OPPOSITE}
    return {frozenset((one, two)): kinds[kind] for one, kind, two in _rows("wishes_between")}


def between(one: str, two: str) -> float:
    """How two wishes relate: the same, nearly, apart, or the opposite."""
    return SAME if one == two else _between().get(frozenset((one, two)), APART)


@cache
def parts() -> frozenset[str]:
    """Folded words that longer words are put together from."""
    rows = [*_rows(*_SAME), *(row[1:] for row in _rows("wishes"))]
    words = {word for row in rows for word in row} | {word.strip("-") for row in _rows("parts") for word in row}
    return frozenset(word for word in words if len(word) >= _LONG_ENOUGH and word not in stop_words())


@cache
def ends() -> frozenset[str]:
    """Parts before which any word may stand."""
    return frozenset(word[1:] for row in _rows("parts") for word in row if word.startswith("-"))


@cache
def beginnings() -> frozenset[str]:
    """Parts after which any word may follow."""
    return frozenset(word[:-1] for row in _rows("parts") for word in row if word.endswith("-"))


def particle(word: str) -> bool:
    """Whether a folded word may be the loose part of a verb."""
    return word in _PARTICLES
