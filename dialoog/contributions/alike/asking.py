"""What a clause asks to be done: by verbs, by verbs in two parts, by nouns, and by what it denies."""

from collections.abc import Collection, Sequence

from dialoog.contributions.alike.vocabulary import (
    nouns_of_wishes,
    particle,
    stop_words,
    weak_wishes,
    wishes_at_end_of,
    wishes_in_two,
    wishes_of,
)

# A loose part of a verb ends its clause, or one of these follows.
_AFTER_PARTICLE = frozenset(
    "aan als bij binnen dat die door en hoe in langs met na naar nadat of om op over per rond tegen tot tussen uit van "
    "voor voordat waarom wanneer wat wie".split()
)
# What asks something together with these may stand in the middle of a clause as well.
_NEAR_BY = frozenset(
    "alleen breng deel eind einde gebruik geen haal houd in kan kunnen laat laten maak niet nog onmogelijk open "
    "opnieuw rekening roep te".split()
)
_NEAR = 8
# What follows says which, not what is to be done.
_TELLS = frozenset("als dat die waar waarin waarmee waarop waaruit waarvan wanneer welke wie".split())
_PREPOSITIONS = frozenset(
    "bij binnen boven door in langs na naast op rond rondom tegen tijdens tussen uit van voor".split()
)
# Elsewhere than first they are no verbs: "weer", "plan".
_ONLY_FIRST = frozenset("bezoek plant test weer".split())
# Who has none of it does not ask for none.
_LACKS = frozenset("heb hebben heeft is krijg krijgen krijgt zijn".split())
_DENIED = frozenset("bouw instellen kap meer plant steun subsidie".split())
# A wish by a noun that is a subject as well, or by a word that goes with many wishes.
WEAK = 0.4


def asked(said: Sequence[str]) -> dict[str, float]:
    """The wishes of a clause, by folded words, and how strongly each is said."""
    found: dict[str, float] = {}
    told = False
    for at, word in enumerate(said):
        told = told or (at > 0 and word in _TELLS)
        if at and word in _ONLY_FIRST:
            continue
        if named := wishes_at_end_of(word):
            weak = told or word in nouns_of_wishes() or not wishes_of(word) or after(_PREPOSITIONS, said, at)
            _add(found, named, weak=weak)
        if at + 2 < len(said) and said[at + 1] == "te" and particle(word):
            _add(found, wishes_of(word + said[at + 2]), weak=False)
        for later, wish in wishes_in_two().get(word, {}).items():
            if _comes_later(said, at, later):
                _add(found, (wish,), weak=False)
                if word in ("niet", "geen"):
                    found.pop("meer", None)
    if "geen" in said and _LACKS.isdisjoint(said[: said.index("geen")]):
        return _denied(found)
    return found


def after(these: Collection[str], said: Sequence[str], at: int) -> bool:
    """Whether a word comes straight after one of these, with only words without meaning between."""
    for word in reversed(said[max(0, at - 3) : at]):
        if word in these:
            return True
        if word not in stop_words():
            return False
    return False


def _add(found: dict[str, float], named: Collection[str], *, weak: bool) -> None:
    for wish in named:
        found[wish] = max(found.get(wish, 0.0), WEAK if weak or wish in weak_wishes() else 1.0)


def _denied(found: dict[str, float]) -> dict[str, float]:
    """What is asked by who wants none of it."""
    kept = {wish: strength for wish, strength in found.items() if wish not in _DENIED}
    return kept | {"bescherm" if "kap" in found else "verbied": 1.0}


def _comes_later(said: Sequence[str], at: int, later: str) -> bool:
    """Whether a later word belongs to the one here: near by, or at the end of the clause."""
    if said[at] == "te":
        return later in said[at + 1 : at + 2]
    if said[at] in _NEAR_BY and later in said[at + 1 : at + _NEAR]:
        return True
    places = (n for n in range(at + 1, len(said)) if said[n] == later)
    return any(n + 1 == len(said) or said[n + 1] in _AFTER_PARTICLE for n in places)
