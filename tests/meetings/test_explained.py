"""What a meeting is for, whose it is, and when on the day: asked for, shown, and in what is mailed (R15, R99)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Role
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Meeting, MeetingKind
from dialoog.meetings.rules import EXPLAINED, MeetingDetails, call_meeting, change_meeting
from dialoog.permissions import SYSTEM
from tests.contributions.pages import get, send
from tests.factories import accounts as people

LIST = "/werk/bijeenkomsten"
SAID = {
    "wanted": "Wij willen weten wat werkt.",
    "result": "Elk punt krijgt een antwoord.",
    "gives": "U spreekt wie erover gaat.",
    "track": "Participatie bij de agenda",
    "organiser": "Secretariaat van de dialoog",
}


def in_two_months() -> date:
    return clock.today() + timedelta(days=60)


@pytest.fixture
def staff(client: FlaskClient, session: Session) -> FlaskClient:
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    return client


def filled(**given: str) -> dict[str, str]:
    day = in_two_months().isoformat()
    fixed = {"title": "Breed", "kind": "brede-bijeenkomst", "level": "openbaar", "held_on": day}
    return {**fixed, "begins": "13:00", "ends": "17:00", **SAID, **given}


def test_r99_it_stands_on_the_public_page(staff: FlaskClient, client: FlaskClient, session: Session) -> None:
    assert send(staff, f"{LIST}/nieuw", filled()).location == f"{LIST}/breed"
    page = get(client, "/bijeenkomsten/breed")
    assert all(words in page for words in SAID.values())
    made = session.scalars(select(Meeting)).one()
    assert made.begins_at is not None
    assert clock.local(made.begins_at).strftime("%d %H:%M") == f"{in_two_months():%d} 13:00"
    shown = get(staff, f"{LIST}/breed")
    assert 'value="13:00"' in shown
    assert 'value="17:00"' in shown


@pytest.mark.parametrize("missing", [*EXPLAINED, "begins", "ends"])
def test_r15_r99_a_new_meeting_says_it_all(staff: FlaskClient, session: Session, missing: str) -> None:
    answer = send(staff, f"{LIST}/nieuw", filled(**{missing: ""}))
    assert (answer.status_code, f'id="{missing}-fout"' in answer.text) == (400, True)
    assert session.scalar(select(Meeting)) is None


def test_r99_a_work_session_of_the_past_comes_with_its_report(session: Session) -> None:
    held = MeetingDetails("Werksessie", held_on=clock.today() - timedelta(days=9))
    assert call_meeting(session, held, actor=SYSTEM).slug == "werksessie"
    with pytest.raises(RuleViolation):
        call_meeting(session, MeetingDetails("Werksessie", held_on=in_two_months()), actor=SYSTEM)


def test_r99_what_was_said_stays_said(session: Session) -> None:
    held = MeetingDetails("Werksessie", held_on=clock.today() - timedelta(days=9))
    made = call_meeting(session, held, actor=SYSTEM)
    change_meeting(session, made, MeetingDetails("Werksessie", **SAID))
    for name in EXPLAINED:
        with pytest.raises(RuleViolation) as refused:
            change_meeting(session, made, MeetingDetails("Werksessie", **{**SAID, name: " "}))
        assert refused.value.field == name


def test_it_ends_after_it_begins_and_an_hour_needs_a_day(staff: FlaskClient) -> None:
    for wrong, field in (({"ends": "12:00"}, "ends"), ({"held_on": ""}, "held_on"), ({"begins": "kwart"}, "begins")):
        answer = send(staff, f"{LIST}/nieuw", filled(**wrong))
        assert (answer.status_code, f'id="{field}-fout"' in answer.text) == (400, True)


def test_hours_are_those_of_a_dutch_clock(session: Session) -> None:
    begins = datetime(2027, 7, 1, 11, tzinfo=UTC)
    details = MeetingDetails("Zomer", MeetingKind.BROAD, held_on=date(2027, 7, 1), begins_at=begins, **SAID)
    with pytest.raises(RuleViolation) as refused:
        call_meeting(session, details, actor=SYSTEM)
    assert refused.value.field == "ends"
