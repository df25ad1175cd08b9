"""M1 and M3: headings of points, the signs that start a point, the lines that continue it."""

import pytest

from dialoog.contributions.work_session_reports.parse import parse
from tests.contributions.work_session_reports.reports import lines, points, read, shape, unplaced

GARDEN = "Verslag\n\nDE STILLE TUIN (H2)\n\n"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Sterke punten", "sterk"),
        ("STERKE PUNTEN", "sterk"),
        ("sterke punten:", "sterk"),
        ("Zwakke punten   ", "zwak"),
        ("\tZwakke\u00a0punten :", "zwak"),
        ("Verbeterpunten...", "verbeter"),
        ("• Verbeterpunten:", "verbeter"),
        ("\uf0d8 VERBETERPUNTEN", "verbeter"),
        ("- Sterke punten", "sterk"),
        ("Overwegende dat…", "overweging"),
        ("Overwegende dat ...", "overweging"),
        ("OVERWEGENDE DAT:", "overweging"),
        ("overwegende dat", "overweging"),
        ("Adviseren wij . . .", "advies"),
        ("Adviseren wij…:", "advies"),
        ("\u200bAdviseren\u00adwij".replace("\u00ad", " "), "advies"),
        ("Sterke punten (vervolg)", "sterk"),
    ],
)
def test_m1_known_headings_in_every_form(heading: str, kind: str) -> None:
    report = read(f"{GARDEN}{heading}\n• Er is een bankje\n")
    assert shape(report) == [("DE STILLE TUIN", {kind: ["Er is een bankje"]})]


@pytest.mark.parametrize("heading", ["Aanbevelingen", "Sterke punten van de wijk", "Zeer sterke punten", "Minpunten:"])
def test_m1_other_headings_are_none(heading: str) -> None:
    report = read(f"{GARDEN}Sterke punten\n• Een bankje\n\n{heading}\n• Een pad\n")
    assert shape(report) == [("DE STILLE TUIN", {"sterk": [f"Een bankje {heading}", "Een pad"]})]


SIGNS = ["•", "-", "–", "*", "o", "▪", "\uf0b7", "\uf0d8", "\uf0a7", "\uf0fc", "\uf076", "●", "◦", "➢", "\U000f0000"]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "  "])
def test_m1_every_usual_sign_starts_a_point(sign: str, space: str) -> None:
    report = read(f"{GARDEN}Sterke punten\n{sign}{space}Veel groen\nen water\n   {sign}{space}Rust\n")
    assert shape(report) == [("DE STILLE TUIN", {"sterk": ["Veel groen en water", "Rust"]})]
    assert not report.unplaced


def test_m1_signs_may_be_mixed() -> None:
    report = read(f"{GARDEN}Zwakke punten\n• een\n- twee\n– drie\n* vier\no vijf\n▪ zes\n\uf0b7 zeven\n")
    assert points(report.topics[0]) == {"zwak": ["een", "twee", "drie", "vier", "vijf", "zes", "zeven"]}


@pytest.mark.parametrize("sign", ["+", "—", ">", "→", "Ø", "§", "-x", "1.", "2)"])
def test_m1_a_rare_sign_is_a_bullet_where_it_follows_a_heading(sign: str) -> None:
    sign = sign.removesuffix("x") if sign == "-x" else f"{sign} "
    report = read(f"{GARDEN}Sterke punten\n{sign}veel groen\n{sign}rust\n")
    assert points(report.topics[0]) == {"sterk": ["veel groen", "rust"]}


@pytest.mark.parametrize(
    "line",
    [
        "--> nieuw onderzoek",
        "-> nieuw onderzoek",
        "+ de weging ervan",
        "> meer draagvlak",
        "→ meer draagvlak",
        "\uf0e0 meer draagvlak",
        "o ja, en water",
        "o.a. water",
        "ook water",
        "-5 graden",
        "1. de vijver",
        "§ 3 van het plan",
    ],
)
def test_m1_what_only_looks_like_a_bullet_continues_the_point(line: str) -> None:
    report = read(f"{GARDEN}Sterke punten\n• Wat doen we met de vijver?\n{line}\n• Rust\n")
    assert points(report.topics[0]) == {"sterk": [f"Wat doen we met de vijver? {line}", "Rust"]}


def test_m1_a_dash_inside_a_line_is_a_dash() -> None:
    report = read(
        f"{GARDEN}Sterke punten\n- Mens - dier - plant - alles telt\n- Oud-west en Nieuw–Zuid * samen o zo mooi\n"
    )
    assert points(report.topics[0]) == {
        "sterk": ["Mens - dier - plant - alles telt", "Oud-west en Nieuw–Zuid * samen o zo mooi"]
    }


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n", "\n\f", "\n\n\f\n", "\f", "\n  \t \n", "\n\u200b\n"])
def test_m1_a_point_goes_on_across_empty_lines_and_page_breaks(gap: str) -> None:
    report = read(f"{GARDEN}Verbeterpunten\n• De paden zijn{gap}te smal\n• Rust\n")
    assert points(report.topics[0]) == {"verbeter": ["De paden zijn te smal", "Rust"]}


def test_m1_a_bullet_on_a_line_of_its_own_starts_a_point() -> None:
    report = read(f"{GARDEN}Sterke punten\n•\nVeel groen\n•\n\nRust\n•\n")
    assert points(report.topics[0]) == {"sterk": ["Veel groen", "Rust"]}
    assert unplaced(report) == ["•"]


def test_m1_a_point_in_capitals_is_a_point() -> None:
    report = read(f"{GARDEN}Sterke punten\n• PFAS\n• OV EN FIETS\n\nZwakke punten\n• WHO\n")
    assert shape(report) == [("DE STILLE TUIN", {"sterk": ["PFAS", "OV EN FIETS"], "zwak": ["WHO"]})]


def test_m1_capitals_that_continue_a_point_are_no_title() -> None:
    text = (
        "Sterke punten\n• Minder stoffen zoals\nPFAS\n• Samen met\n\nIPO EN VNG\n• Rust\n\nZwakke punten\n• Geen\nOV\n"
    )
    report = read(f"{GARDEN}{text}\nVerbeterpunten\n• Bankjes bij\nNS\n")
    assert shape(report) == [
        (
            "DE STILLE TUIN",
            {
                "sterk": ["Minder stoffen zoals PFAS", "Samen met IPO EN VNG", "Rust"],
                "zwak": ["Geen OV"],
                "verbeter": ["Bankjes bij NS"],
            },
        )
    ]


def test_m1_a_heading_without_points_has_an_empty_list() -> None:
    report = read(f"{GARDEN}Sterke punten\n\nZwakke punten\n• Lawaai\n\nVerbeterpunten\n")
    assert shape(report) == [("DE STILLE TUIN", {"sterk": [], "zwak": ["Lawaai"], "verbeter": []})]


def test_m1_the_same_heading_twice_is_one_list() -> None:
    report = read(f"{GARDEN}Sterke punten\n• Sterke punten:\n• Groen\n\nSterke punten\n• Rust\n")
    assert shape(report) == [("DE STILLE TUIN", {"sterk": ["Groen", "Rust"]})]


def test_m1_a_leading_space_is_a_bullet_where_no_other_occurs() -> None:
    text = "Overwegende dat...\n Iedereen wil rust\nen ruimte\n\n Water telt\n\nAdviseren wij...\n Plant bomen\n PFAS\n"
    report = read(f"• Inleiding met bolletje\n\n DE STILLE TUIN\n\n{text}")
    assert shape(report) == [
        (
            "DE STILLE TUIN",
            {"overweging": ["Iedereen wil rust en ruimte", "Water telt"], "advies": ["Plant bomen", "PFAS"]},
        )
    ]


def test_m1_a_leading_space_is_nothing_where_another_bullet_occurs() -> None:
    report = read(f"{GARDEN}Sterke punten\n• Veel groen\n en water\n   en vogels\n• Rust\n")
    assert points(report.topics[0]) == {"sterk": ["Veel groen en water en vogels", "Rust"]}


def test_m1_a_dash_of_a_sentence_does_not_spoil_leading_spaces() -> None:
    many = "".join(f" Punt nummer {n}\n" for n in "abcdefgh")
    report = read(
        f"{GARDEN}Overwegende dat\n Mens, dier\n– en plant – horen bij elkaar\n{many}\nAdviseren wij\n Rust\n"
    )
    assert points(report.topics[0])["overweging"][0] == "Mens, dier – en plant – horen bij elkaar"
    assert len(points(report.topics[0])["overweging"]) == 9


def test_m1_points_in_capitals_with_leading_spaces_are_points() -> None:
    text = "Overwegende dat\n PFAS\n\n OV\n\nAdviseren wij\n NS\n\n\n WATER EN LUCHT\n\nOverwegende dat\n Rust\n"
    report = read(f" TUIN\n\n{text}")
    assert shape(report) == [
        ("TUIN", {"overweging": ["PFAS", "OV"], "advies": ["NS"]}),
        ("WATER EN LUCHT", {"overweging": ["Rust"]}),
    ]


def test_m2_lines_between_a_heading_and_its_first_point_are_not_placed() -> None:
    report = read(f"{GARDEN}Tafel drie\nSterke punten\nDe groep schreef:\n• Groen\n")
    assert unplaced(report) == ["Tafel drie", "De groep schreef:"]
    assert points(report.topics[0]) == {"sterk": ["Groen"]}


def test_m3_a_point_knows_its_lines() -> None:
    report = read(f"{GARDEN}Sterke punten\n• Groen\n\nen water\n• Rust\n\n")
    items = report.topics[0].sections[0].items
    assert [(item.first_line, item.last_line) for item in items] == [(6, 8), (9, 9)]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_m1_every_kind_of_newline(newline: str) -> None:
    text = f"{GARDEN}Sterke punten\n• Groen\nen water\n\nONDERWERP\nOver de tuin.\n".replace("\n", newline)
    report = read(text)
    assert shape(report) == [("DE STILLE TUIN", {"sterk": ["Groen en water"]})]
    assert report.topics[0].description == "Over de tuin."
    assert report.topics[0].sections[0].items[0].last_line == 7


def test_m3_white_space_is_folded_and_the_words_stay_as_they_are() -> None:
    report = read(f"{GARDEN}Sterke punten\n•  Cafe\u0301s \t en\u00a0 kiosk\u200bken\u00ad  ‘bij elkaar’…  \n")
    assert points(report.topics[0]) == {"sterk": ["Cafe\u0301s en kioskken ‘bij elkaar’…"]}


def test_m1_a_list_paragraph_is_a_bullet_also_in_capitals() -> None:
    source = lines("DE TUIN", "Sterke punten", "PFAS", "loopt door", "Verbeterpunten", "Rust")
    listed = [type(line)(line.number, line.text, listed=line.number in {3, 5, 6}) for line in source]
    assert shape(parse(listed)) == [("DE TUIN", {"sterk": ["PFAS loopt door"], "verbeter": ["Rust"]})]
