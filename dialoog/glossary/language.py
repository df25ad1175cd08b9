"""How easily a Dutch text reads (D7b): a hint for who writes, never a verdict. Pure: text in, findings out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import pyphen

LONGEST_SENTENCE = 20
# Of fewer words a level would say nothing.
FEWEST_WORDS = 25
# After these a full stop ends no sentence, whatever follows.
ABBREVIATIONS = frozenset(
    """a.g.v. afd. art. bijv. blz. bv. ca. d.d. d.m.v. d.w.z. dhr. dr. drs. evt. excl. fig. i.h.k.v. i.o.m. i.p.v.
    i.v.m. incl. ing. ir. jl. m.a.w. m.b.t. m.b.v. m.e.r. m.i.v. m.m.v. m.n. m.u.v. max. mevr. mr. mw. n.a.v. nl. nr.
    nrs. o.a. o.b.v. o.g.v. o.i.d. o.l.v. pag. par. plm. prof. resp. t.a.v. t.b.v. t.g.v. t.h.v. t.o.v. t.z.t. tel. u.a.
    v.a. vgl. zgn.""".split()
)
# The lowest score of each level; below all of them it is harder still.
LEVELS = ((80.0, "A2"), (60.0, "B1"), (45.0, "B2"))
HARDEST = "C1"

_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|\Z)")
_WORD = re.compile(r"\w+(?:[-'’.,/]\w+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúàèêûâîô]+|[äëïöü][aeiouy]*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–•*▪]|\d{1,3}[.)])\s+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+\Z")


@dataclass(frozen=True)
class LongSentence:
    """A sentence that is long, and how many words it has."""

    text: str
    words: int


@dataclass(frozen=True)
class Reading:
    """What was found: the score and level (None for a text that is too short), and the long sentences."""

    words: int
    score: float | None
    level: str | None
    long_sentences: tuple[LongSentence, ...]


def read(text: str) -> Reading:
    """How the text reads. Never fails."""
    found = sentences(text)
    counts = [len(words(sentence)) for sentence in found]
    total = sum(counts)
    score = flesch_douma(text) if total >= FEWEST_WORDS else None
    long = (LongSentence(one, n) for one, n in zip(found, counts, strict=True) if n > LONGEST_SENTENCE)
    return Reading(total, score, None if score is None else level(score), tuple(long))


def flesch_douma(text: str) -> float | None:
    """Reading ease as Douma (1960) set Flesch's formula for Dutch, 100 for very easy; None for a text without words."""
    found = sentences(text)
    spoken = [word for sentence in found for word in words(sentence)]
    if not spoken:
        return None
    per_sentence = len(spoken) / sum(1 for sentence in found if words(sentence))
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 206.84 - 0.93 * per_sentence - 77 * per_word


def level(score: float) -> str:
    """The language level a score comes close to: a rule of thumb, as the score knows nothing of what is said."""
    return next((name for least, name in LEVELS if score >= least), HARDEST)


def sentences(text: str) -> list[str]:
    """The sentences of a text. A line end ends one; the full stop of an abbreviation or an initial does not."""
    return [one for line in text.splitlines() for one in _in_line(_BULLET.sub("", line)) if one]


def _in_line(line: str) -> Iterable[str]:
    start = 0
    for stop in _STOP.finditer(line):
        if not _goes_on(line[start : stop.end()], line[stop.end() :]):
            yield line[start : stop.end()].strip()
            start = stop.end()
    yield line[start:].strip()


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop that `before` ends with is inside a sentence."""
    following = after.lstrip()[:1]
    if not following:
        return False
    if following.islower():
        return True
    if not before.endswith("."):
        return False
    last = before.rsplit(maxsplit=1)[-1].lstrip("(\"'‘“[")
    return last.casefold() in ABBREVIATIONS or _INITIAL.fullmatch(last) is not None


def words(sentence: str) -> list[str]:
    """The words of a sentence; a number is one too."""
    return _WORD.findall(sentence)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """In how many parts a word can be broken; at least one. A name of capitals is spelled out: VTH is three."""
    if word.isalpha() and word.isupper() and 1 < len(word) <= 5:
        return len(word)
    return max(1, sum(map(_syllables_of, filter(None, re.split(r"[-'’.,/]", word)))))


def _syllables_of(part: str) -> int:
    # Nobody breaks a line after the o of "over", so hyphenation misses it; groups of vowels miss the a of "Bea".
    return max(1 + len(_hyphenation().positions(part)), len(_VOWELS.findall(part)))


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL")
