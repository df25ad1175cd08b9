"""M2: the day of the session, only where the report says it without doubt."""

from datetime import date

import pytest

from dialoog.contributions.work_session_reports.dates import find_date


@pytest.mark.parametrize(
    ("title", "preamble", "expected"),
    [
        ("TERUGBLIK OP WOENSDAG 5 MAART 2025", "", date(2025, 3, 5)),
        ("Terugblik 5 mrt. 2025", "Versie van 9 april 2025", date(2025, 3, 5)),
        ("Terugblik 05-03-2025", "", date(2025, 3, 5)),
        ("Terugblik 5/3/2025", "", date(2025, 3, 5)),
        ("Terugblik 2025-03-05", "", date(2025, 3, 5)),
        ("Terugblik 5 en 6 maart 2025", "", date(2025, 3, 5)),
        ("Terugblik", "Op woensdag 5 maart 2025 kwamen wij samen.", date(2025, 3, 5)),
        ("Terugblik", "Op 5 maart 2025 kwamen wij samen. De volgende dag is op 9 april 2025.", date(2025, 3, 5)),
        ("Terugblik 5 maart", "Wij spraken elkaar op 5 maart 2025.", date(2025, 3, 5)),
        ("Terugblik", "Woensdag 5 maart kwamen wij samen. In maart 2025 was het droog.", date(2025, 3, 5)),
        ("Terugblik 2025", "Woensdag 5 maart kwamen wij samen.", date(2025, 3, 5)),
        ("Terugblik", "Utrecht, 5 maart 2025. Op 9 april 2025 is de volgende bijeenkomst.", date(2025, 3, 5)),
        ("Terugblik", "Datum: 5 maart 2025 Plaats: Utrecht Het plan is van 9 april 2024.", date(2025, 3, 5)),
        ("Terugblik", "De werksessie van 5 maart 2025 bouwt voort op die van 9 april 2024.", date(2025, 3, 5)),
        ("Terugblik", "Dit verslag is van 9 april 2025, de bijeenkomst op woensdag 5 maart 2025.", date(2025, 3, 5)),
        ("Terugblik", "Op 5 maart 2025 spraken wij over de volgende stap.", date(2025, 3, 5)),
        # Not certain:
        ("Terugblik", "De werksessie van 5 maart 2025 volgt op de werksessie van 9 april 2024.", None),
        ("Terugblik", "Publicatiedatum: 9 april 2025. Het plan is van 5 maart 2025.", None),
        ("Terugblik", "Woensdag 5 maart kwamen wij samen.", None),
        ("Terugblik", "Woensdag 5 maart kwamen wij samen. Het plan is klaar in 2031.", None),
        ("Terugblik 2024", "Woensdag 5 maart kwamen wij samen.", None),
        ("Terugblik", "Op 5 maart kwamen wij samen. In maart 2025 was het droog.", None),
        ("Terugblik", "Woensdag 5 maart kwamen wij samen. Het plan is van 9 april 2024.", None),
        ("Terugblik", "Het plan is van 9 april 2024, de wet van 3 mei 2023.", None),
        ("Terugblik", "De volgende bijeenkomst is op 9 april 2025.", None),
        ("Terugblik 31 februari 2025", "", None),
        ("Terugblik 5 maart 0000", "", None),
        ("Terugblik 45-13-2025", "", None),
        ("", "", None),
    ],
)
def test_the_day_of_the_session(title: str, preamble: str, expected: date | None) -> None:
    assert find_date(title, preamble) == expected
