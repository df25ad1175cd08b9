"""How alike two texts are, and why: their words weighed by how rare they are, synonyms and parts of words included.

What is asked to be *done* weighs apart: texts about one subject that ask different things are not alike.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dialoog.contributions.alike.reading import Terms, terms
from dialoog.contributions.alike.vocabulary import between, fields, stems_of
from dialoog.search import stem

# From this score on two points are proposed as asking the same. This and what follows were found by trying, on pairs of
# points (tests/contributions) and some hundreds more.
ENOUGH = 0.45
MOST_REASONS = 6
_GRAM = 4
_ALIKE_GRAMS = 0.55
_PART_WEIGHT = 0.7
_FIELD = 0.55
# By which power and factor likeness of subject becomes likeness: of one wish, of different ones, or where one has none.
_SAME_WISH, _OTHER_WISH, _NO_WISH = (0.3, 1.1), (1.0, 0.4), (1.0, 0.7)
# Short texts soon share most of their few words.
_LONG, _LENGTH = 5, 0.6
# "30 km" is not "100 km".
_OTHER_NUMBERS = 0.4
# Of two texts the one that is found back best says most: the other may explain itself.
_BETTER = 0.7
# One word in common is not yet one wish.
_WORDS_AT_LEAST, _ONE_WORD = 1.5, 0.7


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
class Likeness:
    """How alike two texts are, from 0 to 1, and the words of both that say so, as their readers know them."""

    score: float
    why: tuple[str, ...]


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
    both = _found(there, a, weights), _found(back, b, weights)
    subject = _BETTER * max(both) + (1 - _BETTER) * min(both)
    if min(_shared(there, a), _shared(back, b)) < min(_WORDS_AT_LEAST, len(a.concepts), len(b.concepts)):
        subject *= _ONE_WORD
    subject *= (min(_LONG, (len(a.concepts) + len(b.concepts)) / 2) / _LONG) ** _LENGTH
    power, factor = _by_wish(a.asks, b.asks)
    score = factor * subject**power
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        score *= _OTHER_NUMBERS
    return Likeness(round(min(1.0, score), 6), _why(a, b, weights))


def to_look_for(text: Terms, weights: Weights, most: int) -> list[str]:
    """The stems to search other texts by: of the weightiest words, with those that mean the same."""
    first = sorted(text.concepts, key=lambda concept: (-weights.of_word(concept), concept))[:most]
    stems = {word for concept in first for word in stems_of(concept) | {stem(text.concepts[concept])} if len(word) > 1}
    return sorted(word for word in stems if not any(word != other and word.startswith(other) for other in stems))


def shared_words(one: str, two: str) -> tuple[str, ...]:
    """The words two texts have in common, as their readers know them."""
    return _why(terms(one), terms(two), Weights())


def _by_wish(one: Mapping[str, float], two: Mapping[str, float]) -> tuple[float, float]:
    """The power and the factor by which likeness of subject is raised or lowered, by what is asked."""
    if not one or not two:
        return _NO_WISH if one or two else (1.0, 1.0)
    one, two = _evened(one), _evened(two)
    best = max(between(a, b) * min(x, y) for a, x in one.items() for b, y in two.items())
    shared = max(0.0, (best + (_answered(one, two) + _answered(two, one)) / 2) / 2)
    power, factor = (other - (other - same) * shared for same, other in zip(_SAME_WISH, _OTHER_WISH, strict=True))
    return power, factor


def _evened(asks: Mapping[str, float]) -> Mapping[str, float]:
    """The strongest wish counts whole."""
    return {wish: strength / max(asks.values()) for wish, strength in asks.items()}


def _answered(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """Which part of these wishes the others meet."""
    return sum(x * max(between(a, b) for b in two) for a, x in one.items()) / sum(one.values())


def overlap(a: Terms, b: Terms, weights: Weights) -> float:
    """The weight of the words that stand in both: quickly reckoned, to choose what to compare."""
    return sum(weights.of_word(concept) for concept in sorted(a.concepts.keys() & b.concepts.keys()))


def _nearest_of(a: Terms, b: Terms) -> dict[str, float]:
    """For each of a's words how near the nearest of b's is, from 0 to 1."""
    return {concept: _nearest(concept, b) for concept in sorted(a.concepts)}


def _found(nearest: Mapping[str, float], of: Terms, weights: Weights) -> float:
    """Which part of the weight of these words is found back in the other text."""
    weighed = [(weights.of_word(concept) * of.weighs[concept], near) for concept, near in nearest.items()]
    return sum(weight * near for weight, near in weighed) / sum(weight for weight, _near in weighed)


def _shared(nearest: Mapping[str, float], of: Terms) -> float:
    """How many of these words have one like it in the other text; where and why count less."""
    return sum(of.weighs[concept] for concept, near in nearest.items() if near > 0)


def _nearest(concept: str, other: Terms) -> float:
    if concept in other.concepts:
        return 1.0
    return max((_near(concept, candidate) for candidate in other.concepts), default=0.0)


@lru_cache(maxsize=200_000)
def _near(one: str, two: str) -> float:
    """How near two words are: of one field, one that begins or ends with the other, or most letters the same."""
    if fields().get(one, frozenset()) & fields().get(two, frozenset()):
        return _FIELD
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
    """The weightiest words they share, as written; two words for one thing, or else of one field, side by side."""
    shared = sorted(a.concepts.keys() & b.concepts.keys(), key=lambda concept: (-weights.of_word(concept), concept))
    told: dict[str, None] = {}
    for concept in shared:
        both = sorted({a.concepts[concept], b.concepts[concept]})
        told.setdefault(" – ".join(both))
    if not told:
        near = ((a.concepts[one], b.concepts[two]) for one in a.concepts for two in b.concepts if _near(one, two) > 0)
        told = dict.fromkeys(sorted(" – ".join(sorted(pair)) for pair in near))
    return tuple(told)[:MOST_REASONS]
