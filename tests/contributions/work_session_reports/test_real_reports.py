"""Two real reports that stand beside the checkout, not in it; one has a truth made by hand."""

import json
from pathlib import Path
from time import process_time

import pytest

from dialoog.contributions.work_session_reports.model import WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import read_source
from dialoog.contributions.work_session_reports.render import to_json
from tests.contributions.work_session_reports.reports import points

REPORTS = Path(__file__).parents[4] / "shared" / "reports"

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside this checkout")


def understood(name: str) -> WorkSessionReport:
    return parse(read_source((REPORTS / name).read_bytes(), name).lines)


def test_m1_the_report_with_a_truth_is_read_exactly() -> None:
    truth = json.loads((REPORTS / "terugblik-2024-11-06.json").read_text(encoding="utf-8"))
    report = understood("terugblik-2024-11-06.txt")
    found = to_json(report)
    for topic in found["topics"]:
        for section in topic["sections"]:
            section["items"] = [item["text"] for item in section["items"]]
    assert {name: found[name] for name in ("title", "date", "topics")} == {
        name: truth[name] for name in ("title", "date", "topics")
    }
    assert found["unplaced"] == []
    assert (len(report.topics), report.points) == (8, 159)


def test_m1_the_report_that_lost_its_bullets() -> None:
    report = understood("terugblik-2024-06-26-deel.txt")
    counts = [[len(texts) for texts in points(topic).values()] for topic in report.topics]
    assert counts == [[8, 3], [5, 7], [8, 11]]
    assert all(list(points(topic)) == ["overweging", "advies"] and topic.description for topic in report.topics)
    assert report.unplaced == ()
    assert report.date is None


def test_a_real_report_is_read_at_once() -> None:
    start = process_time()
    understood("terugblik-2024-11-06.txt")
    assert process_time() - start < 2  # hundredths, on a machine with nothing else to do
