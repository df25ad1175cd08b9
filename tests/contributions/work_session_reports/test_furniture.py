"""M1: page numbers and lines repeated on three or more pages are listed, never glued to a point."""

import pytest

from dialoog.contributions.work_session_reports.model import Role
from tests.contributions.work_session_reports.reports import points, read, roles, shape, unplaced


def pages(*texts: str) -> str:
    return "\n\f".join(texts)


@pytest.mark.parametrize(
    "mark", ["Pagina 3", "pagina 3 van 12", "- 3 -", "– 3 –", "3 |", "Blz. 3", "PAGINA 3", "Page 3 of 9"]
)
def test_m1_a_page_number_is_not_part_of_a_point(mark: str) -> None:
    report = read(f"DE TUIN\nSterke punten\n• De paden zijn\n{mark}\nte smal\n• Rust\n")
    assert points(report.topics[0]) == {"sterk": ["De paden zijn te smal", "Rust"]}
    assert unplaced(report) == [mark]
    assert roles(report)[3] is Role.FURNITURE


@pytest.mark.parametrize(
    "text", ["• De paden zijn\n\n3\n\nte smal\n", "• De paden zijn\n3\n\fte smal\n", "• De paden zijn\n\f3\nte smal\n"]
)
def test_m1_a_bare_number_between_pages_is_a_page_number(text: str) -> None:
    report = read(f"DE TUIN\nSterke punten\n{text}• Rust\n")
    assert points(report.topics[0]) == {"sterk": ["De paden zijn te smal", "Rust"]}
    assert unplaced(report) == ["3"]


def test_m1_a_number_that_ends_a_sentence_is_text() -> None:
    report = read("DE TUIN\nSterke punten\n• De tuin is klaar in\n2030\n• Zie bladzijde\n12\n• Rust\n")
    assert points(report.topics[0]) == {"sterk": ["De tuin is klaar in 2030", "Zie bladzijde 12", "Rust"]}


def test_m1_numbers_that_count_on_are_page_numbers() -> None:
    report = read("DE TUIN\nSterke punten\n• Een lang\n4\nverhaal\n• Nog een\n5\nverhaal\n")
    assert points(report.topics[0]) == {"sterk": ["Een lang verhaal", "Nog een verhaal"]}


def test_m1_lines_on_three_pages_are_furniture() -> None:
    header = "Terugblik op de dag\nwww.voorbeeld.example\n"
    report = read(
        pages(
            f"{header}Inleiding",
            f"{header}\nDE TUIN\n\nSterke punten\n• De paden zijn",
            f"{header}te smal\n• Rust",
            f"{header}Zwakke punten\n• Lawaai",
        )
    )
    assert shape(report) == [("DE TUIN", {"sterk": ["De paden zijn te smal", "Rust"], "zwak": ["Lawaai"]})]
    assert unplaced(report) == ["Terugblik op de dag", "www.voorbeeld.example"] * 2
    assert report.title == "Terugblik op de dag"


def test_m2_the_name_on_top_of_every_page_is_not_the_title_of_the_report() -> None:
    parts = ["TERUGBLIK OP DE DAG\n\nWelkom", "DE TUIN\n\nSterke punten\n• Een pad", "Zwakke punten\n• Ver"]
    assert read(pages(*(f"Vereniging De Egel\n\n{part}" for part in parts))).title == "TERUGBLIK OP DE DAG"
    assert read(pages(*(f"Verslag van de Egel\n\n{part}" for part in parts))).title == "Verslag van de Egel"


def test_m1_a_footer_with_a_number_that_counts_on() -> None:
    parts = ["Inleiding", "DE TUIN\n\nSterke punten\n• De paden zijn", "te smal", "• Rust"]
    report = read(pages(*(f"{part}\nVerslag van de dag | {n}" for n, part in enumerate(parts, 1))))
    assert points(report.topics[0]) == {"sterk": ["De paden zijn te smal", "Rust"]}
    assert unplaced(report) == [f"Verslag van de dag | {n}" for n in (2, 3, 4)]


@pytest.mark.parametrize("between", ["\n\n{n}\n\n{name}\n\n", "\n{name}\n{n}\n", "\n{n}\n{name}\n"])
def test_m1_bare_page_numbers_part_the_pages_where_nothing_else_does(between: str) -> None:
    parts = ["Inleiding", "DE TUIN\n\nSterke punten\n• De paden zijn", "te smal", "• Rust", "• Groen"]
    name = "Verslag van de dag"
    report = read("".join(part + between.format(n=n, name=name) for n, part in enumerate(parts, 1)))
    assert points(report.topics[0]) == {"sterk": ["De paden zijn te smal", "Rust", "Groen"]}
    assert set(unplaced(report)) == {name, "2", "3", "4", "5"}


def test_m1_lines_on_two_pages_are_text() -> None:
    report = read(pages("DE TUIN\nSterke punten\n• Een pad\nvoor iedereen", "• Een bank\nvoor iedereen"))
    assert points(report.topics[0]) == {"sterk": ["Een pad voor iedereen", "Een bank voor iedereen"]}


def test_m1_points_and_headings_that_come_back_on_every_page_are_kept() -> None:
    names = ["DE TUIN", "HET BOS", "DE ZEE", "DE HEI"]
    report = read(pages(*(f"{name}\n\nSterke punten\n• Samenwerking\n\nZwakke punten\n• Tempo" for name in names)))
    assert shape(report) == [(name, {"sterk": ["Samenwerking"], "zwak": ["Tempo"]}) for name in names]
    assert not report.unplaced


def test_m1_points_that_lost_their_bullets_are_kept_too_but_not_the_top_of_a_page() -> None:
    names = ["DE TUIN", "HET BOS", "DE ZEE", "DE HEI"]
    text = " Dag van het groen\n\n{}\n\nOverwegende dat\n Samenwerking\n Rust\n\nAdviseren wij\n Ga door"
    report = read(pages(*(text.format(name) for name in names)))
    kept = {"overweging": ["Samenwerking", "Rust"], "advies": ["Ga door"]}
    assert shape(report) == [(name, kept) for name in names]
    assert unplaced(report) == ["Dag van het groen"] * 3


def test_m1_a_header_in_capitals_is_no_title() -> None:
    names = ["DE TUIN", "HET BOS", "DE ZEE"]
    body = [
        f"DAG VAN HET GROEN\n\n{name}\n\nSterke punten\n• Een\n\n\fDAG VAN HET GROEN\nZwakke punten\n• Twee"
        for name in names
    ]
    report = read(pages("DAG VAN HET GROEN\n\nInleiding.", *body))
    assert shape(report) == [(name, {"sterk": ["Een"], "zwak": ["Twee"]}) for name in names]
    assert set(unplaced(report)) == {"DAG VAN HET GROEN"}


def test_m1_a_topic_that_repeats_its_own_title_on_its_pages() -> None:
    tuin = ["DE TUIN\n\nSterke punten\n• Een", "DE TUIN\n\nZwakke punten\n• Twee", "DE TUIN\n\nVerbeterpunten\n• Drie"]
    report = read(pages("Verslag", *tuin, "HET BOS\n\nSterke punten\n• Vier"))
    assert shape(report) == [
        ("DE TUIN", {"sterk": ["Een"], "zwak": ["Twee"], "verbeter": ["Drie"]}),
        ("HET BOS", {"sterk": ["Vier"]}),
    ]
    assert unplaced(report) == ["DE TUIN", "DE TUIN"]


def test_m1_a_title_that_the_contents_and_a_second_page_repeat() -> None:
    report = read(
        pages(
            "INHOUD\n\nDE TUIN\nHET BOS",
            "DE TUIN\n\nSterke punten\n• De paden zijn",
            "DE TUIN\n\nte smal\n\nZwakke punten\n• Ver",
            "HET BOS\n\nSterke punten\n• Oud",
        )
    )
    assert shape(report) == [
        ("DE TUIN", {"sterk": ["De paden zijn te smal"], "zwak": ["Ver"]}),
        ("HET BOS", {"sterk": ["Oud"]}),
    ]
    assert unplaced(report) == ["DE TUIN"]


def test_m1_titles_that_stand_on_two_pages_of_the_preamble() -> None:
    lists = [f"{name}\n\nDE TUIN\n\nHET BOS" for name in ("INHOUD", "PROGRAMMA")]
    report = read(pages(*lists, "DE TUIN\n\nSterke punten\n• Groen", "HET BOS\n\nSterke punten\n• Oud"))
    assert shape(report) == [("DE TUIN", {"sterk": ["Groen"]}), ("HET BOS", {"sterk": ["Oud"]})]
    assert not report.unplaced


def test_m1_a_name_in_capitals_above_a_heading_of_the_last_page_is_no_title() -> None:
    inside = ["Inleiding.", "DE TUIN\n\nSterke punten\n• Groen", "Zwakke punten\n• Ver"]
    for report in (
        read(pages(*(f"DAG VAN HET GROEN\n\n{text}" for text in inside))),
        read(pages(*(f"{text}\n\nDAG VAN HET GROEN" for text in inside))),
    ):
        assert shape(report) == [("DE TUIN", {"sterk": ["Groen"], "zwak": ["Ver"]})]


def test_m1_a_drawn_line_is_furniture_and_an_empty_answer_a_point() -> None:
    report = read("DE TUIN\nSterke punten\n- Groen\n----------\n- ...\n")
    assert points(report.topics[0]) == {"sterk": ["Groen", "..."]}
    assert unplaced(report) == ["----------"]
