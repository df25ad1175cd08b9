"""D12: a leaf is canonical JSON (RFC 8785)."""

import json
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.register.canonical import canonical, parse_canonical, parse_json
from tests.register import independent_verifier

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


def test_the_sorting_example_of_the_rfc() -> None:  # RFC 8785, 3.2.3
    given_text = r"""{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"}"""
    expected = (
        '{"\\r":"Carriage Return","1":"One","\x80":"Control","\xf6":"Latin Small Letter O With Diaeresis",'
        '"\u20ac":"Euro Sign","\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
    )
    assert canonical(json.loads(given_text)) == expected.encode()


def test_the_string_of_the_rfc_in_bytes() -> None:  # RFC 8785, 3.2.2 and 3.2.4, without the numbers
    value = {"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False]}
    expected = (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22"
        "e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )
    assert canonical(value).hex() == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"1": {"f": {"f": "hi", "F": 5}, "\n": 56}, "10": {}, "": "empty", "a": {}, "111": [{}], "A": {}},
         '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}'),
        ({"peach": "1", "p\xe9ch\xe9": "2", "p\xeache": "3", "sin": "4"},
         '{"peach":"1","p\xe9ch\xe9":"2","p\xeache":"3","sin":"4"}'),
        ({"Unnormalized Unicode": "A\u030a"}, '{"Unnormalized Unicode":"A\u030a"}'),
        ("\b\t\n\f\r\x00\x1f\x7f\u2028</script>", '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028</script>"'),
        ([0, -1, 2**53 - 1, -(2**53) + 1], "[0,-1,9007199254740991,-9007199254740991]"),
        ([], "[]"),
    ],
)  # fmt: skip
def test_known_values(value: object, expected: str) -> None:
    assert canonical(value) == expected.encode()


def test_enumerations_are_written_as_their_values() -> None:
    kind = StrEnum("kind", {"RECEIVED": "received"})
    count = IntEnum("count", {"TWO": 2})
    assert canonical({"kind": kind["RECEIVED"], "count": count["TWO"]}) == b'{"count":2,"kind":"received"}'


@pytest.mark.parametrize("value", [1.0, float("nan"), (1,), {1: "a"}, {None: "a"}, b"a", {"a": {"b"}}, object()])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, {"a": ["\udc00\ud800"]}, 2**53, -(2**53)])
def test_what_readers_do_not_share_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the rule is that it is refused, not the words
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"a": 1}', b'{"a":1}\n', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"1.0", b"1e3", b"-0", b"NaN",
     b'"\\ud800"', b'"\\u0041"', b'"\xff"', b"\xef\xbb\xbf1", b"[" * 100_000, b"1" * 5000, b"9007199254740992"],
)  # fmt: skip
def test_anything_but_the_canonical_form_is_not_a_leaf(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the rule is that it is refused, not the words
        parse_canonical(data)


def test_json_from_outside_gives_no_key_twice() -> None:
    assert parse_json(b' {"a": 1.5} ') == {"a": 1.5}
    with pytest.raises(ValueError, match="twice"):
        parse_json(b'{"a": {"b": 1, "b": 2}}')


def test_endless_nesting_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="deep"):
        canonical(value)


@given(values)
def test_reading_gives_back_the_value(value: object) -> None:
    assert parse_canonical(canonical(value)) == value


@given(values)
def test_the_independent_writer_agrees(value: object) -> None:
    assert canonical(value).decode() == independent_verifier.rfc8785(value)
