"""Who gets which mail for their calendar, and what it does there (T6)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, AuditEntry
from dialoog.config import Settings
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.calendar import rules
from dialoog.meetings.calendar.jobs import forget_old
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.calendar.queries import of_person
from dialoog.meetings.models import Meeting
from dialoog.meetings.rules import MeetingDetails, change_meeting
from dialoog.organisations.models import Part
from dialoog.permissions import SYSTEM
from tests.factories import accounts, tables
from tests.meetings.calendar.given import arrived, at, mails, meeting_of, table_of, when


@pytest.fixture
def invited(session: Session) -> Meeting:
    """A meeting with an invitation for Jip and one for Mees."""
    table, _people = table_of(session, ["Jip Vos", "Mees Kok"])
    meeting = meeting_of(session, table)
    assert rules.invite(session, meeting, actor=SYSTEM) == 2
    return meeting


def test_t6_invited_moved_and_called_off_each_with_a_higher_sequence(
    app: Flask, session: Session, settings: Settings, invited: Meeting
) -> None:
    jip = rules.standing(session, invited)[0].person
    told = [arrived(app, session, settings, mails(session, jip)[-1])]
    rules.move(session, invited, when(67, 10), sequence=0, actor=SYSTEM)
    told.append(arrived(app, session, settings, mails(session, jip)[-1]))
    rules.cancel(session, invited, sequence=1, actor=SYSTEM)
    told.append(arrived(app, session, settings, mails(session, jip)[-1]))
    known = [one for one in told if one]
    assert [method for method, _event in known] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _method, event in known] == [0, 1, 2]
    assert len({event["UID"] for _method, event in known}) == 1
    assert [event.decoded("DTSTART") for _method, event in known] == [at(60), at(67, 10), at(67, 10)]
    assert {event["ATTENDEE"] for _method, event in known} == {f"mailto:{jip.email}"}
    assert (invited.held_on, invited.cancelled_at is not None) == (clock.local(at(67)).date(), True)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["meeting.invited", "meeting.moved", "meeting.cancelled"]


def test_a_mail_that_waits_is_left_out_once_there_is_a_newer_one(
    app: Flask, session: Session, settings: Settings, invited: Meeting
) -> None:
    rules.move(session, invited, when(67), sequence=0, actor=SYSTEM)
    first, _other, newer, _other_newer = mails(session)
    assert arrived(app, session, settings, first) is None
    assert arrived(app, session, settings, newer) is not None


def test_another_time_asks_again_and_another_place_does_not(session: Session, invited: Meeting) -> None:
    one = rules.standing(session, invited)[0]
    rules.reply(session, one, Reply.YES)
    rules.move(session, invited, when(60, place="Zwolle"), sequence=0, actor=SYSTEM)
    assert (one.reply, invited.sequence) == (Reply.YES, 1)
    rules.move(session, invited, when(61, place="Zwolle"), sequence=1, actor=SYSTEM)
    assert (one.reply, one.replied_at) == (None, None)


def test_another_name_or_place_on_its_page_reaches_the_calendars_and_another_text_does_not(
    session: Session, invited: Meeting
) -> None:
    known = MeetingDetails(
        invited.title,
        invited.kind,
        invited.level,
        invited.held_on,
        invited.place,
        begins_at=invited.begins_at,
        ends_at=invited.ends_at,
    )
    change_meeting(session, invited, MeetingDetails(**{**vars(known), "about": "Lucht"}))
    assert (invited.sequence, len(mails(session))) == (0, 2)
    change_meeting(session, invited, MeetingDetails(**{**vars(known), "title": "Tafel over lucht"}))
    assert (invited.sequence, len(mails(session))) == (1, 4)
    with pytest.raises(RuleViolation, match="Verzet haar"):
        change_meeting(session, invited, MeetingDetails(**{**vars(known), "held_on": clock.today()}))


def test_two_who_move_it_at_once_do_not_overwrite_each_other(session: Session, invited: Meeting) -> None:
    rules.move(session, invited, when(67), sequence=0, actor=SYSTEM)
    with pytest.raises(Conflict):
        rules.move(session, invited, when(68), sequence=0, actor=SYSTEM)
    with pytest.raises(Conflict):
        rules.cancel(session, invited, sequence=0, actor=SYSTEM)
    assert (invited.begins_at, invited.cancelled_at) == (at(67), None)


@pytest.mark.parametrize(
    ("begins", "ends", "field"), [(-1, -1, "day"), (60, 59, "until"), (60, 62, "until")], ids=["past", "ends", "long"]
)
def test_a_time_that_cannot_be_is_refused(
    session: Session, invited: Meeting, begins: int, ends: int, field: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.move(session, invited, rules.When(at(begins), at(ends, 14)), sequence=0, actor=SYSTEM)
    assert refusal.value.field == field


def test_nothing_goes_out_for_what_is_called_off_over_or_of_no_body(session: Session, invited: Meeting) -> None:
    rules.cancel(session, invited, sequence=0, actor=SYSTEM)
    for act in (
        lambda: rules.cancel(session, invited, sequence=1, actor=SYSTEM),
        lambda: rules.move(session, invited, when(70), sequence=1, actor=SYSTEM),
        lambda: rules.invite(session, invited, actor=SYSTEM),
        lambda: rules.reply(session, rules.standing(session, invited)[0], Reply.YES),
    ):
        with pytest.raises(RuleViolation, match="afgelast"):
            act()
    table, _people = table_of(session, [])
    alone = meeting_of(session, table)
    alone.body_id = None
    with pytest.raises(RuleViolation, match="niet bij een tafel"):
        rules.invite(session, alone, actor=SYSTEM)
    with clock.at(at(80)), pytest.raises(RuleViolation, match="voorbij"):
        rules.invite(session, alone, actor=SYSTEM)


def test_inviting_twice_sends_nothing_twice(session: Session, invited: Meeting) -> None:
    assert rules.invite(session, invited, actor=SYSTEM) == 0
    assert len(mails(session)) == 2


def test_who_sits_there_on_the_day_is_invited_each_once_and_as_what_they_are_first(session: Session) -> None:
    table, [jip, mees, gone, off] = table_of(session, ["Jip", "Mees", "Al weg", "Zonder account"])
    off.active = False
    day = clock.today()
    tables.member(session, table, jip, Part.CHAIR)
    later = accounts.person(session, name="Komt later")
    tables.member(session, table, later, since=day + timedelta(days=30))
    too_late = accounts.person(session, name="Te laat")
    tables.member(session, table, too_late, since=day + timedelta(days=90))
    session.flush()
    for seat in session.scalars(select(rules.Membership).where(rules.Membership.person_id == gone.id)):
        seat.until = day + timedelta(days=20)
    meeting = meeting_of(session, table)
    rules.invite(session, meeting, actor=SYSTEM)
    got = {one.person.name: one.part for one in rules.standing(session, meeting)}
    assert got == {"Jip": Part.CHAIR, "Mees": Part.MEMBER, "Komt later": Part.MEMBER}
    assert mees.name in got


def test_who_comes_to_the_table_is_invited_and_who_leaves_is_told(
    app: Flask, session: Session, settings: Settings, invited: Meeting
) -> None:
    jip, mees = (one.person for one in rules.standing(session, invited))
    table = session.get_one(tables.DialogueTable, invited.body_id)
    [seat] = session.scalars(select(rules.Membership).where(rules.Membership.person_id == jip.id))
    seat.until = clock.today()
    new = accounts.person(session, name="Sam Nieuw")
    tables.member(session, table, new)
    rules.keep_all_up(session)
    told = arrived(app, session, settings, mails(session, jip)[-1])
    assert told is not None
    assert (told[0], told[1]["SEQUENCE"], invited.cancelled_at) == ("CANCEL", 1, None)
    assert [one.person.name for one in rules.standing(session, invited)] == [mees.name, "Sam Nieuw"]
    assert len(mails(session, mees)) == 1
    seat.until = None
    rules.keep_all_up(session)
    back = arrived(app, session, settings, mails(session, jip)[-1])
    assert back is not None
    assert (back[0], back[1]["SEQUENCE"]) == ("REQUEST", 1)
    before = len(mails(session))
    rules.keep_all_up(session)
    assert len(mails(session)) == before


def test_who_left_this_morning_is_told_before_the_meeting_of_this_afternoon(session: Session) -> None:
    table, [jip] = table_of(session, ["Jip Vos"])
    mees = accounts.person(session, name="Mees Kok")
    seat = tables.member(session, table, mees)
    meeting = meeting_of(session, table)
    rules.invite(session, meeting, actor=SYSTEM)
    seat.until = meeting.held_on
    session.flush()
    assert mees.id not in rules.members_on(session, table.body, seat.until or clock.today())
    assert rules.keep_up(session, meeting) == (0, 1)
    assert [one.person for one in rules.standing(session, meeting)] == [jip]
    assert meeting not in of_person(session, mees.id)


def test_who_left_hears_no_new_day_but_that_they_need_not_come(session: Session, invited: Meeting) -> None:
    jip, mees = (one.person for one in rules.standing(session, invited))
    [seat] = session.scalars(select(rules.Membership).where(rules.Membership.person_id == jip.id))
    seat.until = clock.today()
    assert rules.move(session, invited, when(67), sequence=0, actor=SYSTEM) == 1
    invited.title = "Overleg"
    rules.tell_of_change(session, invited)
    rules.keep_all_up(session)
    assert [mail.params["what"] for mail in mails(session, jip)] == [rules.INVITED, rules.CANCELLED]
    assert [mail.params["what"] for mail in mails(session, mees)] == [rules.INVITED, rules.CHANGED, rules.CHANGED]


def test_p3_who_was_invited_is_forgotten_a_year_later(session: Session, invited: Meeting) -> None:
    rules.reply(session, rules.standing(session, invited)[0], Reply.YES)
    with clock.at(at(60 + 360)):
        assert forget_old(session) == 0
    with clock.at(at(60 + 370)):
        assert forget_old(session) == 2
    assert session.scalars(select(MeetingInvitation)).all() == []
    assert session.scalars(select(AccessLink)).all() == []


def test_a_meeting_gets_its_first_time_by_moving_it(session: Session) -> None:
    table, _people = table_of(session, [])
    meeting = tables.meeting(session, table)
    assert rules.move(session, meeting, when(50), sequence=0, actor=SYSTEM) == 0
    assert meeting.begins_at == at(50)
