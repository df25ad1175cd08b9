"""Full-text search in Dutch: the same words found on both databases.

A text is kept as its folded words and their stems (snowball's `dutch_porter`) in one column. A question matches a
word by its stem or as the beginning of a word. PostgreSQL searches the column with its `simple` configuration,
because the stemming is ours; SQLite with an FTS5 table that triggers keep beside the column.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

import snowballstemmer
from sqlalchemy import ColumnElement, Integer, Select, TableClause, column, false, func, literal_column, table
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
    dialect = session.get_bind().dialect.name
    asked = expression(dialect, question)
    return matching(dialect, query, model, asked) if asked else query.where(false())


def expression(dialect: str, question: str) -> str:
    """What was typed, as the database is to be asked for it; empty when there is no word in it."""
    asked = words(question)[:MOST_WORDS]
    return _tsquery(asked) if dialect == "postgresql" else _fts5(asked)


def any_of(dialect: str, stems: Iterable[str]) -> str:
    """Asks for what holds any of these stems, or a word that begins with one."""
    known = [given for given in stems if _WORD.fullmatch(given) and "-" not in given]
    if dialect == "postgresql":
        return " | ".join(f"{given}:*" for given in known)
    return " OR ".join(f'"{given}" *' for given in known)


def matching(dialect: str, query: Select[Row], model: Any, asked: str | ColumnElement[str]) -> Select[Row]:
    """`query` over `model`, narrowed to what `expression` gave (or to a parameter that will hold it)."""
    if dialect == "postgresql":
        simple: ColumnElement[Any] = literal_column("'simple'::regconfig")
        vector = func.to_tsvector(simple, model.search_terms)
        return query.where(vector.op("@@")(func.to_tsquery(simple, asked)))
    index = _index(model)
    # The plus keeps SQLite from asking the index anew for every row that fits the other filters.
    return query.join(index, model.id == literal_column(f"+{index.name}.rowid")).where(
        literal_column(index.name).op("MATCH")(asked)
    )


def key(dialect: str, model: Any) -> ColumnElement[int]:
    """The id of what is found, as it is to be ordered by: SQLite's index gives hits in this order by itself."""
    if dialect == "postgresql":
        return cast(ColumnElement[int], model.id)
    return _index(model).c.rowid


@cache
def _index(model: Any) -> TableClause:
    return table(f"{model.__tablename__}_search", column("rowid", Integer))


def _tsquery(asked: list[str]) -> str:
    return " & ".join(f"({stem(word)} | {word}:*)" for word in asked)


def _fts5(asked: list[str]) -> str:
    return " AND ".join(f'("{stem(word)}" OR "{word}" *)' for word in asked)
