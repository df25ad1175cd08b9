"""Finding the words of the glossary in a text: whole words, each as it is written there. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

# A web address is no place to explain a word in. A hyphen, a point or an @ makes of a word a part of another.
_ADDRESS = r"(?:https?://|www\.)\S+"
_BEFORE, _AFTER = r"(?<![@/.-])", r"(?![\w@-]|[./]\w)"


@dataclass(frozen=True)
class Term:
    """A word on the page. Unlike its row it outlives a session."""

    slug: str
    word: str
    other_forms: str
    plain_words: str
    meaning: str

    @property
    def forms(self) -> list[str]:
        """The ways in which it is written."""
        return [form for part in (self.word, *self.other_forms.split(",")) if (form := " ".join(part.split()))]


@dataclass(frozen=True)
class Found:
    """A term, where it stands, and how it was written."""

    term: Term
    start: int
    end: int
    written: str


class Matcher:
    """The terms of one moment as one pattern. A form in capitals (PAS) is found in capitals only; it may be a word."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._exact: dict[str, Term] = {}
        self._folded: dict[str, Term] = {}
        for term in self.terms:
            for form in term.forms:
                if form.isupper():
                    self._exact.setdefault(form, term)
                else:
                    self._folded.setdefault(form.casefold(), term)
        self._pattern = re.compile(_pattern([*self._exact], [*self._folded])) if self._exact or self._folded else None

    def find(self, text: str) -> Iterator[Found]:
        """Every place of a term, in order; of forms that begin alike the longest."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            written = match.group("term")
            term = self._term(" ".join(written.split())) if written else None
            if term is not None:
                yield Found(term, match.start(), match.end(), written)

    def _term(self, written: str) -> Term | None:
        return self._exact.get(written) or self._folded.get(written.casefold())


def _pattern(exact: list[str], folded: list[str]) -> str:
    """By first letter, so that at most words only that letter is compared."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for form in sorted(folded, key=len, reverse=True):
        first = "".join(sorted(re.escape(c) for c in {form[0], *form[0].upper()}))
        by_first[f"[{first}]"].append(f"(?i:{_spaced(form[1:])})")
    for form in sorted(exact, key=len, reverse=True):
        by_first[re.escape(form[0])].append(_spaced(form[1:]))
    letters = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return rf"\b(?:{_BEFORE}(?P<term>{letters}){_AFTER}|{_ADDRESS})"


def _spaced(form: str) -> str:
    return r"\s+".join(map(re.escape, form.split(" ")))


@lru_cache(maxsize=4)
def matcher(terms: tuple[Term, ...]) -> Matcher:
    """The matcher of these terms, made once: most of what changes in public leaves the glossary as it was."""
    return Matcher(terms)
