"""How minutes are written: headings, lists, and numbers that become links; nothing typed becomes markup."""

from hypothesis import given
from hypothesis import strategies as st

from dialoog.dossiers.minutes.merging import paragraphs
from dialoog.dossiers.minutes.text import blocks, linked, numbers, opening

WRITTEN = """# Lucht
Direct eronder.

- eerst
- dan
Nog gewoon.

## Klein
"""


def test_headings_lists_and_running_text_are_told_apart() -> None:
    told = [(block.kind, block.lines, block.n) for block in blocks(WRITTEN)]
    assert told == [
        ("heading", ("Lucht",), 1),
        ("text", ("Direct eronder.",), 1),
        ("list", ("eerst", "dan"), 2),
        ("text", ("Nog gewoon.",), 2),
        ("subheading", ("Klein",), 3),
    ]


def test_a_small_heading_without_a_large_one_is_large() -> None:
    assert [block.kind for block in blocks("## Klein\n\n## Nog een")] == ["heading", "heading"]


def test_numbers_become_links_and_markup_does_not() -> None:
    line = linked("Zie inb-2026-00012 en <b>XINB-2026-00013</b>.")
    assert line == ('Zie <a href="/inbreng/INB-2026-00012">INB-2026-00012</a> en &lt;b&gt;XINB-2026-00013&lt;/b&gt;.')
    assert numbers("INB-2026-00012, inb-2026-00012 en INB-2026-00014") == ["INB-2026-00012", "INB-2026-00014"]


@given(st.text(alphabet="#- ab<&\n", max_size=60))
def test_no_line_is_left_out(text: str) -> None:
    shown = " ".join(" ".join(block.lines) for block in blocks(text))
    written = " ".join(paragraphs(text))
    assert [c for c in shown if c in "ab<&"] == [c for c in written if c in "ab<&"]
    assert "<a" not in "".join(linked(line) for block in blocks(text) for line in block.lines)


def test_a_paragraph_is_chosen_by_its_beginning() -> None:
    assert opening("# Kop") == "Kop"
    assert opening("woord " * 30).endswith("…")
