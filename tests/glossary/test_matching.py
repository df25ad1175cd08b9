"""Finding terms: whole words, as they are written, and never a way for markup into a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from dialoog.glossary.matching import Matcher, Term
from dialoog.glossary.shown import mark

TERMS = (
    Term("vth", "VTH", "", "vergunningen en controle", "Vergunningen, toezicht en handhaving."),
    Term("pas", "PAS", "", "", "Een programma."),
    Term("emissie", "Emissie", "emissies, uitworp van stoffen", "uitstoot", "Wat eruit komt."),
    Term("bevoegd-gezag", "Bevoegd gezag", "", "", "Wie beslist."),
    Term("m-e-r", "M.e.r.", "", "", "Een onderzoek."),
    Term("gezag", "Gezag", "", "", "Wie het zegt."),
)
MATCHER = Matcher(TERMS)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.term.slug, one.written) for one in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("De emissie daalt.", [("emissie", "emissie")]),
        ("Emissies, EMISSIE!", [("emissie", "Emissies"), ("emissie", "EMISSIE")]),
        ("emissieregistratie en CO2-emissie en emissie-eis", []),
        ("VTH werkt. vth niet.", [("vth", "VTH")]),
        ("Het komt van pas met de PAS.", [("pas", "PAS")]),
        ("Het bevoegd  gezag en het gezag", [("bevoegd-gezag", "bevoegd  gezag"), ("gezag", "gezag")]),
        ("de uitworp van stoffen", [("emissie", "uitworp van stoffen")]),
        ("Er komt een m.e.r. Daarna niet.", [("m-e-r", "m.e.r.")]),
        ("(VTH)", [("vth", "VTH")]),
        ("https://voorbeeld.nl/emissie en www.emissie.nl en info@emissie.nl", []),
        ("", []),
    ],
)
def test_whole_words_are_found(text: str, terms: list[tuple[str, str]]) -> None:
    assert found(text) == terms


def test_without_terms_nothing_is_found() -> None:
    assert list(Matcher([]).find("De emissie daalt.")) == []


def test_the_first_is_a_link_and_what_surrounds_it_is_escaped() -> None:
    seen: list[str] = []
    assert mark("<b>emissie</b> & emissie", MATCHER, seen) == Markup(
        '&lt;b&gt;<a class="explained" href="/begrippen#emissie">emissie</a>&lt;/b&gt; &amp; emissie'
    )
    assert mark("nog een emissie", MATCHER, seen) == "nog een emissie"


def test_what_a_term_is_called_is_escaped_too() -> None:
    sly = Matcher([Term("sly", '<i>"x"</i>', "", "", "")])
    assert "<i>" not in mark('zie <i>"x"</i> hier', sly, [])


@given(st.text(), st.lists(st.text(min_size=1), max_size=5))
def test_any_text_and_any_term_stay_text(text: str, forms: list[str]) -> None:
    terms = [Term(f"t{n}", form, "", "", "") for n, form in enumerate(forms)]
    marked = mark(text, Matcher(terms), [])
    assert marked.striptags() == escape(text).striptags()
    assert marked.count("<") == 2 * marked.count('<a class="explained"')
