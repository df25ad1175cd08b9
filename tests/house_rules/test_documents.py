"""The checks of links and locks see what they should; `make check` runs them on the project itself."""

import re
from pathlib import Path

import pytest

from tests.house_rules import links, locks
from tests.house_rules.sources import HOME


def test_the_documents_have_no_dead_links() -> None:
    assert list(links.faults()) == []


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    assert list(locks.faults()) == []


def test_a_dead_link_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Een kop\n[a](#een-kop) [b](#weg) [c](weg.md) `docs/weg.md` [d](https://elders.example/)\n")
    monkeypatch.setattr(links, "HOME", tmp_path)
    monkeypatch.setattr(links, "documents", lambda: [page])
    monkeypatch.setattr(links, "name", lambda path: path.name)
    assert list(links.faults()) == [
        "page.md: #weg: no such heading",
        "page.md: weg.md: no such file",
        "page.md: docs/weg.md: no such file",
    ]


def test_two_headings_of_one_name_have_two_anchors() -> None:
    assert links.headings("# De kop\n## De kop\n```\n# geen kop\n```\n### `make run`, uitgelegd") == {
        "de-kop",
        "de-kop-1",
        "make-run-uitgelegd",
    }


def test_an_address_in_a_lock_and_a_pin_without_a_hash_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test.in").write_text("flask\n")
    lock = tmp_path / "test.txt"
    lock.write_text("# from https://elders.example\nflask==3.1.3\n")
    monkeypatch.setattr(locks, "LOCKS", [lock])
    monkeypatch.setattr(locks, "name", lambda path: path.name)
    assert list(locks.faults()) == ["test.txt:1: holds an address", "test.txt: flask==3.1.3 has no hash"]


def test_every_setting_is_in_the_docs_and_no_other() -> None:
    config = (HOME / "dialoog" / "config.py").read_text(encoding="utf-8")
    told = (HOME / "docs" / "settings.md").read_text(encoding="utf-8")
    read = set(re.findall(r'value(?:\.get\(|, )"(\w+)"', config))
    assert {f"DIALOOG_{name.upper()}" for name in read} == set(re.findall(r"^\| `(DIALOOG_\w+)`", told, re.MULTILINE))
