"""D12: anyone can check a receipt with nothing but the receipt and a root."""

import base64
import json
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.register.receipts import REASONS, Flaw, ReceiptReport, ReceiptUnreadable, check_receipt, read_receipt
from tests.register import independent_verifier
from tests.register.receipt_factory import (
    NUMBER,
    REMARK,
    WORDS,
    Log,
    damaged_receipts,
    event,
    salt_of,
    sample_log,
    sample_receipt,
)

TEMPLATE = Path(__file__).parents[2] / "templates/register/receipt_check.html"


def flaws(report: ReceiptReport) -> list[Flaw | None]:
    return [event.flaw for event in report.events] + [text.flaw for text in report.texts]


def with_leaf(content: bytes) -> dict[str, Any]:
    """A proof whose third event has this content, with everything around it right."""
    log = sample_log()
    return Log.of([*log.contents[:6], content]).receipt([1, 3, 6], [])


def test_a_good_receipt_names_its_root_and_what_is_in_it() -> None:
    report = check_receipt(sample_receipt())
    assert report.ok
    assert report.first_bad is None
    assert (report.number, report.tree_size) == (NUMBER, 7)
    assert report.root_hash == independent_verifier.mth(sample_log().contents).hex()
    assert [(found.n, found.kind, found.index) for found in report.events] == [
        (1, "received", 1),
        (2, "assigned", 3),
        (3, "reacted", 6),
    ]
    assert [(found.n, found.name) for found in report.texts] == [(1, "text"), (1, "name"), (3, "remark")]
    assert report.absent_texts == ()


def test_the_independent_verifier_agrees_on_the_good_receipt() -> None:
    assert independent_verifier.check(sample_receipt()) == check_receipt(sample_receipt()).root_hash


def test_a_text_the_reader_may_not_see_can_be_left_out() -> None:
    document = sample_receipt()
    del document["teksten"][1]
    report = check_receipt(document)
    assert report.ok
    assert report.absent_texts == ((1, "name"),)


def test_every_changed_bit_of_the_file_is_found() -> None:
    """Left alone: `timestamp`, which belongs to the head, and the size, which the head at that size settles."""
    good = sample_receipt()
    data = json.dumps(good, ensure_ascii=False, separators=(",", ":")).encode()
    roots = {size: independent_verifier.mth(sample_log().contents[:size]).hex() for size in range(8)}
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            document = read_receipt(bytes(changed))
            passed = check_receipt(document).ok
        except ReceiptUnreadable:
            continue
        if passed:
            document["timestamp"] = good["timestamp"]
            if document["treeSize"] != 7:
                assert roots.get(document["treeSize"]) != document["rootHash"]
                document["treeSize"] = 7
            assert document == good


def test_a_changed_word_is_found() -> None:
    document = sample_receipt()
    document["teksten"][0]["tekst"] = WORDS["text"].replace("weer", "niet")
    report = check_receipt(document)
    assert flaws(report) == [None, None, None, Flaw.TEXT, None, None]
    assert report.first_bad == (
        "tekst 1 ('text' van volgnummer 1): de tekst is niet de tekst die in het register is vastgelegd"
    )


def test_no_word_of_the_text_can_be_moved_into_the_salt() -> None:
    """SHA-256(salt + text) is the same wherever the cut is made, so the salt's length is fixed."""
    document = sample_receipt()
    remark = document["teksten"][2]
    moved, kept = REMARK[:19], REMARK[19:]
    remark.update(salt=(salt_of("remark") + moved.encode()).hex(), tekst=kept)
    assert sha256(bytes.fromhex(remark["salt"]) + kept.encode()).hexdigest() == salted("remark", REMARK)
    with pytest.raises(ReceiptUnreadable, match="tekst 3: het veld 'salt'"):
        check_receipt(document)
    with pytest.raises(independent_verifier.Wrong):
        independent_verifier.check(document)


def salted(name: str, words: str) -> str:
    return sha256(salt_of(name) + words.encode()).hexdigest()


def test_a_text_belongs_to_one_event_and_one_name() -> None:
    document = sample_receipt()
    document["teksten"][0]["n"] = 2
    document["teksten"][1]["naam"] = "title"
    document["teksten"][2]["n"] = 9
    assert flaws(check_receipt(document))[3:] == [Flaw.NO_TEXT, Flaw.NO_TEXT, Flaw.NO_LEAF]


def test_a_text_cannot_rest_on_an_event_that_is_wrong() -> None:
    document = sample_receipt()
    document["gebeurtenissen"][0]["auditPath"].reverse()
    assert flaws(check_receipt(document)) == [Flaw.PATH, None, None, Flaw.NO_LEAF, Flaw.NO_LEAF, None]


def test_all_events_are_about_the_number_on_the_receipt() -> None:
    document = sample_receipt()
    document["nummer"] = "INB-2026-00124"
    report = check_receipt(document)
    assert flaws(report)[:3] == [Flaw.SUBJECT] * 3
    assert report.first_bad == "gebeurtenis 1: de gebeurtenis hoort bij iets anders dan dit nummer"


@pytest.mark.parametrize("subject", [NUMBER, f"/{NUMBER}", f"inbreng/{NUMBER}/x", f"antwoord/{NUMBER}"])
def test_events_of_other_subjects_do_not_pass(subject: str) -> None:
    assert flaws(check_receipt(with_leaf(event(3, "answered", subject=subject)))) == [None, None, Flaw.SUBJECT]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_events_are_numbered_once_and_upwards(n: int) -> None:
    assert flaws(check_receipt(with_leaf(event(n, "answered")))) == [None, None, Flaw.ORDER]


def test_an_event_given_twice_is_found() -> None:
    document = sample_receipt()
    document["gebeurtenissen"].insert(1, deepcopy(document["gebeurtenissen"][0]))
    assert flaws(check_receipt(document))[:4] == [None, Flaw.ORDER, None, None]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b'{"n": 3}',
        b"[]",
        b"{}",
        event(3, "reacted").replace(b'"n":3', b'"n":3.0'),
        event(3, "reacted").replace(b'"n":3', b'"n":true'),
        event(3, "reacted").replace(b'"n":3', b'"n":-3'),
        event(3, "reacted").replace(b'"n":3', b'"n":3,"n":3'),
        event(3, "reacted").replace(b'"texts":{}', b'"texts":[]'),
        event(3, "reacted").replace(b'"texts":{}', b'"texts":{"note":"AB"}'),
        event(3, "reacted").replace(b'"kind":"reacted"', b'"kind":null'),
        event(3, "reacted").replace(b'"reacted"', b'"\\ud800"'),
        event(3, "reacted") + b"\n",
        b"[" * 100_000,
    ],
)
def test_a_leaf_is_canonical_and_has_the_promised_fields(content: bytes) -> None:
    assert flaws(check_receipt(with_leaf(content))) == [None, None, Flaw.LEAF_FORM]


@pytest.mark.parametrize("change", [lambda leaf: leaf + "=", lambda leaf: leaf[:-1] + "!", lambda leaf: leaf + "é"])
def test_base64_is_exact(change: Any) -> None:
    document = sample_receipt()
    entry = document["gebeurtenissen"][0]
    entry["leaf"] = change(entry["leaf"])
    assert flaws(check_receipt(document))[0] == Flaw.LEAF_ENCODING


def test_base64_with_loose_bits_at_its_end_is_refused() -> None:
    content = event(3, "reacted") + b" "  # so that the last quartet holds unused bits
    content = content if len(content) % 3 else event(30, "reacted") + b" "
    document = with_leaf(content)
    entry = document["gebeurtenissen"][2]
    last = entry["leaf"].rstrip("=")
    loose = last[:-1] + chr(ord(last[-1]) + 1) + entry["leaf"][len(last) :]
    assert base64.b64decode(loose) == base64.b64decode(entry["leaf"])
    entry["leaf"] = loose
    assert flaws(check_receipt(document))[2] == Flaw.LEAF_ENCODING


def test_another_leaf_than_the_hash_says() -> None:
    document = sample_receipt()
    document["gebeurtenissen"][1]["leaf"] = document["gebeurtenissen"][0]["leaf"]
    assert flaws(check_receipt(document))[1] == Flaw.LEAF_HASH


def test_sizes_beyond_32_bits() -> None:
    document = sample_receipt()
    document["treeSize"] = 2**53 - 1
    document["gebeurtenissen"][0]["index"] = 2**40
    assert flaws(check_receipt(document))[:3] == [Flaw.PATH] * 3


@pytest.mark.parametrize("name", ["nummer", "gebeurtenissen", "teksten", "treeSize", "rootHash", "timestamp"])
def test_a_missing_field_is_named(name: str) -> None:
    document = sample_receipt()
    del document[name]
    with pytest.raises(ReceiptUnreadable, match=f"^het bewijs: het veld '{name}' ontbreekt$"):
        check_receipt(document)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nummer", "INB\x1b[2J"),
        ("nummer", ""),
        ("treeSize", 7.0),
        ("treeSize", True),
        ("treeSize", 2**53),
        ("rootHash", "AB" * 32),
        ("rootHash", "ab" * 32 + "\n"),
        ("timestamp", "2026-03-04"),
        ("timestamp", "2026-03-04T08:00:00"),
        ("teksten", {}),
    ],
)
def test_a_field_of_the_wrong_form_is_named(name: str, value: object) -> None:
    with pytest.raises(ReceiptUnreadable, match=f"^het bewijs: het veld '{name}' heeft niet de goede vorm$"):
        check_receipt({**sample_receipt(), name: value})


def test_a_receipt_without_events_proves_nothing() -> None:
    with pytest.raises(ReceiptUnreadable, match="geen gebeurtenissen"):
        check_receipt({**sample_receipt(), "gebeurtenissen": [], "teksten": []})


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"{", b"[" * 200_000, b"NaN", b'{"nummer":"a","nummer":"b"}', b"1" * 5000, b" " * (21 * 1024**2)],
)
def test_a_file_that_is_no_json_is_unreadable(data: bytes) -> None:
    with pytest.raises(ReceiptUnreadable):
        check_receipt(read_receipt(data))


def test_a_byte_order_mark_from_an_editor_is_no_objection() -> None:
    assert check_receipt(read_receipt(b"\xef\xbb\xbf" + json.dumps(sample_receipt()).encode())).ok


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["n", "leaf"]), inner),
    max_leaves=10,
)
entries = st.dictionaries(
    st.sampled_from(["leaf", "leafHash", "index", "auditPath", "n", "naam", "salt", "tekst"]),
    json_values | st.just("0" * 64) | st.just([]),
)


@given(json_values)
def test_no_json_value_brings_it_down(value: object) -> None:
    with pytest.raises(ReceiptUnreadable):
        check_receipt(value)


@given(st.lists(entries | json_values, max_size=3), st.lists(entries | json_values, max_size=3))
def test_no_entry_brings_it_down(events: list[object], texts: list[object]) -> None:
    document = sample_receipt()
    document["gebeurtenissen"] += events
    document["teksten"] += texts
    try:
        report = check_receipt(document)
    except ReceiptUnreadable:
        return
    assert report.ok == (not events and not texts)


def test_damage_of_any_kind_is_found_by_both_verifiers() -> None:
    good = sample_receipt()
    for document in damaged_receipts(1000, seed=9162):
        try:
            passed = check_receipt(document).ok
        except ReceiptUnreadable:
            passed = False
        if passed:
            assert independent_verifier.check(document) == good["rootHash"]
            assert_only_what_may_differ(document, good)


def assert_only_what_may_differ(document: dict[str, Any], good: dict[str, Any]) -> None:
    """Entries may be left out, a text may stand there twice, the size and time are for the head to tell."""
    assert (document["nummer"], document["rootHash"]) == (good["nummer"], good["rootHash"])
    for part in ("gebeurtenissen", "teksten"):
        assert all(entry in good[part] for entry in document[part])


def test_every_reason_stands_in_the_page_for_the_browser() -> None:
    page = TEMPLATE.read_text()
    assert set(REASONS) == set(Flaw)
    for flaw, reason in REASONS.items():
        assert f'<p data-text="{flaw}">{{{{ _("{reason}") }}}}</p>' in page
