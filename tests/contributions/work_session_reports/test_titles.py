"""M1: which lines are a title, which titles start a topic, what is preamble, and the description."""

import pytest

from tests.contributions.work_session_reports.reports import points, read, shape, unplaced

POINTS = "\n\nSterke punten\n• Groen\n\nZwakke punten\n• Lawaai\n"
BOTH = {"sterk": ["Groen"], "zwak": ["Lawaai"]}


@pytest.mark.parametrize(
    ("title", "name", "reference"),
    [
        ("DE TUIN", "DE TUIN", None),
        ("  DE   TUIN ", "DE TUIN", None),
        ("DE TUIN (H2 plan versie 4)", "DE TUIN", "H2 plan versie 4"),
        ("DE TUIN (6.2.3. & 6.2.4. PLAN V4)", "DE TUIN", "6.2.3. & 6.2.4. PLAN V4"),
        ("DE TUIN,\nHET BOS EN\nDE VIJVER (H2)", "DE TUIN, HET BOS EN DE VIJVER", "H2"),
        ("DE TUIN\nEN\nHET BOS\nEN\nDE VIJVER", "DE TUIN EN HET BOS EN DE VIJVER", None),
        ("DE TUIN (zie hoofdstuk\ntwee van het plan)", "DE TUIN", "zie hoofdstuk twee van het plan"),
        ("DE TUIN\n(zie hoofdstuk 2)", "DE TUIN", "zie hoofdstuk 2"),
        ("DE TUIN (VOOR) EN HET BOS", "DE TUIN (VOOR) EN HET BOS", None),
        ("DE TUIN (VOOR) (H2)", "DE TUIN (VOOR)", "H2"),
        ("DE TUIN (H2 (deel b))", "DE TUIN", "H2 (deel b)"),
        ("DE TUIN [h2]", "DE TUIN", "h2"),
        ("1. DE TUIN", "1. DE TUIN", None),
        ("THEMA 3: DE TUIN", "THEMA 3: DE TUIN", None),
        ("ONDERWERP: DE TUIN", "ONDERWERP: DE TUIN", None),
        ("CAFÉ’S ÉN ’S-GRAVEN-TUIN", "CAFÉ’S ÉN ’S-GRAVEN-TUIN", None),
        ("CAFE\u0301", "CAFE\u0301", None),
        ("DE TUIN (6.2", "DE TUIN (6.2", None),
        ("\fDE TUIN", "DE TUIN", None),
        ("\n\n\f DE TUIN", "DE TUIN", None),
    ],
)
def test_m1_what_a_title_looks_like(title: str, name: str, reference: str | None) -> None:
    report = read(f"Verslag van een dag\nWij spraken elkaar.\n\n{title}{POINTS}")
    assert [(topic.title, topic.reference) for topic in report.topics] == [(name, reference)]
    assert points(report.topics[0]) == BOTH
    assert not report.unplaced
    assert report.preamble_lines == 2


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n", "\n\f", "\n ", "\f"])
def test_m1_a_title_ends_the_point_above(gap: str) -> None:
    report = read(f"Verslag\n\nDE TUIN{POINTS}en stank{gap}HET BOS{POINTS}")
    assert shape(report) == [
        ("DE TUIN", {"sterk": ["Groen"], "zwak": ["Lawaai en stank"]}),
        ("HET BOS", BOTH),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\f", "\n "])
def test_m1_a_title_ends_the_description_above(gap: str) -> None:
    report = read(f"Verslag\n\nDE TUIN{POINTS}\nONDERWERP\nOver de tuin.\nEn meer{gap}HET BOS{POINTS}")
    assert shape(report) == [("DE TUIN", BOTH), ("HET BOS", BOTH)]
    assert report.topics[0].description == "Over de tuin. En meer"


def test_m1_a_title_right_under_the_preamble() -> None:
    report = read(f"Verslag\n\nTERUGBLIK\n\nHet was een mooie dag.\nDE TUIN{POINTS}")
    assert shape(report) == [("DE TUIN", BOTH)]
    assert report.preamble_lines == 3


@pytest.mark.parametrize(
    "preamble",
    [
        "VERSLAG VAN DE DAG\n\nMet dank aan de VVE.\n\nAAN DE SLAG\n\n1. De tuin\n2. Het bos\n",
        "INHOUD\n\nDE TUIN\nHET BOS\n",
        "INHOUD\nDE TUIN\nHET BOS",
        "INHOUDSOPGAVE\nDE TUIN ........ 3\nHET BOS ........ 5\n",
        "INHOUDSOPGAVE\nONDERWERP\n\n1. De tuin\n2. Het bos\n",
        "INHOUDSOPGAVE\nONDERWERP\n1. De tuin\n2. Het bos",
        "PROGRAMMA\n\n• 10 uur inloop\n• 11 uur begin\n",
        "AAN DE SLAG\n\nDe deelnemers schreven op:\n• sterke punten\n• zwakke punten\n• verbeterpunten\n",
        "INHOUD\n\nDE TUIN\nSterke punten\nZwakke punten\n\nHET BOS\nSterke punten\nZwakke punten\n",
    ],
)
def test_m1_all_before_the_first_topic_is_preamble(preamble: str) -> None:
    report = read(f"{preamble}\nDE TUIN{POINTS}\n\nHET BOS{POINTS}")
    assert shape(report) == [("DE TUIN", BOTH), ("HET BOS", BOTH)]
    assert not report.unplaced
    assert report.preamble_lines == len([line for line in preamble.split("\n") if line])


def test_m1_without_a_heading_of_points_there_is_no_topic() -> None:
    report = read("EEN TITEL\n\nTekst.\n\nNOG EEN TITEL\n\nONDERWERP\nTekst.\n")
    assert report.topics == ()
    assert report.preamble_lines == 5
    assert not report.unplaced


def test_m1_a_title_that_starts_no_topic_ends_the_point_and_is_listed() -> None:
    report = read(
        f"Verslag\n\nDE TUIN{POINTS}\nDEEL TWEE\n\nHET BOS{POINTS}\nCOLOFON\nGemaakt met zorg.\n• Redactie: niemand\n"
    )
    assert shape(report) == [("DE TUIN", BOTH), ("HET BOS", BOTH)]
    assert unplaced(report) == ["DEEL TWEE", "COLOFON", "Gemaakt met zorg.", "• Redactie: niemand"]


def test_m1_a_list_after_the_last_topic_is_no_list_of_points() -> None:
    report = read(f"Verslag\n\nDE TUIN{POINTS}\n\nDEELNEMERS\n• Vereniging De Egel\n• Stichting Plas\n")
    assert shape(report) == [("DE TUIN", BOTH)]
    assert unplaced(report) == ["DEELNEMERS", "• Vereniging De Egel", "• Stichting Plas"]


def test_m1_topics_with_one_heading_each() -> None:
    report = read(
        "DE TUIN\n\nSterke punten\n• Groen\n\nHET BOS\n\nZwakke punten\n• Ver\n\nDE ZEE\n\nSterke punten\n• Nat\n"
    )
    assert shape(report) == [
        ("DE TUIN", {"sterk": ["Groen"]}),
        ("HET BOS", {"zwak": ["Ver"]}),
        ("DE ZEE", {"sterk": ["Nat"]}),
    ]


@pytest.mark.parametrize(
    "title", ["HET BOS EN DE HEI", " HET BOS", "HET BOS (H3)", "\fHET BOS", "\nHET BOS", "\n\n\n BOS"]
)
def test_m1_a_topic_that_begins_where_the_one_above_stopped(title: str) -> None:
    report = read(f"Verslag\n\nDE TUIN\nOverwegende dat\n- Groen\n{title}\nAdviseren wij\n- Rust\n")
    assert [points(topic) for topic in report.topics] == [{"overweging": ["Groen"]}, {"advies": ["Rust"]}]


def test_m1_a_point_in_capitals_of_two_lines_is_no_title() -> None:
    report = read("DE TUIN\nOverwegende dat\n- GEEN NIEUWE WEGEN\nDOOR HET HELE BOS\nAdviseren wij\n- Rust\n")
    assert shape(report) == [("DE TUIN", {"overweging": ["GEEN NIEUWE WEGEN DOOR HET HELE BOS"], "advies": ["Rust"]})]


def test_m1_a_topic_whose_headings_are_all_empty() -> None:
    report = read(f"Verslag\n\nDE TUIN\n\nSterke punten\n\nZwakke punten\n\nHET BOS{POINTS}")
    assert shape(report) == [("DE TUIN", {"sterk": [], "zwak": []}), ("HET BOS", BOTH)]


def test_m1_the_same_title_on_the_next_page_is_the_same_topic() -> None:
    report = read(
        "Verslag\n\nDE TUIN (H2)\nSterke punten\n• Veel groen en\n\fDE TUIN (vervolg)\nwater\n\nZwakke punten\n• Ver\n"
    )
    assert shape(report) == [("DE TUIN", {"sterk": ["Veel groen en water"], "zwak": ["Ver"]})]
    assert unplaced(report) == ["DE TUIN (vervolg)"]


def test_m1_the_description_may_stand_before_or_after_the_points() -> None:
    after = read(f"Verslag\n\nDE TUIN{POINTS}\nONDERWERP\n\nWat is\n\nde tuin?\n")
    before = read(f"Verslag\n\nDE TUIN\n\nOnderwerp:\n\nWat is\n\nde tuin?{POINTS}")
    assert shape(after) == shape(before)
    assert after.topics[0].description == before.topics[0].description == "Wat is de tuin?"


def test_m1_lists_inside_a_description_belong_to_it() -> None:
    text = "ONDERWERP\nDe doelen:\n1. De tuin is groen.\n2. De lucht is\n\nschoon.\n- en stil\n\uf0b7 en koel\n"
    before = read(f"Verslag\n\nDE TUIN\n\n{text}{POINTS}")
    after = read(f"Verslag\n\nDE TUIN{POINTS}\n{text}")
    expected = "De doelen: 1. De tuin is groen. 2. De lucht is schoon. - en stil en koel"
    assert before.topics[0].description == after.topics[0].description == expected
    assert points(before.topics[0]) == points(after.topics[0]) == BOTH


def test_m1_capitals_in_a_description_are_no_title() -> None:
    report = read(f"Verslag\n\nDE TUIN\nONDERWERP\nWij doen dit met\nVVE EN KNNV\nin de buurt en met\nIVN{POINTS}")
    assert shape(report) == [("DE TUIN", BOTH)]
    assert report.topics[0].description == "Wij doen dit met VVE EN KNNV in de buurt en met IVN"


def test_m1_a_description_on_the_line_of_its_heading() -> None:
    report = read(f"Verslag\n\nDE TUIN{POINTS}\nONDERWERP: Wat is de\ntuin?\n")
    assert report.topics[0].description == "Wat is de tuin?"


def test_m1_the_word_onderwerp_inside_a_point_is_a_word() -> None:
    report = read(f"Verslag\n\nDE TUIN{POINTS}• Meer aandacht voor dit\nonderwerp\n• Rust\n")
    assert points(report.topics[0])["zwak"] == ["Lawaai", "Meer aandacht voor dit onderwerp", "Rust"]


def test_m1_an_empty_description_is_none() -> None:
    assert read(f"Verslag\n\nDE TUIN\nONDERWERP{POINTS}").topics[0].description is None
    assert read(f"Verslag\n\nDE TUIN{POINTS}").topics[0].description is None


def test_m2_the_title_of_the_report_is_its_first_line() -> None:
    assert read(f"\n  1\n  Terugblik   op de dag \nen meer\n\nDE TUIN{POINTS}").title == "Terugblik op de dag"
    assert read(f"DE TUIN{POINTS}").title is None
    assert read("").title is None


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("TERUGBLIK OP DE DAG\nVAN 6 MEI 2025\n\nWelkom", "TERUGBLIK OP DE DAG VAN 6 MEI 2025"),
        ("TERUGBLIK OP DE DAG\nUtrecht, 6 mei 2025", "TERUGBLIK OP DE DAG"),
        ("TERUGBLIK\n\nWELKOM", "TERUGBLIK"),
        ("TERUGBLIK\nINHOUD\nWELKOM", "TERUGBLIK"),
        ("TERUGBLIK\n\fWELKOM", "TERUGBLIK"),
        ("Terugblik\nWELKOM", "Terugblik"),
    ],
)
def test_m1_the_title_of_the_report_may_be_adjacent_lines_too(top: str, title: str) -> None:
    report = read(f"{top}\n\nDE TUIN{POINTS}")
    assert report.title == title
    assert report.preamble_lines == len([line for line in top.split("\n") if line])


def test_m1_a_text_without_any_empty_line() -> None:
    flat = "Verslag\nTekst.\nDE TUIN (H2)\nSterke punten\n• Groen\nZwakke punten\n• Lawaai\nONDERWERP\nOver de tuin.\n"
    report = read(flat + "HET BOS (H3)\nSterke punten\n• Groen\nZwakke punten\n• Lawaai\nONDERWERP\nOver het bos.\n")
    assert shape(report) == [("DE TUIN", BOTH), ("HET BOS", BOTH)]
    assert [topic.description for topic in report.topics] == ["Over de tuin.", "Over het bos."]
