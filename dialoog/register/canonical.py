"""One way to write a value as JSON: RFC 8785 (JSON Canonicalization Scheme), as far as the register needs it.

A leaf is hashed as bytes (D12), so the same event must always be the same bytes. The register knows no
fractions, so numbers are whole and the hard part of the RFC, writing floating point, is refused instead.
"""

import json
from typing import Any, NoReturn

LARGEST_INTEGER = 2**53 - 1
TOO_DEEP = "the value is nested too deep"


def canonical(value: object) -> bytes:
    """The canonical UTF-8 JSON of `value`: null, bool, int, str, list, or dict with str keys (RFC 8785, 3.2).

    Raises TypeError for any other type, floats included, and ValueError for what JSON readers do not share:
    integers beyond 2^53-1 (RFC 7493, 2.2), lone surrogates (RFC 8785, 3.2.2.2), endless nesting.
    """
    try:
        text = json.dumps(_ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    return text.encode()


def parse_json(data: bytes) -> Any:
    """The value in UTF-8 JSON that comes from outside; stricter than Python alone (RFC 7493).

    Raises ValueError for anything else, keys given twice, NaN and endless nesting included.
    """
    try:
        return json.loads(data.decode(), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def parse_canonical(data: bytes) -> Any:
    """The value of which `data` is the canonical form. Raises ValueError if it is not (RFC 8785)."""
    value = parse_json(data)
    try:
        same = canonical(value) == data
    except TypeError as error:
        raise ValueError(str(error)) from None
    if not same:
        raise ValueError("the JSON is not in its canonical form")
    return value


def _ordered(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("an integer is beyond 2^53-1")
        return value
    if isinstance(value, str):
        _utf16(value)
        return value
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    raise TypeError(f"{type(value).__name__} has no place in canonical JSON here")


def _utf16(text: object) -> bytes:
    """The UTF-16 code units of `text`, by which keys are sorted (RFC 8785, 3.2.3)."""
    if not isinstance(text, str):
        raise TypeError(f"a key of type {type(text).__name__} has no place in canonical JSON")
    return text.encode("utf-16-be")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is given twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
