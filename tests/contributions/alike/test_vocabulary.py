"""The lists fit together, and forms of a word come to one."""

from pathlib import Path

import pytest

from dialoog.contributions.alike import vocabulary
from dialoog.contributions.alike.vocabulary import base, between, row_of_word, stems_of, wishes_of

LISTS = sorted(vocabulary._LISTS.glob("*.txt"))
WISHES = {row[0].strip("?:") for row in vocabulary._rows("wishes")}


rows = vocabulary._rows


def test_fields_are_made_of_rows() -> None:
    assert [word for row in rows("near") for word in row if row_of_word(word) is None] == []


def test_relations_are_between_wishes() -> None:
    assert {name for one, _how, two in rows("wishes_between") for name in (one, two)} <= WISHES
    assert {wish for _first, _later, wish in rows("wishes_in_two")} <= WISHES


@pytest.mark.parametrize("forms", ["boom bomen", "geef geven", "straat straten", "huur huren", "tuin tuintjes"])
def test_forms_of_a_word_come_to_one(forms: str) -> None:
    assert len({base(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(("word", "wish"), [("verminderd", "minder"), ("aangelegd", "bouw"), ("gemeten", "meet")])
def test_a_participle_asks_what_its_verb_asks(word: str, wish: str) -> None:
    assert wish in wishes_of(word)


def test_opposite_wishes_are_further_apart_than_others() -> None:
    assert between("meer", "meer") > between("meer", "bouw") > between("meer", "repareer") > between("meer", "minder")
    assert between("meer", "minder") == between("minder", "meer")


def test_other_texts_are_sought_by_the_stems_of_a_row() -> None:
    assert {"lawaai", "herrie"} <= stems_of("geluid")
    assert stems_of("flapdrol") == frozenset()


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
