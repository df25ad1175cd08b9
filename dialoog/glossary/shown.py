"""The glossary where its words stand: explained in answers, and as hints for who writes one (D7b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from dialoog.glossary import language, queries
from dialoog.glossary.language import Reading
from dialoog.glossary.matching import Matcher, matcher
from dialoog.web.context import session
from dialoog.web.kept import kept
from dialoog.web.rendering import paragraphs

PAGE = "/begrippen"


@dataclass(frozen=True)
class Jargon:
    """A word that not everyone knows, as it was written, with plain words for it."""

    written: str
    plain_words: str
    href: str


@dataclass(frozen=True)
class Checked:
    """One text with what was found in it."""

    title: str
    reading: Reading
    jargon: tuple[Jargon, ...]


def on_page() -> Matcher:
    """The words on the page; one query when anything public has changed, else none."""
    return kept("glossary", lambda: matcher(queries.on_page(session())))


def explained(text: str, seen: list[str]) -> Markup:
    """Plain text as paragraphs, in which the first of each term leads to its meaning; nothing in it becomes markup.

    `seen` holds the terms that were explained above, and is added to: a page gives one to all texts of an answer.
    """
    shown, also_seen = _explained(text, on_page(), tuple(seen))
    seen.extend(also_seen)
    return shown


@lru_cache(maxsize=500)
def _explained(text: str, found: Matcher, before: tuple[str, ...]) -> tuple[Markup, list[str]]:
    # What is published does not change, and to look for words takes longer than all else that is done with it.
    seen = list(before)
    return paragraphs(text, write=lambda line: mark(line, found, seen)), seen[len(before) :]


def mark(line: str, found: Matcher, seen: list[str]) -> Markup:
    """A line with links at the first of each term that is not among those seen."""
    parts: list[Markup] = []
    reached = 0
    for one in found.find(line):
        if one.term.slug in seen:
            continue
        seen.append(one.term.slug)
        link = Markup('<a class="explained" href="{}#{}">{}</a>').format(PAGE, one.term.slug, one.written)
        parts += [escape(line[reached : one.start]), link]
        reached = one.end
    return Markup("").join([*parts, escape(line[reached:])])


def checked(texts: Iterable[tuple[str, str]]) -> list[Checked]:
    """What a writer may like to know of each text that has words, by its title. It blocks nothing."""
    found = on_page()
    return [Checked(title, language.read(text), _jargon(text, found)) for title, text in texts if text.strip()]


def _jargon(text: str, found: Matcher) -> tuple[Jargon, ...]:
    first: dict[str, Jargon] = {}
    for one in found.find(text):
        if one.term.plain_words:
            jargon = Jargon(one.written, one.term.plain_words, f"{PAGE}#{one.term.slug}")
            first.setdefault(one.term.slug, jargon)
    return tuple(first.values())


def install(app: Flask) -> None:
    """Give templates their filter."""
    app.jinja_env.filters["explained"] = explained
