"""Full-text search in Dutch: the same words found on both databases.

A text is kept as its folded words and their stems (snowball's `dutch_porter`) in one column. A question matches a
word by its stem or as the beginning of a word. PostgreSQL searches the column with its `simple` configuration,
because the stemming is ours; SQLite with an FTS5 table that triggers keep beside the column.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, TypeVar

import snowballstemmer
from sqlalchemy import ColumnElement, Integer, Select, column, false, func, literal_column, table
from sqlalchemy.orm import Session

_WORD = re.compile(r"\w+(?:-\w+)*")
_STEMMER = snowballstemmer.stemmer("dutch_porter")
MOST_WORDS = 8
Row = TypeVar("Row")


def fold(given: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", given)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return str(_STEMMER.stemWord(word))


def words(given: str) -> list[str]:
    """The folded words of a text; a word with hyphens counts whole and in its parts."""
    found: list[str] = []
    for match in _WORD.findall(fold(given)):
        parts = [part for part in re.split(r"[-_]", match) if part]
        found += parts
    return found


def search_terms(*texts: str) -> str:
    """What is kept of texts to search in: words and stems, in order, once each."""
    terms: dict[str, None] = {}
    for word in (word for given in texts for word in words(given)):
        terms[word] = None
        terms[stem(word)] = None
    return " ".join(terms)


def narrowed(session: Session, query: Select[Row], model: type[Any], question: str) -> Select[Row]:
    """`query` over `model` (whose `search_terms` are filled by the function of that name), narrowed to what was typed.

    A question without any word finds nothing.
    """
    asked = words(question)[:MOST_WORDS]
    if not asked:
        return query.where(false())
    if session.get_bind().dialect.name == "postgresql":
        simple: ColumnElement[Any] = literal_column("'simple'::regconfig")
        vector = func.to_tsvector(simple, model.search_terms)
        return query.where(vector.op("@@")(func.to_tsquery(simple, _tsquery(asked))))
    name = f"{model.__tablename__}_search"
    index = table(name, column("rowid", Integer))
    hit = literal_column(name).op("MATCH")(_fts5(asked))
    return query.join(index, index.c.rowid == model.id).where(hit)


def _tsquery(asked: list[str]) -> str:
    return " & ".join(f"({stem(word)} | {word}:*)" for word in asked)


def _fts5(asked: list[str]) -> str:
    return " AND ".join(f'("{stem(word)}" OR "{word}" *)' for word in asked)
