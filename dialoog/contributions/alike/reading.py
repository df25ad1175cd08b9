"""A text taken apart: what it is about and what it asks to be done, the main thing apart from its reasons."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialoog.contributions.alike.vocabulary import (
    base,
    beginnings,
    ends,
    particle,
    nouns_of_wishes,
    parts,
    phrases,
    row_of_word,
    stop_words,
    weak_wishes,
    wishes_at_end_of,
    wishes_in_two,
    wishes_of,
)
from dialoog.search import fold, words

_SHORTEST_PART = 3
_SHORTEST_REST = 4
_SENTENCE = re.compile(r"[.!?;:]+(?:\s|$)")
_CLAUSE = re.compile(r",|\s[–-]\s")
# What follows these says why, or what not, until the sentence or the clause ends.
_REASON = frozenset(("want", "zodat", "omdat", "opdat", "doordat", "daardoor", "waardoor", "aangezien", "terwijl", "anders"))
# After these, "om" says what is asked; elsewhere it says what for.
_LEADS_TO = frozenset(
    "adviseer adviseren verplicht verplichten dwing dwingen vraag vragen help helpen stimuleer stimuleren recht kans".split()
    + "mogelijkheid geld budget subsidie steun plicht voorstel pleit pleiten belangrijk tijd middelen oproep roep".split()
)
_ASKING = frozenset("moet moeten mag mogen hoort horen zou zouden verdient verdienen wil willen graag zorg laat geef maak stel".split())
_INSTEAD = ("in", "plaats", "van")
# A loose part of a verb ends its clause, or one of these follows.
_AFTER_PARTICLE = frozenset("aan bij binnen door en in langs met na naar of om op over per rond tegen tot tussen uit van voor voordat nadat als wanneer die dat hoe wat wie waarom".split())
# What follows says which, not what is to be done.
_TELLS = frozenset("die dat waar wie als wanneer welke waarop waarin waarmee waarvan waaruit".split())
# Elsewhere than first they are no verbs: "weer", "plan".
_ONLY_FIRST = frozenset(("weer", "plant", "test", "bezoek"))
_DENIED = frozenset(("bouw", "meer", "plant", "steun", "subsidie", "kap", "instellen"))
# Who has none of it does not ask for none.
_LACKS = frozenset("heb heeft hebben is zijn krijg krijgt krijgen".split())
_NOT_AN_END = frozenset(("te", "niet", "geen", "open", "maak", "breng", "onmogelijk", "deel", "roep", "eind", "einde", "alleen", "nog", "laten", "kunnen", "kan", "houd", "rekening", "in", "haal", "laat", "opnieuw", "gebruik"))
_NUMBER = re.compile(r"\d+")
_ASIDE = 0.5
# Where it is to be done says less than what.
_PLACES = frozenset("in op bij langs boven rond rondom tussen naast binnen".split())
_WHERE = 0.6
_PREPOSITIONS = _PLACES | frozenset("uit van tijdens na voor tegen door".split())
# A wish by a noun that is a subject as well, or by a word that goes with many wishes.
_WEAK = 0.4


@dataclass(frozen=True)
class Terms:
    """A text taken apart.

    `concepts`: what its words stand for, with those words as written; `weighs`: how much each counts, less when it only
    stands in a reason; `asks`: its wishes, and how strongly each is said; `numbers`: those in it.
    """

    folded: str
    concepts: Mapping[str, str]
    weighs: Mapping[str, float]
    asks: Mapping[str, float]
    numbers: frozenset[str]


def terms(text: str) -> Terms:
    """Take a text apart."""
    concepts: dict[str, str] = {}
    weighs: dict[str, float] = {}
    asks: dict[bool, dict[str, float]] = {True: {}, False: {}}
    spare: dict[str, str] = {}
    for said, main in _clauses(text):
        for wish, strength in _asked(said).items():
            asks[main][wish] = max(strength, asks[main].get(wish, 0.0))
        for at, word in enumerate(said):
            for piece in () if _empty(word) else split(word) or (word,):
                if _empty(piece):
                    continue
                concept = row_of_word(piece) or base(piece)
                if wishes_of(piece) and not row_of_word(piece):
                    spare.setdefault(concept, word)
                    continue
                concepts.setdefault(concept, word)
                weighs[concept] = max(weighs.get(concept, 0.0), (1.0 if main else _ASIDE) * (_WHERE if _after(_PLACES, said, at) else 1.0))
    concepts = concepts or spare
    folded = fold(" ".join(text.split()))
    return Terms(folded, concepts, weighs or dict.fromkeys(concepts, 1.0), asks[True] or asks[False], frozenset(_NUMBER.findall(folded)))


def _empty(word: str) -> bool:
    return word in stop_words() or len(word) < _SHORTEST_PART


def _clauses(text: str) -> Iterator[tuple[list[str], bool]]:
    """The clauses of a text as folded words, and whether each says the main thing or a reason."""
    sentences = _SENTENCE.split(text)
    asking = [_asks(sentence) for sentence in sentences]
    for sentence, asks in zip(sentences, asking, strict=True):
        main = asks or not any(asking)
        for clause in _CLAUSE.split(sentence):
            said = _joined(words(clause))
            cut = next((n for n, word in enumerate(said) if _turns_aside(said, n, word)), len(said))
            if cut:
                yield said[:cut], main
            if cut < len(said):
                main = main and said[cut] == "in"
                yield said[cut:], False


def _asks(sentence: str) -> bool:
    """Whether a sentence asks for something, and does not only say how it is."""
    said = words(sentence)
    return bool(said) and (bool(_ASKING & frozenset(said)) or any(strength == 1 for strength in _asked(said).values()))


def _turns_aside(said: list[str], at: int, word: str) -> bool:
    """Whether a reason, a purpose or what is not wanted begins here."""
    if word == "om":
        before = said[:at]
        return any(not _empty(one) for one in before) and not any(one in _LEADS_TO for one in before)
    return word in _REASON or tuple(said[at : at + 3]) == _INSTEAD


def _joined(said: list[str]) -> list[str]:
    """The words with those that are one together made one."""
    found: list[str] = []
    for word in said:
        if found and (found[-1], word) in phrases():
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def _asked(said: list[str]) -> dict[str, float]:
    """What a clause asks to be done, and how strongly."""
    found: dict[str, float] = {}
    told = False
    for at, word in enumerate(said):
        told = told or (at > 0 and word in _TELLS)
        if word in _ONLY_FIRST and at:
            continue
        noun = word in nouns_of_wishes() or not wishes_of(word)
        for wish in wishes_at_end_of(word):
            weak = wish in weak_wishes() or noun or told or _after(_PREPOSITIONS, said, at)
            found[wish] = max(found.get(wish, 0.0), _WEAK if weak else 1.0)
        if particle(word) and said[at + 1 : at + 2] == ["te"] and at + 2 < len(said):
            found |= dict.fromkeys(wishes_of(word + said[at + 2]), 1.0)
        for later, wish in wishes_in_two().get(word, {}).items():
            if _comes_later(said, at, later, close=word in _NOT_AN_END):
                found[wish] = max(found.get(wish, 0.0), _WEAK if wish in weak_wishes() else 1.0)
                if word in ("niet", "geen"):
                    found.pop("meer", None)
    if "geen" in said and not _LACKS & frozenset(said[: said.index("geen")]):
        return _denied(found)
    return found


def _after(prepositions: frozenset[str], said: list[str], at: int) -> bool:
    """Whether a word comes straight after one of these, an article or a word without meaning between."""
    for word in reversed(said[max(0, at - 3) : at]):
        if word in prepositions:
            return True
        if not _empty(word):
            return False
    return False


def _denied(found: dict[str, float]) -> dict[str, float]:
    """What is asked by who wants none of it."""
    kept = {wish: strength for wish, strength in found.items() if wish not in _DENIED}
    return kept | {"bescherm" if "kap" in found else "verbied": 1.0}


def _comes_later(said: list[str], at: int, later: str, *, close: bool) -> bool:
    """Whether a word belongs to the one before it: near by, or at the end of the clause."""
    if close and later in said[at + 1 : at + (2 if said[at] == "te" else 8)]:
        return True
    if said[at] == "te":
        return False
    ends_here = (n for n in range(at + 1, len(said)) if said[n] == later)
    return any(n + 1 == len(said) or said[n + 1] in _AFTER_PARTICLE for n in ends_here)


@lru_cache(maxsize=20_000)
def split(word: str) -> tuple[str, ...]:
    """The two words that a folded word is put together from, with or without a letter between; or none.

    Both are known, or one of them is known to stand with any other.
    """
    if row_of_word(word) or word in stop_words() or wishes_of(word):
        return ()
    cuts = [(word[:cut], word[cut:]) for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1)]
    for before, after in cuts:
        if after in parts():
            for left in (before, before.removesuffix("s"), before.removesuffix("en"), before.removesuffix("e")):
                if left in parts():
                    return (left, after)
    for before, after in reversed(cuts):
        if len(after) >= _SHORTEST_REST and after in ends() and _a_word(before):
            return (before.removesuffix("s"), after)
    for before, after in cuts:
        if before in beginnings() and _a_word(after):
            return (before, after)
    return ()


def _a_word(rest: str) -> bool:
    return len(rest) >= _SHORTEST_REST and bool(re.search(r"[aeiouy]", rest)) and bool(re.search(r"[^aeiouy]", rest))
