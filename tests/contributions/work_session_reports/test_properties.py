"""What holds for every report, whatever is in it (M1, M2, M3)."""

from collections import Counter
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.model import UNPLACED_ROLES, Role, WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import MAX_LINES, read_source
from dialoog.contributions.work_session_reports.readers.limits import Limits
from dialoog.contributions.work_session_reports.readers.text import split_lines
from dialoog.contributions.work_session_reports.render import to_json, to_text
from dialoog.contributions.work_session_reports.signs import fold
from dialoog.contributions.work_session_reports.unreadable import ReportUnreadable
from tests.contributions.work_session_reports.files import as_document, as_pdf, saved
from tests.contributions.work_session_reports.reports import read, shape

# --- bytes ------------------------------------------------------------------------------------------------------------

STARTS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf"]
WHOLE = [saved(as_document()), as_pdf()]


def reads_or_refuses(data: bytes) -> None:
    try:
        report = parse(read_source(data, "x").lines)
    except ReportUnreadable:
        return
    to_text(report).encode()


@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(start: bytes, rest: bytes) -> None:
    reads_or_refuses(start + rest)


@given(st.sampled_from(WHOLE), st.floats(0, 1), st.binary(min_size=1, max_size=20))
def test_any_damage_is_read_or_refused(whole: bytes, where: float, damage: bytes) -> None:
    at = int(where * len(whole))
    reads_or_refuses(whole[:at] + damage + whole[at + len(damage) :])


# --- lines ------------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PIECES = st.sampled_from(
    (
        "DE TUIN (H2)|HET BOS|PFAS|Sterke punten|• Zwakke punten:|ONDERWERP|Overwegende dat…|• groen|- water| lucht"
        "|en meer|||\f|\fBODEM|3|Pagina 4|1. eerst|o ja|(een|twee)|•"
    ).split("|")
)
TEXTS = st.lists(st.one_of(PIECES, PIECES, WORDS), max_size=40).map("\n".join)
MEANT = st.builds(Correction, st.integers(0, 45), st.sampled_from(Meaning), st.sampled_from(PointKind))


@given(TEXTS, st.lists(MEANT, max_size=5))
def test_m2_every_line_is_in_exactly_one_place(text: str, corrections: list[Correction]) -> None:
    source = split_lines(text, Limits(MAX_LINES))
    report = parse(source, corrections)
    assert [(line.number, line.text) for line in report.lines] == [(line.number, fold(line.text)) for line in source]
    assert all((line.role is Role.BLANK) == (line.text == "") for line in report.lines)
    first = next((at for at, line in enumerate(report.lines) if line.role is Role.TITLE), len(source))
    assert all(line.role in {Role.BLANK, Role.PREAMBLE} for line in report.lines[:first])
    assert all(line.role is not Role.PREAMBLE for line in report.lines[first:])
    assert [(line.line, line.text) for line in report.unplaced] == [
        (line.number, line.text) for line in report.lines if line.role in UNPLACED_ROLES
    ]
    assert report.preamble_lines == sum(line.role is Role.PREAMBLE for line in report.lines)
    words_of_points_are_their_lines(report)
    to_json(report)
    to_text(report)


def words_of_points_are_their_lines(report: WorkSessionReport) -> None:
    """M3: each point is made of the words of its own lines, and no line of a point is left out."""
    of_points = {line.number: line for line in report.lines if line.role in {Role.POINT, Role.CONTINUATION}}
    seen: list[int] = []
    for topic in report.topics:
        for item in (item for section in topic.sections for item in section.items):
            own = [n for n in range(item.first_line, item.last_line + 1) if n in of_points]
            assert own[0] == item.first_line
            assert own[-1] == item.last_line
            source = Counter(" ".join(of_points[number].text for number in own))
            assert Counter(item.text) <= source
            seen += own
    assert sorted(seen) == sorted(of_points)


# --- there and back ---------------------------------------------------------------------------------------------------

LOWER = st.text("abcdefghijklmnpqrstuvwxyzéë", min_size=2, max_size=9)
SENTENCE = st.lists(LOWER, min_size=1, max_size=8).map(" ".join).filter(lambda text: not text.startswith("onderwerp"))
NAME = st.lists(st.text("ABCDEFGHIJKLMNPQRSTUVWXYZÉË", min_size=2, max_size=9), min_size=1, max_size=4).map(" ".join)
POINT = st.lists(SENTENCE, min_size=1, max_size=3)  # the lines of one point
FORMATS = [("Sterke punten", "Zwakke punten", "Verbeterpunten"), ("Overwegende dat...", "Adviseren wij...")]
TOPIC = st.fixed_dictionaries(
    {
        "name": NAME,
        "reference": st.none() | st.from_regex(r"[1-9]\.[1-9] [a-z]{2,5}", fullmatch=True),
        "points": st.lists(st.lists(POINT, min_size=1, max_size=4), min_size=3, max_size=3),
        "description": st.none() | st.lists(SENTENCE, min_size=1, max_size=3),
        "first": st.booleans(),
    }
)


def written(topics: list[dict], headings: tuple[str, ...], bullet: str, gap: str) -> str:  # type: ignore[type-arg]
    out = ["Verslag van een dag", "Wij waren er.", ""]
    for topic in topics:
        about = ["ONDERWERP", "", *topic["description"], ""] if topic["description"] else []
        out += [topic["name"] + (f" ({topic['reference']})" if topic["reference"] else ""), ""]
        out += about if topic["first"] else []
        for heading, points in zip(headings, topic["points"], strict=False):
            out += [heading, *(bullet + gap.join(point) for point in points), ""]
        out += [*([] if topic["first"] else about), ""]
    return "\n".join(out)


BULLETS = ["• ", "- ", "– ", "* ", "o ", "▪ ", "\uf0b7 ", "\uf0d8", " ", "•\n", "\uf0a7\t", "+ ", "1. "]


@settings(max_examples=100)
@given(
    bullet=st.sampled_from(BULLETS),
    topics=st.lists(TOPIC, min_size=1, max_size=4, unique_by=lambda topic: topic["name"]),
    headings=st.sampled_from(FORMATS),
    gap=st.sampled_from(["\n", "\n\n", "\n\f", "\n\n\f"]),
)
def test_m1_what_is_written_is_read_back(
    bullet: str,
    topics: list[dict],  # type: ignore[type-arg]
    headings: tuple[str, ...],
    gap: str,
) -> None:
    report = read(written(topics, headings, bullet, gap))
    kinds = ("sterk", "zwak", "verbeter") if len(headings) == 3 else ("overweging", "advies")
    assert shape(report) == [
        (
            topic["name"],
            {kind: [" ".join(point) for point in texts] for kind, texts in zip(kinds, topic["points"], strict=False)},
        )
        for topic in topics
    ]
    assert [topic.reference for topic in report.topics] == [topic["reference"] for topic in topics]
    about = [" ".join(topic["description"]) if topic["description"] else None for topic in topics]
    assert [topic.description for topic in report.topics] == about
    assert report.unplaced == ()
    assert report.preamble_lines == 2


# --- speed ------------------------------------------------------------------------------------------------------------
# Measured without counting lines, which makes these loops five times slower.

SIZE = 1_000_000
LINE = "• een punt van gewone lengte met wat woorden erin\nen een vervolg dat ook nog eens doorloopt (zie ook hier)\n"
REPORT = f"DE TUIN\n\nSterke punten\n{LINE * 20}\nZwakke punten\n{LINE * 20}\nONDERWERP\n\nover de tuin.\n\n\f"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "unit",
    [
        REPORT,
        "A" * SIZE,
        "(" * SIZE,
        "DE TUIN (" + "a(" * 100_000 + "\n",
        "• " * SIZE,
        "- " * SIZE,
        "ONDERWERP " + " " * SIZE + ".",
        "6 november " * 1000 + "\n",
        "woensdag " * 1000 + "\n",
        "KAPITALEN IN ELKE REGEL VAN HET VERSLAG, LANG EN BREED\n",
        "KAPITALEN IN ELKE REGEL VAN HET VERSLAG, LANG EN BREED\n\n",
        "DE TUIN (MET EEN HAAKJE DAT NIET WORDT GESLOTEN, NERGENS\n",
        "Dezelfde regel op elke bladzijde van dit verslag\n\fDEZELFDE TITEL OP ELKE BLADZIJDE VAN DIT VERSLAG\n",
        "Pagina 12 van 99 \u00a0 \u200b en een flink eind verder nog meer tekst\n",
    ],
    ids=lambda unit: unit[:12].encode("unicode_escape").decode(),
)
def test_reading_is_linear(unit: str) -> None:
    # A pattern that backtracks, or a loop in a loop, takes minutes.
    assert seconds_to_read(unit, SIZE) < 5


@pytest.mark.no_cover
def test_a_text_of_5_mb_is_read_in_seconds() -> None:
    # The aim is 2 seconds; this machine may be busy.
    assert seconds_to_read(REPORT, 5_000_000) < 10


def seconds_to_read(unit: str, size: int) -> float:
    data = (unit * (size // len(unit) + 1)).encode()[:size].decode(errors="ignore").encode()
    start = process_time()
    parse(read_source(data, "x").lines)
    return process_time() - start
