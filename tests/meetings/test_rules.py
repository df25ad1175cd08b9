"""Meetings: an address of their own, and a level that is never widened (D11, P4)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import AuditEntry
from dialoog.errors import NotFound, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.models import Level, Meeting
from dialoog.meetings.queries import by_slug, document, documents_of, newest
from dialoog.meetings.rules import MeetingDetails, Upload, change_meeting, create_meeting, keep_document
from dialoog.permissions import SYSTEM


def meeting(session: Session, title: str = "Avond over geur", **said: object) -> Meeting:
    return create_meeting(session, MeetingDetails(title=title, **said))  # type: ignore[arg-type]


def acts(session: Session) -> list[tuple[str, str | None]]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "bijeenkomst").order_by(AuditEntry.id))
    return [(row.action, row.subject_key) for row in rows]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Één avond: Geur & geluid!", "een-avond-geur-geluid"),
        ("  ", None),
        ("Nieuw", "nieuw-2"),
        ("???", "bijeenkomst"),
    ],
)
def test_a_meeting_gets_an_address_made_of_its_name(session: Session, title: str, slug: str | None) -> None:
    if slug is None:
        with pytest.raises(RuleViolation, match="naam"):
            meeting(session, title)
    else:
        assert meeting(session, title).slug == slug


def test_two_meetings_of_one_name_have_two_addresses(session: Session) -> None:
    assert [meeting(session).slug for _ in range(3)] == ["avond-over-geur", "avond-over-geur-2", "avond-over-geur-3"]


@pytest.mark.parametrize("slug", ["Hoofd", "met spatie", "nieuw", "-x", "a--b", "a" * 81, "terugkoppeling"])
def test_an_address_that_cannot_be_is_refused(session: Session, slug: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        create_meeting(session, MeetingDetails(title="Avond"), slug=slug)
    assert refused.value.field == "slug"


def test_an_address_that_is_taken_is_refused(session: Session) -> None:
    create_meeting(session, MeetingDetails(title="Avond"), slug="avond")
    with pytest.raises(RuleViolation, match="al een bijeenkomst"):
        create_meeting(session, MeetingDetails(title="Avond"), slug="avond")


@pytest.mark.parametrize("was", Level)
@pytest.mark.parametrize("becomes", Level)
def test_d11_a_level_may_get_narrower_and_never_wider(session: Session, was: Level, becomes: Level) -> None:
    narrower = [Level.PUBLIC, Level.NO_SOURCE, Level.CLOSED]
    made = meeting(session, level=was)
    if narrower.index(becomes) >= narrower.index(was):
        change_meeting(session, made, MeetingDetails(title="Avond", level=becomes))
        assert made.level is becomes
    else:
        with pytest.raises(RuleViolation) as refused:
            change_meeting(session, made, MeetingDetails(title="Avond", level=becomes))
        assert (refused.value.field, made.level, made.title) == ("level", was, "Avond over geur")


def test_p4_making_and_changing_leave_an_audit_row_and_changing_nothing_does_not(session: Session) -> None:
    made = meeting(session, place="Zwolle")
    change_meeting(session, made, MeetingDetails(title="Avond over geur", place="Zwolle"))
    change_meeting(session, made, MeetingDetails(title="Avond over geur", place="Assen"))
    assert acts(session) == [("meeting.created", made.slug), ("meeting.changed", made.slug)]
    with pytest.raises(RuleViolation, match="naam"):
        change_meeting(session, made, MeetingDetails(title=" "))


def test_m2_a_file_is_kept_once_with_its_meeting(session: Session, files: FileStore) -> None:
    one, two = meeting(session), meeting(session)
    upload = Upload("verslag.txt", "text/plain", b"Verslag")
    first = keep_document(session, one, upload, files=files, actor=SYSTEM)
    again = keep_document(session, one, upload, files=files, actor=SYSTEM)
    other = keep_document(session, two, upload, files=files, actor=SYSTEM)
    assert (first.id, files.read(first.sha256)) == (again.id, b"Verslag")
    assert documents_of(session, two) == [other]
    assert document(session, one, first.id) is first
    with pytest.raises(NotFound):
        document(session, one, other.id)


def test_meetings_are_paged_by_day_and_a_day_is_never_cut_in_two(session: Session) -> None:
    days = [date(2026, 3, 1), None, date(2026, 5, 1), date(2026, 3, 1), date(2025, 1, 1)]
    made = [meeting(session, f"Dag {n}", held_on=day) for n, day in enumerate(days)]
    found, after = [], None
    while True:
        page = newest(session, after=after, size=2)
        found += page.rows
        after = page.next_key
        if after is None:
            break
    assert found == [made[1], made[2], made[3], made[0], made[4]]
    assert page.total == 5


def test_there_is_no_meeting_at_an_address_that_is_not_given(session: Session) -> None:
    with pytest.raises(NotFound, match="onbekend"):
        by_slug(session, "onbekend")
