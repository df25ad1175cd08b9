"""Words put together from two: "milieunormen"."""

from functools import lru_cache

from dialoog.contributions.alike.vocabulary import beginnings, ends, parts, row_of_word, stop_words, wishes_of

_SHORTEST_PART = 3
_SHORTEST_REST = 4
_VOWELS = frozenset("aeiouy")


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
        if len(after) >= _SHORTEST_REST and after in ends() and _may_be_a_word(before):
            return (before.removesuffix("s"), after)
    for before, after in cuts:
        if before in beginnings() and _may_be_a_word(after):
            return (before, after)
    return ()


def _may_be_a_word(rest: str) -> bool:
    letters = frozenset(rest)
    return len(rest) >= _SHORTEST_REST and bool(letters & _VOWELS) and bool(letters - _VOWELS)
