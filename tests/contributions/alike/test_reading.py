"""D7: what a text is about and what it asks: reasons count less, and what nobody wants is a wish as well."""

import pytest

from dialoog.contributions.alike.compounds import split
from dialoog.contributions.alike.reading import terms


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Leg een fietspad aan tussen de dorpen.", "bouw"),
        ("Wij willen hier een fietspad aan te leggen zien.", "bouw"),
        ("Het fietspad moet worden aangelegd.", "bouw"),
        ("Haal die hekken weg.", "verwijder"),
        ("Bouw geen woningen langs de snelweg.", "verbied"),
        ("Kap geen bomen.", "bescherm"),
        ("Wij wensen een vuurwerkverbod.", "verbied"),
        ("De straf is te laag.", "strenger"),
        ("Auto's mogen niet in het park.", "verbied"),
    ],
)
def test_a_wish_is_known_by_its_words(text: str, wish: str) -> None:
    assert wish in terms(text).asks


@pytest.mark.parametrize(
    "text",
    [
        "Dim de lampen, want anders bouwen vogels hun nest niet.",
        "Dim de lampen in plaats van nieuwe te bouwen.",
        "Dim de lampen om te bouwen aan duisternis.",
        "Er wordt gebouwd aan een weg. Dim de lampen.",
        "Bewoners hebben geen rust. Dim de lampen.",
    ],
)
def test_a_reason_is_no_wish(text: str) -> None:
    assert terms(text).asks == {"minder": 1.0}


def test_what_counts_most_is_what_not_where_or_why() -> None:
    weighs = terms("Plaats lampen in het park, want oma struikelt.").weighs
    assert weighs["verlicht"] == 1 > weighs["gro"] > weighs["oma"]


def test_two_words_may_be_one() -> None:
    assert terms("Maak het openbaar vervoer beter.").concepts["of"] == "openbaar vervoer"
    assert "openbaar" not in terms("Maak het openbaar vervoer beter.").asks


def test_a_text_without_any_word_is_no_wish() -> None:
    assert terms("… ?!").concepts == terms("").asks == {}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("milieunormen", ("milieu", "normen")),
        ("stookverbod", ("stook", "verbod")),
        ("fietspad", ()),
        ("vergunningen", ()),
        ("flapdrolbeleid", ("flapdrol", "beleid")),
        ("afvalflapdrol", ("afval", "flapdrol")),
        ("biomassacentrales", ("biomassa", "centrales")),
    ],
)
def test_words_are_taken_apart(word: str, pieces: tuple[str, ...]) -> None:
    assert split(word) == pieces
