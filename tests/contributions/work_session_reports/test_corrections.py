"""M2: a human corrects what was misread; no line is ever lost."""

import pytest

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.model import Role
from tests.contributions.work_session_reports.reports import points, read, roles, shape, unplaced

TEXT = """Verslag
De stille tuin
Sterke punten
• Groen
Aanbevelingen
• Meer bankjes

COLOFON

en ook stoelen
ONDERWERP
Over de tuin.
• Rust
"""
TITLE = Correction(2, Meaning.TITLE)


def test_m2_a_line_can_be_said_to_be_a_title() -> None:
    assert read(TEXT).topics == ()
    report = read(TEXT, TITLE)
    assert shape(report) == [("De stille tuin", {"sterk": ["Groen Aanbevelingen", "Meer bankjes"]})]
    assert unplaced(report) == ["COLOFON", "en ook stoelen"]
    assert report.preamble_lines == 1


def test_m2_adjacent_title_lines_are_one_title() -> None:
    assert read(TEXT, Correction(1, Meaning.TITLE), TITLE).topics[0].title == "Verslag De stille tuin"


def test_m2_a_point_can_be_said_to_be_a_heading() -> None:
    report = read(TEXT, TITLE, Correction(5, Meaning.HEADING, PointKind.ADVICE))
    assert points(report.topics[0]) == {"sterk": ["Groen"], "advies": ["Meer bankjes"]}


def test_m2_a_heading_can_be_said_to_be_a_point() -> None:
    report = read("DE TUIN\nSterke punten\n• Groen\n• Zwakke punten\n• Rust\n", Correction(4, Meaning.POINT))
    assert shape(report) == [("DE TUIN", {"sterk": ["Groen", "Zwakke punten", "Rust"]})]


def test_m2_a_line_can_belong_to_the_point_above_with_what_follows_it() -> None:
    report = read(TEXT, TITLE, Correction(8, Meaning.CONTINUES))
    assert points(report.topics[0]) == {"sterk": ["Groen Aanbevelingen", "Meer bankjes COLOFON en ook stoelen"]}
    assert not report.unplaced


def test_m2_a_bullet_can_belong_to_the_point_above() -> None:
    report = read("DE TUIN\nSterke punten\n- Groen\n- en water\n- Rust\n", Correction(4, Meaning.CONTINUES))
    assert points(report.topics[0]) == {"sterk": ["Groen - en water", "Rust"]}


def test_m2_a_line_can_be_said_to_be_a_point_or_description() -> None:
    said = (TITLE, Correction(10, Meaning.DESCRIPTION), Correction(13, Meaning.IGNORE))
    report = read(TEXT, *said)
    assert report.topics[0].description == "en ook stoelen Over de tuin."
    assert unplaced(report) == ["COLOFON", "• Rust"]
    report = read(TEXT, TITLE, Correction(8, Meaning.IGNORE), Correction(10, Meaning.POINT))
    assert points(report.topics[0])["sterk"][-1] == "en ook stoelen"


def test_m2_a_paragraph_without_a_heading_can_be_the_description() -> None:
    text = "DE TUIN\nOver de tuin.\nEn meer.\nSterke punten\n• Groen\nblad\n"
    report = read(text, Correction(2, Meaning.DESCRIPTION))
    assert report.topics[0].description == "Over de tuin. En meer."
    report = read(text, Correction(6, Meaning.DESCRIPTION))
    assert (report.topics[0].description, points(report.topics[0])) == ("blad", {"sterk": ["Groen"]})


def test_m2_a_false_title_can_be_undone() -> None:
    text = "DE TUIN\n\nSterke punten\n• Groen\n\nMET ALLE VERENIGINGEN\n\nZwakke punten\n• Ver\n"
    assert len(read(text).topics) == 2
    report = read(text, Correction(6, Meaning.CONTINUES))
    assert shape(report) == [("DE TUIN", {"sterk": ["Groen MET ALLE VERENIGINGEN"], "zwak": ["Ver"]})]


def test_m2_furniture_can_be_said_to_be_text() -> None:
    text = "DE TUIN\nSterke punten\n• Het getal is\n\n12\n"
    assert unplaced(read(text)) == ["12"]
    assert points(read(text, Correction(5, Meaning.CONTINUES)).topics[0]) == {"sterk": ["Het getal is 12"]}


def test_m2_what_cannot_be_done_is_listed_not_lost() -> None:
    text = "DE TUIN\nwoord\nSterke punten\n• Groen\n"
    for meaning in (Meaning.CONTINUES, Meaning.POINT, Meaning.IGNORE):
        assert unplaced(read(text, Correction(2, meaning))) == ["woord"]
    assert read(text, Correction(99, Meaning.TITLE)) == read(text)


def test_m2_the_last_word_counts() -> None:
    assert read(TEXT, Correction(2, Meaning.IGNORE), TITLE).topics


def test_m2_a_heading_needs_its_kind() -> None:
    with pytest.raises(ValueError, match="kind"):
        Correction(3, Meaning.HEADING)


def test_m2_every_line_shows_how_it_was_understood() -> None:
    report = read(TEXT, TITLE)
    assert roles(report) == [
        Role.PREAMBLE,
        Role.TITLE,
        Role.HEADING,
        Role.POINT,
        Role.CONTINUATION,
        Role.POINT,
        Role.BLANK,
        Role.UNPLACED,
        Role.BLANK,
        Role.UNPLACED,
        Role.HEADING,
        Role.DESCRIPTION,
        Role.DESCRIPTION,
        Role.BLANK,
    ]
    assert [line.topic for line in report.lines][:3] == [None, 1, 1]
    assert report.lines[3].kind is PointKind.STRONG
