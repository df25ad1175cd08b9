"""Rows of the record as they stand in the database, decoded only after a look at them.

Whoever can change a database can leave what is no moment, no JSON, or no text at all: rechecking names such an entry.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Integer, LargeBinary, String, Text, cast, func, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from dialoog.db import Base, Json, Moment
from dialoog.register.canonical import parse_json


class Undecodable(Exception):
    """A column holds what it cannot hold; its name is the message."""


@contextmanager
def any_text(session: Session) -> Iterator[None]:
    """Have SQLite give what is no UTF-8 as text that cannot be encoded, where it would end the query."""
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    usual = driver.text_factory
    driver.text_factory = _any_text
    try:
        yield
    finally:
        driver.text_factory = usual


def _any_text(value: bytes) -> str:
    return value.decode(errors="surrogateescape")


def raw(session: Session, *columns: Any) -> list[ColumnElement[Any]]:
    """What to select to get columns undecoded: moments and JSON as text, the rest as the driver has it."""
    server = session.get_bind().dialect.name == "postgresql"
    return [_raw(column, server=server).label(f"{column.table.name}_{column.name}") for column in columns]


def _raw(column: Any, *, server: bool) -> ColumnElement[Any]:
    if server and isinstance(column.type, Moment):
        return cast(func.timezone("UTC", column), Text)
    if server and isinstance(column.type, JSON):
        return cast(column, Text)
    return type_coerce(column, NullType())


def columns_of(model: type[Base]) -> list[Any]:
    """All columns of a table, in their order."""
    return list(model.__table__.columns)


def decoded(columns: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The values of raw columns. Raises Undecodable with the name of the first that holds what it cannot hold."""
    return [decode(column, value) for column, value in zip(columns, values, strict=True)]


def decode(column: Any, value: Any) -> Any:
    """The value of one raw column. Raises Undecodable."""
    if value is None and column.nullable:
        return None
    try:
        return _READERS[type(column.type)](value)
    except (TypeError, ValueError):
        raise Undecodable(column.name) from None


def printable(text: object) -> str:
    """Text in which nothing can stop a terminal or steer it."""
    shown = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shown)


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value


def _flag(value: Any) -> bool:
    if value not in (0, 1):
        raise ValueError
    return bool(value)


def _moment(value: Any) -> datetime:
    """Moments are kept to the millisecond (dialoog.clock), and written in one way."""
    moment = datetime.fromisoformat(_text(value))
    written = moment.isoformat(" ", "microseconds")
    if value not in (written, written.rstrip("0").rstrip(".")) or moment.microsecond % 1000:
        raise ValueError
    return moment.replace(tzinfo=UTC)


def _json(value: Any) -> Json:
    found = parse_json(_text(value).encode())
    # Space between the words would change no meaning, and yet is not what was written.
    if not isinstance(found, dict) or json.dumps(found) != value:
        raise ValueError
    return found


_READERS: dict[type, Callable[[Any], Any]] = {
    Integer: _exactly(int),
    Boolean: _flag,
    String: _text,
    Text: _text,
    LargeBinary: _exactly(bytes),
    Moment: _moment,
    JSON: _json,
}
