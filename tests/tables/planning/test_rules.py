"""Planning a year through the rules: proposed, adjusted, polled, fixed (T4, R79, R95, R105)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.calendar import rules as invitations
from dialoog.meetings.models import Meeting, MeetingKind
from dialoog.organisations.models import Part
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning import polls, rules, school_holidays
from dialoog.tables.planning.models import (
    Cycle,
    DatePoll,
    Liking,
    Phase,
    PlannedDate,
    PollAnswer,
    Region,
    SchoolHoliday,
)
from dialoog.tables.planning.proposing import NOTICE
from dialoog.tables.planning.queries import current_cycle, dates_of, last_poll, met_by, open_polls_of
from dialoog.tables.planning.rules import Rhythm
from dialoog.tables.planning.school_holidays import Row
from dialoog.terms.calendar import is_free
from tests.factories import accounts, tables

RHYTHM = Rhythm(4, time(13), time(16), weekday=1, place="Utrecht")


@pytest.fixture
def table(session: Session) -> DialogueTable:
    return tables.table(session)


@pytest.fixture
def people(session: Session, table: DialogueTable) -> list[Person]:
    """Who sits at the table."""
    found = [accounts.person(session, name=name) for name in ("Jip Vos", "Mees Kok")]
    for person in found:
        tables.member(session, table, person)
    return found


@pytest.fixture
def cycle(session: Session, table: DialogueTable, people: list[Person]) -> Cycle:
    """Next year of the table."""
    return rules.start_cycle(session, table, clock.today().year + 1, RHYTHM, actor=SYSTEM)


def fits(cycle: Cycle, session: Session) -> list[PlannedDate]:
    return [one for one in dates_of(session, cycle) if one.day]


def later(cycle: Cycle, month: int = 6) -> date:
    """The first working Wednesday of a month."""
    day = date(cycle.year, month, 1)
    while day.weekday() != 2 or is_free(day):
        day += timedelta(days=1)
    return day


class TestProposing:
    def test_t4_a_year_begins_with_as_many_dates_as_wished(self, session: Session, cycle: Cycle) -> None:
        found = dates_of(session, cycle)
        assert len(found) == 4
        for one in found:
            assert one.day or one.why
            assert not one.day or is_free(one.day) is None

    def test_t4_a_school_holiday_and_a_table_that_shares_a_member_move_a_date_and_say_so(
        self, session: Session, cycle: Cycle, people: list[Person]
    ) -> None:
        [*_before, third, fourth] = fits(cycle, session)
        taken, school = third.day or date.max, fourth.day or date.max
        other = tables.table(session, name="Tafel Geluid")
        tables.member(session, other, people[0], Part.STAND_IN)
        tables.meeting(session, other, held_on=taken)
        tables.meeting(session, tables.table(session, name="Vreemde tafel"), held_on=fits(cycle, session)[0].day)
        session.add(SchoolHoliday(region=Region.SOUTH, name="herfstvakantie", first_day=school, last_day=school))
        rules.propose_again(session, cycle, version=1, actor=SYSTEM)
        [*_before, third, fourth] = fits(cycle, session)
        assert third.day != taken
        assert "dan komt Tafel Geluid bijeen, met iemand van deze tafel" in third.why
        assert fourth.day != school
        assert "dan is het herfstvakantie (zuid)" in fourth.why
        assert not any("Vreemde" in one.why for one in dates_of(session, cycle))

    def test_a_region_that_is_not_chosen_does_not_count(self, session: Session, cycle: Cycle) -> None:
        year = {"first_day": date(cycle.year, 1, 1), "last_day": date(cycle.year, 12, 31)}
        session.add(SchoolHoliday(region=Region.SOUTH, name="zomervakantie", **year))
        rules.change_rhythm(
            session, cycle, Rhythm(4, time(13), time(16), regions=[Region.NORTH]), version=1, actor=SYSTEM
        )
        assert fits(cycle, session)
        rules.change_rhythm(session, cycle, RHYTHM, version=2, actor=SYSTEM)
        assert fits(cycle, session) == []
        assert all("schoolvakantie" in one.why for one in dates_of(session, cycle))

    @pytest.mark.parametrize(
        ("year", "rhythm", "field"),
        [
            (9, RHYTHM, "year"),
            (-1, RHYTHM, "year"),
            (1, RHYTHM, "year"),
            (2, Rhythm(0, time(13), time(16)), "meetings"),
            (2, Rhythm(4, time(13), time(12)), "ends"),
        ],
        ids=["after the term", "before it", "twice", "never", "backwards"],
    )
    def test_a_year_that_cannot_be_is_refused(
        self, session: Session, cycle: Cycle, year: int, rhythm: Rhythm, field: str
    ) -> None:
        with pytest.raises(RuleViolation) as refusal:
            rules.start_cycle(session, cycle.table, clock.today().year + year, rhythm, actor=SYSTEM)
        assert refusal.value.field == field


class TestAdjusting:
    def test_t4_a_weekend_a_holiday_and_a_clash_are_refused_with_the_reason(
        self, session: Session, cycle: Cycle, people: list[Person]
    ) -> None:
        other = tables.table(session, name="Tafel Geluid")
        tables.member(session, other, people[0])
        tables.meeting(session, other, held_on=later(cycle))
        weekend = later(cycle) + timedelta(days=3)
        for day, why in (
            (weekend, "weekend"),
            (date(cycle.year, 12, 25), "kerstdag|weekend"),
            (later(cycle), "Tafel Geluid"),
        ):
            with pytest.raises(RuleViolation, match=why):
                rules.add_date(session, cycle, day, despite=True, version=cycle.version, actor=SYSTEM)

    def test_t4_a_school_holiday_only_on_purpose(self, session: Session, cycle: Cycle) -> None:
        day = later(cycle)
        session.add(SchoolHoliday(region=Region.NORTH, name="meivakantie", first_day=day, last_day=day))
        with pytest.raises(RuleViolation, match="Zet dan het vinkje"):
            rules.add_date(session, cycle, day, version=cycle.version, actor=SYSTEM)
        made = rules.add_date(session, cycle, day, despite=True, version=cycle.version, actor=SYSTEM)
        assert "meivakantie (noord)" in made.why
        with pytest.raises(RuleViolation, match="al in de lijst"):
            rules.add_date(session, cycle, day, despite=True, version=cycle.version, actor=SYSTEM)
        rules.remove_date(session, cycle, made, version=cycle.version, actor=SYSTEM)
        assert day not in [one.day for one in fits(cycle, session)]

    def test_t4_within_six_weeks_only_on_purpose(self, session: Session, table: DialogueTable) -> None:
        with clock.at(datetime(clock.today().year, 3, 2, 12, tzinfo=UTC)):
            cycle = rules.start_cycle(session, table, clock.today().year, RHYTHM, actor=SYSTEM)
            assert all(one.day >= clock.today() + NOTICE for one in fits(cycle, session) if one.day)
            day = clock.today() + timedelta(days=20)
            while is_free(day):
                day += timedelta(days=1)
            with pytest.raises(RuleViolation, match="zes weken"):
                rules.add_date(session, cycle, day, version=cycle.version, actor=SYSTEM)
            assert rules.add_date(session, cycle, day, despite=True, version=cycle.version, actor=SYSTEM)

    def test_a_day_outside_the_year_is_refused(self, session: Session, cycle: Cycle) -> None:
        with pytest.raises(RuleViolation, match=str(cycle.year)):
            rules.add_date(session, cycle, date(cycle.year + 1, 3, 3), version=1, actor=SYSTEM)

    def test_two_who_plan_at_once_do_not_undo_each_other(self, session: Session, cycle: Cycle) -> None:
        rules.add_date(session, cycle, later(cycle), version=1, actor=SYSTEM)
        for act in (
            lambda: rules.propose_again(session, cycle, version=1, actor=SYSTEM),
            lambda: rules.fix(session, cycle, [fits(cycle, session)[0].id], version=1, actor=SYSTEM),
            lambda: rules.set_phase(session, cycle, Phase.EVALUATION, version=1, actor=SYSTEM),
        ):
            with pytest.raises(Conflict):
                act()
        assert later(cycle) in [one.day for one in fits(cycle, session)]


class TestFixing:
    def test_t4_fixed_dates_are_meetings_and_everybody_is_invited(
        self, session: Session, cycle: Cycle, people: list[Person]
    ) -> None:
        first, second, *_rest = fits(cycle, session)
        made = rules.fix(session, cycle, [first.id, second.id], version=1, actor=SYSTEM)
        assert [meeting.held_on for meeting in made] == [first.day, second.day]
        meeting = made[0]
        assert (meeting.kind, meeting.body_kind, meeting.body_id) == (MeetingKind.TABLE, *cycle.table.body)
        begins = clock.local(meeting.begins_at or clock.now())
        assert (begins.time(), meeting.place, meeting.wanted) == (time(13), "Utrecht", cycle.table.wanted)
        assert {one.person for one in invitations.standing(session, meeting)} == set(people)
        assert met_by(session, cycle) == [first.day, second.day]
        rules.propose_again(session, cycle, version=2, actor=SYSTEM)
        assert len(dates_of(session, cycle)) == 4
        with pytest.raises(RuleViolation, match="vastgelegd"):
            rules.remove_date(session, cycle, first, version=3, actor=SYSTEM)
        actions = session.scalars(select(AuditEntry.action)).all()
        assert {"cycle.started", "cycle.dates-fixed", "meeting.invited", "cycle.proposed"} <= set(actions)

    def test_t4_a_day_that_another_table_took_since_is_not_fixed(
        self, session: Session, cycle: Cycle, people: list[Person]
    ) -> None:
        first, second, *_rest = fits(cycle, session)
        other = tables.table(session, name="Tafel Geluid")
        tables.member(session, other, people[1])
        tables.meeting(session, other, held_on=second.day)
        before = session.scalars(select(Meeting.id)).all()
        with pytest.raises(RuleViolation, match="Tafel Geluid"), session.begin_nested():
            rules.fix(session, cycle, [first.id, second.id], version=1, actor=SYSTEM)
        assert session.scalars(select(Meeting.id)).all() == before

    def test_nothing_chosen_is_refused(self, session: Session, cycle: Cycle) -> None:
        with pytest.raises(RuleViolation, match="Kies"):
            rules.fix(session, cycle, [-1, 999_999], version=1, actor=SYSTEM)

    def test_what_was_called_off_is_proposed_again_on_another_day(self, session: Session, cycle: Cycle) -> None:
        first = fits(cycle, session)[0]
        [meeting] = rules.fix(session, cycle, [first.id], version=1, actor=SYSTEM)
        invitations.cancel(session, meeting, sequence=0, actor=SYSTEM)
        rules.propose_again(session, cycle, version=2, actor=SYSTEM)
        days = [one.day for one in fits(cycle, session)]
        assert len(days) == len(set(days)) == 5


class TestPolling:
    @pytest.fixture
    def poll(self, session: Session, cycle: Cycle) -> DatePoll:
        return polls.start(session, cycle, closes_on=clock.today() + timedelta(days=14), actor=SYSTEM)

    def test_t4_members_say_what_suits_and_may_change_it(
        self, session: Session, poll: DatePoll, people: list[Person]
    ) -> None:
        first, second, *_rest = fits(poll.cycle, session)
        jip = people[0].id
        polls.answer(session, poll, jip, {first.id: Liking.YES, second.id: Liking.NO, 999_999: Liking.YES})
        polls.answer(session, poll, jip, {first.id: Liking.RATHER_NOT})
        said = {one.date_id: one.value for one in session.scalars(select(PollAnswer))}
        assert said == {first.id: Liking.RATHER_NOT, second.id: Liking.NO}
        assert open_polls_of(session, jip) == [poll]

    def test_only_who_sits_there_answers_and_only_while_it_runs(
        self, session: Session, poll: DatePoll, people: list[Person]
    ) -> None:
        first = fits(poll.cycle, session)[0]
        stranger, contact = (accounts.person(session, name=name) for name in ("Vreemde", "Contact"))
        tables.member(session, poll.cycle.table, contact, Part.CONTACT)
        for person in (stranger, contact):
            with pytest.raises(RuleViolation, match="aan de tafel zit"):
                polls.answer(session, poll, person.id, {first.id: Liking.YES})
        assert open_polls_of(session, stranger.id) == []
        with clock.at(clock.now() + timedelta(days=15)), pytest.raises(RuleViolation, match="gesloten"):
            polls.answer(session, poll, people[0].id, {first.id: Liking.YES})
        polls.close(session, poll, actor=SYSTEM)
        with pytest.raises(RuleViolation, match="gesloten"):
            polls.answer(session, poll, people[0].id, {first.id: Liking.YES})
        with pytest.raises(RuleViolation, match="al gesloten"):
            polls.close(session, poll, actor=SYSTEM)

    def test_one_poll_at_a_time_and_dates_stay_while_it_runs(self, session: Session, poll: DatePoll) -> None:
        soon = clock.today() + timedelta(days=5)
        with pytest.raises(RuleViolation, match="loopt al"):
            polls.start(session, poll.cycle, closes_on=soon, actor=SYSTEM)
        with pytest.raises(RuleViolation, match="Sluit die eerst"), session.begin_nested():
            rules.propose_again(session, poll.cycle, version=1, actor=SYSTEM)
        with clock.at(clock.now() + timedelta(days=20)):
            again = polls.start(session, poll.cycle, closes_on=clock.today() + timedelta(days=5), actor=SYSTEM)
            assert last_poll(session, poll.cycle) == again

    def test_fixing_ends_the_poll_and_removing_a_date_forgets_what_was_said_of_it(
        self, session: Session, poll: DatePoll, people: list[Person]
    ) -> None:
        first, second, *_rest = fits(poll.cycle, session)
        polls.answer(session, poll, people[0].id, {first.id: Liking.YES, second.id: Liking.NO})
        rules.remove_date(session, poll.cycle, second, version=1, actor=SYSTEM)
        assert session.scalars(select(PollAnswer.date_id)).all() == [first.id]
        rules.fix(session, poll.cycle, [first.id], version=2, actor=SYSTEM)
        assert poll.closed_at is not None

    def test_only_who_was_silent_is_reminded(self, session: Session, poll: DatePoll, people: list[Person]) -> None:
        polls.answer(session, poll, people[0].id, {fits(poll.cycle, session)[0].id: Liking.YES})
        assert polls.remind(session, poll) == 1
        with clock.at(clock.now() + timedelta(days=20)):
            assert polls.remind(session, poll) == 0

    @pytest.mark.parametrize("days", [0, -1, 100])
    def test_a_day_that_cannot_be_is_refused(self, session: Session, cycle: Cycle, days: int) -> None:
        with pytest.raises(RuleViolation) as refusal:
            polls.start(session, cycle, closes_on=clock.today() + timedelta(days=days), actor=SYSTEM)
        assert refusal.value.field == "closes_on"

    def test_a_table_without_people_or_dates_is_not_polled(self, session: Session, table: DialogueTable) -> None:
        cycle = rules.start_cycle(session, table, clock.today().year + 2, RHYTHM, actor=SYSTEM)
        soon = clock.today() + timedelta(days=5)
        with pytest.raises(RuleViolation, match="niemand"):
            polls.start(session, cycle, closes_on=soon, actor=SYSTEM)
        for one in dates_of(session, cycle):
            rules.remove_date(session, cycle, one, version=cycle.version, actor=SYSTEM)
        with pytest.raises(RuleViolation, match="geen datums"):
            polls.start(session, cycle, closes_on=soon, actor=SYSTEM)

    def test_p3_what_was_said_is_forgotten_a_year_later(
        self, session: Session, poll: DatePoll, people: list[Person]
    ) -> None:
        polls.answer(session, poll, people[0].id, {fits(poll.cycle, session)[0].id: Liking.YES})
        with clock.at(clock.now() + timedelta(days=370)):
            assert polls.forget_old(session) == 0
        with clock.at(clock.now() + timedelta(days=385)):
            assert polls.forget_old(session) == 1
        assert session.scalars(select(PollAnswer)).all() == []


class TestCycle:
    def test_r95_one_phase_is_current(self, session: Session, cycle: Cycle) -> None:
        rules.set_phase(session, cycle, Phase.MONITORING, version=1, actor=SYSTEM)
        assert (cycle.phase, cycle.version) == (Phase.MONITORING, 2)
        assert current_cycle(session, cycle.table) is None
        with clock.at(datetime(cycle.year, 5, 1, tzinfo=UTC)):
            assert current_cycle(session, cycle.table) == cycle

    def test_r105_a_goal_is_adjusted_with_a_reason_and_the_old_one_stays(
        self, session: Session, table: DialogueTable
    ) -> None:
        rules.set_goal(session, table, "Schone lucht in 2050.", reason="", seen=0, actor=SYSTEM)
        with pytest.raises(RuleViolation) as refusal:
            rules.set_goal(session, table, "Schone lucht in 2045.", reason=" ", seen=1, actor=SYSTEM)
        assert refusal.value.field == "reason"
        rules.set_goal(session, table, "Schone lucht in 2045.", reason="Het kan sneller.", seen=1, actor=SYSTEM)
        with pytest.raises(Conflict):
            rules.set_goal(session, table, "Anders", reason="x", seen=1, actor=SYSTEM)
        with pytest.raises(RuleViolation):
            rules.set_goal(session, table, " ", reason="x", seen=2, actor=SYSTEM)
        assert [(one.n, one.text) for one in rules.goals_of(session, table)] == [
            (2, "Schone lucht in 2045."),
            (1, "Schone lucht in 2050."),
        ]


class TestSchoolHolidays:
    def test_the_first_real_table_takes_away_the_samples_and_the_same_again_changes_nothing(
        self, session: Session
    ) -> None:
        sample = Row(Region.NORTH, "voorbeeldvakantie", date(2027, 2, 1), date(2027, 2, 7))
        school_holidays.keep(session, [sample], sample=True, actor=SYSTEM)
        real = Row(Region.NORTH, "voorjaarsvakantie", date(2027, 2, 20), date(2027, 2, 28))
        assert school_holidays.keep(session, [real], actor=SYSTEM) == (1, 0)
        assert [one.name for one in session.scalars(select(SchoolHoliday))] == ["voorjaarsvakantie"]
        assert school_holidays.keep(session, [real], actor=SYSTEM) == (0, 0)
        longer = Row(Region.NORTH, "voorjaarsvakantie", date(2027, 2, 20), date(2027, 3, 1))
        assert school_holidays.keep(session, [longer], actor=SYSTEM) == (0, 1)

    @pytest.mark.parametrize("between", [";", ","])
    def test_a_table_is_read_however_a_spreadsheet_writes_it(self, between: str) -> None:
        lines = ["Naam;Regio;Van;Tot en met", "zomervakantie;Noord;10-7-2027;2027-08-22", ";;;", ""]
        text = "\r\n".join(lines).replace(";", between)
        found = school_holidays.read(text.encode("utf-8-sig"))
        assert found.findings == []
        assert found.rows == [Row(Region.NORTH, "zomervakantie", date(2027, 7, 10), date(2027, 8, 22))]

    def test_what_is_wrong_is_said_row_by_row(self) -> None:
        rows = [
            "regio;naam;van;tot en met",
            "west;zomervakantie;2027-07-10;2027-08-22",
            "noord;;2027-07-10;2027-08-22",
            "noord;zomervakantie;10 juli;2027-08-22",
            "noord;zomervakantie;2027-08-22;2027-07-10",
            "noord;zomervakantie;2027-01-10;2027-07-10",
            "zuid;zomervakantie;2027-02-30;2027-07-10",
            "zuid;herfst",
        ]
        found = school_holidays.read("\n".join(rows).encode("cp1252"))
        assert found.rows == []
        assert [line for line, _text in found.findings] == [2, 3, 4, 5, 6, 7, 8, 8]
        for words in ("geen regio", "naam ontbreekt", "‘10 juli’", "voor de eerste", "Zo lang"):
            assert any(words in text for _line, text in found.findings)

    @pytest.mark.parametrize(
        "content", [b"", b"a;b\n1;2", b"regio;naam;van;tot en met\n", b"x" * 300_000, b"\x00\x01;\n"]
    )
    def test_what_is_no_such_table_is_refused(self, content: bytes) -> None:
        with pytest.raises(RuleViolation) as refusal:
            school_holidays.read(content)
        assert refusal.value.field == "file"

    def test_a_holiday_given_twice_is_found(self) -> None:
        line = "noord;zomervakantie;2027-07-10;2027-08-22"
        found = school_holidays.read(f"regio;naam;van;tot en met\n{line}\n{line}".encode())
        assert len(found.findings) == 1
