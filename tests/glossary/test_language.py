"""D7b: how easily a text reads, as a hint."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.glossary.language import flesch_douma, read, sentences, syllables, words

EASY = (
    "Wij gaan de weg stiller maken. Dat doen wij in mei. Er komt een laag op die het geluid dempt. "
    "U hoort de auto's dan veel minder. In juni meten wij of het helpt. Dan leest u hier wat wij vonden."
)
HARD = (
    "Gelet op de in de beleidsevaluatie geconstateerde uitvoeringsproblematiek wordt interdepartementaal onderzocht "
    "in hoeverre de verantwoordelijkheidsverdeling tussen omgevingsdiensten en bevoegde bestuursorganen "
    "herijking behoeft, waarbij financieringsarrangementen en informatievoorziening integraal worden meegewogen."
)
# What texts are made of, so that most examples have sentences and abbreviations in them.
TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(["bijv.", "m.e.r.", "Wij", "de", ".", "!", "…", "\n", " ", "J.", "3,5", "“", "”", "-"])
    ).map(" ".join),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Wij doen het.", ["Wij doen het."]),
        ("Wij doen het. Dat kan! Echt? Ja", ["Wij doen het.", "Dat kan!", "Echt?", "Ja"]),
        ("Wij meten bijv. Utrecht en o.a. Breda. Klaar.", ["Wij meten bijv. Utrecht en o.a. Breda.", "Klaar."]),
        ("Dhr. J. de Vries en mevr. A.B. Kok komen.", ["Dhr. J. de Vries en mevr. A.B. Kok komen."]),
        ("De m.e.r. komt later. Wij wachten.", ["De m.e.r. komt later.", "Wij wachten."]),
        ("Het kost 3.500 euro. Dat is 2.5 keer zoveel.", ["Het kost 3.500 euro.", "Dat is 2.5 keer zoveel."]),
        ("Hij zei: ‘Nee.’ Toen ging hij.", ["Hij zei: ‘Nee.’", "Toen ging hij."]),
        ("Wij wachten enz. tot het klaar is.", ["Wij wachten enz. tot het klaar is."]),
        ("- een filter\n- een muur\n\n2. een boom", ["een filter", "een muur", "een boom"]),
    ],
)
def test_sentences_end_where_they_end(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@given(TEXTS)
def test_splitting_loses_no_word(text: str) -> None:
    # Bullets before a line are no words of it.
    found = [word for sentence in sentences(text) for word in words(sentence)]
    assert all(word in text for word in found)
    assert all(sentence.strip() for sentence in sentences(text))


@given(TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    score = flesch_douma(text)
    assert score is None or math.isfinite(score)
    assert (score is None) == (not any(words(sentence) for sentence in sentences(text)))
    found = read(text)
    assert (found.score is None) == (found.level is None)


@pytest.mark.parametrize(
    ("word", "count"),
    [("huis", 1), ("lopen", 2), ("over", 2), ("milieu", 3), ("omgevingsvisie", 5), ("VTH", 3), ("e-mail", 2), ("7", 1)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_d7b_easy_words_read_easier_than_hard_ones() -> None:
    assert (read(EASY).level, read(HARD).level) == ("A2", "C1")
    easy, hard = flesch_douma(EASY), flesch_douma(HARD)
    assert easy is not None
    assert hard is not None
    assert easy > 80 > 30 > hard


def test_d7b_sentences_over_twenty_words_are_told() -> None:
    twenty = " ".join(["Woord"] * 20) + "."
    assert read(twenty).long_sentences == ()
    (found,) = read(f"Kort. {twenty[:-1]} meer.").long_sentences
    assert found.words == 21
    assert read(EASY).long_sentences == ()


def test_d7b_a_few_words_have_no_level() -> None:
    assert read("Dat doen wij.").level is None
    assert read("").words == 0
