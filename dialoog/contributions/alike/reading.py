"""A text taken apart: what it is about and what it asks to be done, the main thing apart from its reasons."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialoog.contributions.alike.asking import after, asked
from dialoog.contributions.alike.compounds import split
from dialoog.contributions.alike.vocabulary import base, phrases, row_of_word, stop_words, wishes_of
from dialoog.search import fold, words

_SHORTEST_WORD = 3
_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile(r"[.!?;:]+(?:\s|$)")
_CLAUSE = re.compile(r",|\s[–-]\s")
# What follows says why, until the sentence ends.
_REASON = frozenset("aangezien anders daardoor doordat omdat opdat terwijl waardoor want zodat".split())
# What follows is not what is asked, until the clause ends.
_INSTEAD = ("in", "plaats", "van")
# After these, "om" says what is asked; elsewhere it says what for.
_LEADS_TO = frozenset(
    "adviseer adviseren belangrijk budget dwing dwingen geld help helpen kans middelen mogelijkheid oproep plicht "
    "pleit pleiten recht roep steun stimuleer stimuleren subsidie tijd verplicht verplichten voorstel vraag "
    "vragen".split()
)
_ASKING = frozenset(
    "geef graag hoort horen laat maak mag moet moeten mogen stel verdienen verdient wil willen zorg zou zouden".split()
)
_ASIDE = 0.5
# Where it is to be done says less than what.
_PLACES = frozenset("binnen boven bij in langs naast op rond rondom tussen".split())
_WHERE = 0.6


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


@dataclass(frozen=True)
class _Clause:
    said: Sequence[str]
    reason: bool
    asks: Mapping[str, float]


def terms(text: str) -> Terms:
    """Take a text apart."""
    folded = fold(" ".join(text.split()))
    concepts: dict[str, str] = {}
    weighs: dict[str, float] = {}
    asks: dict[bool, dict[str, float]] = {True: {}, False: {}}
    verbs: dict[str, str] = {}
    for clause, main in _weighed(folded):
        for wish, strength in clause.asks.items():
            asks[main][wish] = max(strength, asks[main].get(wish, 0.0))
        for at, word in enumerate(clause.said):
            for piece in _pieces(word):
                row = row_of_word(piece)
                if row is None and wishes_of(piece):
                    verbs.setdefault(base(piece), word)
                    continue
                weight = (1.0 if main else _ASIDE) * (_WHERE if after(_PLACES, clause.said, at) else 1.0)
                concept = row or base(piece)
                concepts.setdefault(concept, word)
                weighs[concept] = max(weighs.get(concept, 0.0), weight)
    # Who names nothing but verbs is compared by those.
    concepts = concepts or verbs
    weighs = weighs or dict.fromkeys(concepts, 1.0)
    return Terms(folded, concepts, weighs, asks[True], frozenset(_NUMBER.findall(folded)))


def _pieces(word: str) -> list[str]:
    """The words with a meaning that a word is put together from, or itself."""
    return [] if _empty(word) else [piece for piece in split(word) or (word,) if not _empty(piece)]


def _empty(word: str) -> bool:
    return len(word) < _SHORTEST_WORD or word in stop_words()


def _weighed(folded: str) -> Iterator[tuple[_Clause, bool]]:
    """The clauses of a text, and whether each says the main thing: in a sentence that asks, and not why."""
    sentences = [list(_clauses(sentence)) for sentence in _SENTENCE.split(folded)]
    asking = [any(_asks(clause) for clause in clauses) for clauses in sentences]
    for clauses, asks in zip(sentences, asking, strict=True):
        for clause in clauses:
            yield clause, not clause.reason and (asks or not any(asking))


def _asks(clause: _Clause) -> bool:
    """Whether a clause asks for something, and does not only say how it is."""
    return not _ASKING.isdisjoint(clause.said) or any(strength == 1 for strength in clause.asks.values())


def _clauses(sentence: str) -> Iterator[_Clause]:
    reason = False
    for part in _CLAUSE.split(sentence):
        said = _joined(words(part))
        cut = next((at for at in range(len(said)) if _turns_aside(said, at)), len(said))
        if cut:
            yield _Clause(said[:cut], reason, asked(said[:cut]))
        if cut < len(said):
            reason = reason or said[cut] != _INSTEAD[0]
            yield _Clause(said[cut:], True, asked(said[cut:]))


def _turns_aside(said: Sequence[str], at: int) -> bool:
    """Whether a reason, a purpose or what is not wanted begins here."""
    word = said[at]
    if word == "om":
        return any(not _empty(one) for one in said[:at]) and _LEADS_TO.isdisjoint(said[:at])
    return word in _REASON or (word == _INSTEAD[0] and tuple(said[at : at + 3]) == _INSTEAD)


def _joined(said: list[str]) -> list[str]:
    """The words, with those that are one together made one."""
    found: list[str] = []
    for word in said:
        if found and (found[-1], word) in phrases():
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
