"""How alike two texts are, and why: their words weighed by how rare they are, synonyms and parts of words included.

What is asked to be *done* weighs apart: texts about one subject that ask different things are not alike.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dialoog.contributions.alike.vocabulary import parts, row_of, same, stop_words, verbs_in_two, wishes
from dialoog.search import fold, stem, words

# From this score on two points are proposed as asking the same; found on pairs written before (tests/contributions).
ENOUGH = 0.42
MOST_REASONS = 6
_SHORTEST_PART = 3
_GRAM = 4
_ALIKE_GRAMS = 0.55
_PART_WEIGHT = 0.7
_SAME_WISH, _OTHER_WISH = 0.6, 2.0
# One word in common is not yet one wish.
_WORDS_AT_LEAST, _ONE_WORD = 2, 0.6


@dataclass(frozen=True)
class Weights:
    """How rare words are: in how many of so many texts each occurs. Without texts every word weighs the same."""

    texts: int = 0
    occurs_in: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, corpus: Iterable[str]) -> "Weights":
        """Count the words of these texts."""
        counted: Counter[str] = Counter()
        number = 0
        for text in corpus:
            number += 1
            counted.update(terms(text).concepts.keys())
        return cls(number, counted)

    def of_word(self, concept: str) -> float:
        """What a word weighs, from 0.2 to 1."""
        if self.texts < 1:
            return 1.0
        rare = math.log((self.texts + 1) / (self.occurs_in.get(concept, 0) + 1)) / math.log(self.texts + 1)
        return 0.2 + 0.8 * max(0.0, min(1.0, rare))


@dataclass(frozen=True)
class Terms:
    """A text taken apart. `concepts`: what its words stand for, with those words as written; `asks`: its wishes."""

    folded: str
    concepts: Mapping[str, str]
    asks: frozenset[str]


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are, from 0 to 1, and the words of both that say so, as their readers know them."""

    score: float
    why: tuple[str, ...]


def terms(text: str) -> Terms:
    """Take a text apart."""
    concepts: dict[str, str] = {}
    said = words(text)
    asks = _apart(said)
    for word in said:
        if word in stop_words() or len(word) < _SHORTEST_PART:
            continue
        for piece in split(word) or (word,):
            if piece in stop_words():
                continue
            asks |= wishes().get(stem(piece), frozenset())
            concepts.setdefault(same().get(stem(piece), stem(piece)), word)
    return Terms(fold(" ".join(text.split())), concepts, frozenset(asks))


def _apart(said: list[str]) -> set[str]:
    """Wishes of verbs that stand in two parts: "pas … aan"."""
    return {wish for (verb, rest), wish in verbs_in_two().items() if verb in said and rest in said[said.index(verb) :]}


@lru_cache(maxsize=20_000)
def split(word: str) -> tuple[str, ...]:
    """The two known words that a folded word is put together from, with or without a letter between; or none."""
    if stem(word) in same():
        return ()
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        before, after = word[:cut], word[cut:]
        if after not in parts():
            continue
        for left in (before, before.removesuffix("s"), before.removesuffix("en"), before.removesuffix("e")):
            if left in parts():
                return (left, after)
    return ()


def compare(one: str, two: str, weights: Weights | None = None) -> Likeness:
    """How alike two texts are: the same either way round, and 1 for the same text."""
    return likeness(terms(one), terms(two), weights or Weights())


def likeness(a: Terms, b: Terms, weights: Weights) -> Likeness:
    """As `compare`, of texts that were taken apart before."""
    if a.folded == b.folded:
        return Likeness(1.0, tuple(list(a.concepts.values())[:MOST_REASONS]))
    if not a.concepts or not b.concepts:
        return Likeness(0.0, ())
    there, back = _nearest_of(a, b), _nearest_of(b, a)
    subject = (_found(there, weights) + _found(back, weights)) / 2
    if min(_shared(there), _shared(back)) < _WORDS_AT_LEAST:
        subject *= _ONE_WORD
    score = subject ** _by_wish(a.asks, b.asks)
    return Likeness(round(min(1.0, score), 6), _why(a, b, weights))


def to_look_for(text: Terms, weights: Weights, most: int) -> list[str]:
    """The stems to search other texts by: of the weightiest words, with those that mean the same."""
    first = sorted(text.concepts, key=lambda concept: (-weights.of_word(concept), concept))[:most]
    return sorted({word for concept in first for word in row_of(concept) if len(word) > 1})


def shared_words(one: str, two: str) -> tuple[str, ...]:
    """The words two texts have in common, as their readers know them."""
    return _why(terms(one), terms(two), Weights())


def _by_wish(one: frozenset[str], two: frozenset[str]) -> float:
    """The power by which likeness of subject is raised or lowered; neither where one of them names no wish."""
    if not one or not two:
        return 1.0
    shared = 2 * len(one & two) / (len(one) + len(two))
    return _OTHER_WISH - (_OTHER_WISH - _SAME_WISH) * shared


def overlap(a: Terms, b: Terms, weights: Weights) -> float:
    """The weight of the words that stand in both: quickly reckoned, to choose what to compare."""
    return sum(weights.of_word(concept) for concept in sorted(a.concepts.keys() & b.concepts.keys()))


def _nearest_of(a: Terms, b: Terms) -> dict[str, float]:
    """For each of a's words how near the nearest of b's is, from 0 to 1."""
    return {concept: _nearest(concept, b) for concept in sorted(a.concepts)}


def _found(nearest: Mapping[str, float], weights: Weights) -> float:
    """Which part of the weight of these words is found back in the other text."""
    weighed = [(weights.of_word(concept), near) for concept, near in nearest.items()]
    return sum(weight * near for weight, near in weighed) / sum(weight for weight, _near in weighed)


def _shared(nearest: Mapping[str, float]) -> int:
    """How many of these words have one like it in the other text."""
    return sum(near > 0 for near in nearest.values())


def _nearest(concept: str, other: Terms) -> float:
    if concept in other.concepts:
        return 1.0
    return max((_near(concept, candidate) for candidate in other.concepts), default=0.0)


@lru_cache(maxsize=200_000)
def _near(one: str, two: str) -> float:
    """How near two different words are: a long one that begins or ends with the other, or most of their letters."""
    short, long = sorted((one, two), key=lambda word: (len(word), word))
    if len(short) > _GRAM and (long.startswith(short) or long.endswith(short)):
        return _PART_WEIGHT
    grams_short, grams_long = _grams(short), _grams(long)
    shared = 2 * len(grams_short & grams_long) / (len(grams_short) + len(grams_long))
    return _PART_WEIGHT * shared if shared >= _ALIKE_GRAMS else 0.0


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    return frozenset(word[n : n + _GRAM] for n in range(max(1, len(word) - _GRAM + 1)))


def _why(a: Terms, b: Terms, weights: Weights) -> tuple[str, ...]:
    """The weightiest words they share, as written; two words for one thing stand side by side."""
    shared = sorted(a.concepts.keys() & b.concepts.keys(), key=lambda concept: (-weights.of_word(concept), concept))
    told: dict[str, None] = {}
    for concept in shared:
        both = sorted({a.concepts[concept], b.concepts[concept]})
        told.setdefault(" – ".join(both))
    return tuple(told)[:MOST_REASONS]
