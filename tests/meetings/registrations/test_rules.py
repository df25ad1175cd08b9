"""Registering, the waiting list, the freeze date and the mails that go with them (T5, P3, P4)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, AuditEntry
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import MeetingKind
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import admitting, places, registering, telling
from dialoog.meetings.registrations.rules.admitting import AdmissionDetails
from dialoog.meetings.registrations.rules.registering import Given
from dialoog.organisations.models import Sector
from tests.factories.contributions import SECRETARIAT
from tests.factories.registrations import admission, asked, broad_meeting, registered

ASKED, WAITING, PLACED = RegistrationState.ASKED, RegistrationState.WAITING, RegistrationState.PLACED
YOUTH, BUSINESS = Sector.YOUTH, Sector.BUSINESS


def mails(session: Session, registration: Registration) -> list[str]:
    query = select(OutboxMessage.kind).where(OutboxMessage.to_address == registration.email)
    return [kind.partition(".")[2] for kind in session.scalars(query.order_by(OutboxMessage.id))]


def details(to: Admission, **given: object) -> AdmissionDetails:
    kept = {part.sector: part.places for part in to.sectors}
    now = {"places": to.places, "opens_on": to.opens_on, "freezes_on": to.freezes_on, "kept": kept}
    return AdmissionDetails(**{**now, **given})  # type: ignore[arg-type]


def at_freeze(to: Admission):  # type: ignore[no-untyped-def]
    return clock.at(clock.start_of(to.freezes_on) + timedelta(hours=9))


class TestRegistering:
    def test_t5_nothing_is_held_until_the_address_is_confirmed(self, session: Session) -> None:
        to = admission(session, places=1)
        first, second = asked(session, to), asked(session, to)
        assert (first.state, places.free_places(session, to)[None]) == (ASKED, 1)
        registering.confirm(session, second)
        registering.confirm(session, first)
        assert (second.state, first.state) == (PLACED, WAITING)
        assert second.turn < first.turn
        assert (mails(session, second), mails(session, first)) == (["confirm", "place"], ["confirm", "waiting"])

    def test_t5_once_confirmed_is_confirmed(self, session: Session) -> None:
        made = registered(session, admission(session))
        with pytest.raises(RuleViolation):
            registering.confirm(session, made)

    def test_t5_the_same_person_twice_is_one_registration(self, session: Session) -> None:
        to = admission(session)
        first = asked(session, to, name="Bo Smit", email="bo@voorbeeld.nl")
        assert asked(session, to, name="bo  smit", email="BO@voorbeeld.nl") is first
        registering.confirm(session, first)
        assert asked(session, to, name="Bo Smit", email="bo@voorbeeld.nl") is first
        assert mails(session, first) == ["confirm", "confirm", "place", "again"]
        with pytest.raises(RuleViolation) as refused:
            asked(session, to, name="Bo Smit", email="bo@voorbeeld.nl")
        assert refused.value.field == "email"

    def test_t5_who_asked_twice_at_once_has_one_place(self, session: Session) -> None:
        to = admission(session)
        first, second = (
            registering.new(session, to, Given("Bo Smit", YOUTH, email="bo@voorbeeld.nl")) for _n in range(2)
        )
        registering.confirm(session, first)
        assert registering.confirm(session, second) is first
        assert session.scalar(select(func.count()).select_from(Registration)) == 1

    def test_t5_from_one_address_a_few_people_and_no_hall(self, session: Session) -> None:
        to = admission(session, places=30)
        for n in range(registering.MOST_FROM_ONE):
            registered(session, to, name=f"Collega {n}", email="bureau@voorbeeld.nl")
        with pytest.raises(RuleViolation):
            asked(session, to, name="Nog een", email="bureau@voorbeeld.nl")

    def test_t5_only_between_opening_and_freeze_date(self, session: Session) -> None:
        to = admission(session)
        waits = asked(session, to)
        with clock.at(clock.start_of(to.opens_on) - timedelta(hours=1)), pytest.raises(RuleViolation):
            asked(session, to)
        with at_freeze(to):
            with pytest.raises(RuleViolation):
                asked(session, to)
            with pytest.raises(RuleViolation):
                registering.confirm(session, waits)

    def test_t5_nobody_registers_for_what_is_called_off(self, session: Session) -> None:
        to = admission(session)
        to.meeting.cancelled_at = clock.now()
        with pytest.raises(RuleViolation):
            asked(session, to)


class TestMovingUp:
    def test_t5_a_freed_place_goes_to_the_first_of_its_sector_and_the_mail_says_so(self, session: Session) -> None:
        to = admission(session, places=2, kept={YOUTH: 1})
        young, other = registered(session, to, YOUTH), registered(session, to, BUSINESS)
        waits = [registered(session, to, sector) for sector in (BUSINESS, YOUTH)]
        registering.cancel(session, young)
        assert [one.state for one in waits] == [WAITING, PLACED]
        assert mails(session, waits[1]) == ["confirm", "waiting", "moved-up"]
        assert mails(session, young)[-1] == "cancelled"
        registering.cancel(session, other)
        assert waits[0].state is PLACED

    def test_t5_leaving_the_waiting_list_frees_nothing(self, session: Session) -> None:
        to = admission(session, places=1)
        holds, waits = registered(session, to), registered(session, to)
        registering.cancel(session, waits)
        assert (holds.state, waits.state) == (PLACED, RegistrationState.CANCELLED)
        with pytest.raises(RuleViolation):
            registering.cancel(session, waits)

    def test_t5_more_places_and_who_waits_moves_up(self, session: Session) -> None:
        to = admission(session, places=1)
        made = [registered(session, to) for _n in range(3)]
        admitting.change_admission(session, to, details(to, places=2), version=1, actor=SECRETARIAT)
        assert [one.state for one in made] == [PLACED, PLACED, WAITING]

    def test_t5_nobody_loses_a_place(self, session: Session) -> None:
        to = admission(session, places=3)
        made = [registered(session, to) for _n in range(3)]
        for change in ({"places": 2}, {"kept": {YOUTH: 1}}):
            with pytest.raises(RuleViolation) as refused:
                admitting.change_admission(session, to, details(to, **change), version=1, actor=SECRETARIAT)
            assert refused.value.field == "places"
            session.rollback()
        assert {one.state for one in made} == {PLACED}

    def test_t5_two_people_do_not_overwrite_each_other(self, session: Session) -> None:
        to = admission(session)
        admitting.change_admission(session, to, details(to, places=9), version=1, actor=SECRETARIAT)
        with pytest.raises(RuleViolation):
            admitting.change_admission(session, to, details(to, places=5), version=1, actor=SECRETARIAT)
        assert to.places == 9


class TestFreezing:
    def test_t5_free_sector_places_join_once(self, session: Session) -> None:
        to = admission(session, places=2, kept={YOUTH: 1})
        made = [registered(session, to, BUSINESS) for _n in range(3)]
        assert [one.state for one in made] == [PLACED, WAITING, WAITING]
        with at_freeze(to):
            assert admitting.join_due(session) == 1
            assert admitting.join_due(session) == 0
            assert [one.state for one in made] == [PLACED, PLACED, WAITING]
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "registrations.joined")).all()
        assert [row.detail for row in rows] == [{"moved_up": 1}]

    def test_t5_the_day_itself_decides_and_not_whether_the_job_ran(self, session: Session) -> None:
        to = admission(session, places=3, kept={YOUTH: 1})
        made = [registered(session, to, BUSINESS) for _n in range(4)]
        with at_freeze(to):
            registering.cancel(session, made[0])
        assert made[0].state is RegistrationState.CANCELLED_LATE
        assert [one.state for one in made[1:]] == [PLACED] * 3

    def test_t5_who_waited_is_never_late(self, session: Session) -> None:
        to = admission(session, places=1)
        waits = [registered(session, to) for _n in range(2)][1]
        with at_freeze(to):
            registering.cancel(session, waits)
        assert waits.state is RegistrationState.CANCELLED

    def test_t5_afterwards_the_secretariat_changes_and_registers(self, session: Session) -> None:
        to = admission(session, places=1)
        one = registered(session, to)
        registering.change_needs(session, one, "Een ringleiding")
        with at_freeze(to):
            with pytest.raises(RuleViolation):
                registering.change_needs(session, one, "Niets")
            given = Given("Bo Smit", YOUTH, "Jong Ergens", "bo@voorbeeld.nl", "Niets")
            registering.change(session, one, given, seen=one.changed_at, actor=SECRETARIAT)
            made = registering.enter(session, to, Given("Ada Vos", YOUTH), actor=SECRETARIAT)
        assert (one.needs, one.sector, made.state, made.email) == ("Niets", YOUTH, WAITING, None)
        actions = set(session.scalars(select(AuditEntry.action)))
        assert {"registration.entered", "registration.changed"} <= actions

    def test_t5_nobody_moves_up_on_the_day_itself(self, session: Session) -> None:
        to = admission(session, places=1)
        holds, waits = registered(session, to), registered(session, to)
        assert to.meeting.held_on is not None
        with clock.at(clock.start_of(to.meeting.held_on) + timedelta(hours=8)):
            registering.cancel(session, holds)
        assert waits.state is WAITING


class TestTheSecretariat:
    def test_t5_gives_a_place_out_of_turn_while_one_is_free(self, session: Session) -> None:
        to = admission(session, places=2, kept={YOUTH: 1})
        made = [registered(session, to, BUSINESS) for _n in range(3)]
        registering.give_place(session, made[2], actor=SECRETARIAT)
        assert [one.state for one in made] == [PLACED, WAITING, PLACED]
        with pytest.raises(RuleViolation):
            registering.give_place(session, made[1], actor=SECRETARIAT)

    def test_t5_another_address_gets_the_link_and_the_old_one_works_no_more(self, session: Session) -> None:
        one = registered(session, admission(session), email="tikfout@voorbeeld.nl")
        old = one.link_id
        given = Given(one.name, YOUTH, email="goed@voorbeeld.nl")
        registering.change(session, one, given, seen=one.changed_at, actor=SECRETARIAT)
        assert session.get_one(AccessLink, old).expires_at <= clock.now()
        assert one.link_id not in (None, old)
        assert (one.email, mails(session, one)) == ("goed@voorbeeld.nl", ["place"])
        assert "tikfout@voorbeeld.nl" not in session.scalars(select(OutboxMessage.to_address)).all()
        registering.change(session, one, Given(one.name, YOUTH), seen=one.changed_at, actor=SECRETARIAT)
        assert (one.email, one.link_id) == (None, None)

    def test_t5_who_did_not_confirm_is_asked_again_at_another_address(self, session: Session) -> None:
        one = asked(session, admission(session), email="tikfout@voorbeeld.nl")
        given = Given(one.name, YOUTH, email="goed@voorbeeld.nl")
        registering.change(session, one, given, seen=one.changed_at, actor=SECRETARIAT)
        assert (one.state, mails(session, one)) == (ASKED, ["confirm"])

    def test_t5_nobody_is_entered_twice(self, session: Session) -> None:
        to = admission(session)
        registered(session, to, name="Bo Smit", email="bo@voorbeeld.nl")
        with pytest.raises(RuleViolation) as refused:
            registering.enter(session, to, Given("bo smit", YOUTH, email="Bo@voorbeeld.nl"), actor=SECRETARIAT)
        assert refused.value.field == "name"

    def test_t5_a_meeting_that_is_moved_forward_is_frozen_on_its_day(self, session: Session) -> None:
        to = admission(session)
        to.meeting.held_on = clock.today()
        session.flush()
        with pytest.raises(RuleViolation):
            asked(session, to)

    def test_t5_who_changes_what_somebody_else_just_changed_is_told(self, session: Session) -> None:
        one = registered(session, admission(session))
        seen = one.changed_at
        given = Given("Bo Smit", YOUTH)
        with clock.at(clock.now() + timedelta(minutes=1)):
            registering.change(session, one, given, seen=seen, actor=SECRETARIAT)
        with pytest.raises(RuleViolation):
            registering.change(session, one, given, seen=seen, actor=SECRETARIAT)

    def test_t5_what_cannot_be_set(self, session: Session) -> None:
        meeting = broad_meeting(session)
        assert meeting.held_on is not None
        today = clock.today()
        before = meeting.held_on - timedelta(days=1)
        good = AdmissionDetails(10, today, before)
        wrong = {
            "places": [AdmissionDetails(0, today, before), AdmissionDetails(2, today, before, {YOUTH: 3})],
            "freezes_on": [AdmissionDetails(5, today, today), AdmissionDetails(5, today, meeting.held_on)],
        }
        for field, cases in wrong.items():
            for case in cases:
                with pytest.raises(RuleViolation) as refused:
                    admitting.open_admission(session, meeting, case, actor=SECRETARIAT)
                assert refused.value.field == field
        meeting.kind = MeetingKind.TABLE
        with pytest.raises(RuleViolation):
            admitting.open_admission(session, meeting, good, actor=SECRETARIAT)
        meeting.kind, meeting.held_on = MeetingKind.BROAD, None
        with pytest.raises(RuleViolation):
            admitting.open_admission(session, meeting, good, actor=SECRETARIAT)


class TestTelling:
    def test_t5_a_changed_day_is_told_once_to_who_comes_or_waits(self, session: Session) -> None:
        to = admission(session, places=1)
        holds, waits, gone = (registered(session, to) for _n in range(3))
        registering.cancel(session, gone)
        assert telling.tell_changes(session) == 0
        to.meeting.place = "Ergens anders"
        session.flush()
        assert (telling.tell_changes(session), telling.tell_changes(session)) == (1, 0)
        assert [mails(session, one).count("changed") for one in (holds, waits, gone)] == [1, 1, 0]
        to.meeting.cancelled_at = clock.now()
        session.flush()
        telling.tell_changes(session)
        to.meeting.place = "Nergens"
        session.flush()
        assert telling.tell_changes(session) == 0, "who knows that it is off is not told so twice"
        assert [mails(session, one).count("called-off") for one in (holds, waits, gone)] == [1, 1, 0]

    def test_t5_a_reminder_a_week_before_and_one(self, session: Session) -> None:
        to = admission(session, places=1)
        holds, waits = registered(session, to), registered(session, to)
        assert to.meeting.held_on is not None
        assert telling.remind(session) == 0
        with clock.at(clock.start_of(to.meeting.held_on - timedelta(days=6))):
            assert (telling.remind(session), telling.remind(session)) == (1, 0)
        assert mails(session, holds)[-1] == "reminder"
        assert "reminder" not in mails(session, waits)

    def test_t5_who_moved_up_this_week_was_just_told(self, session: Session) -> None:
        to = admission(session, places=1)
        holds, waits = registered(session, to), registered(session, to)
        assert to.meeting.held_on is not None
        with clock.at(clock.start_of(to.meeting.held_on - timedelta(days=5))):
            registering.cancel(session, holds)
            assert waits.state is PLACED
            assert telling.remind(session) == 0
