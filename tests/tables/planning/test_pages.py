"""The pages of planning: the secretariat's, and those of members (T4)."""

import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Part
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning import polls, rules
from dialoog.tables.planning.models import Cycle, DatePoll, Liking, Phase, PollAnswer, SchoolHoliday
from dialoog.tables.planning.queries import cycles_of, dates_of, goals_of
from dialoog.terms.calendar import is_free
from tests.contributions.pages import get, hidden_fields, send, written
from tests.factories import accounts, tables
from tests.support.pages import secretary, token_in
from tests.support.queries import counted_queries
from tests.tables.planning.test_rules import RHYTHM

LINK = re.compile(r"https?://[^/\s]+(/datumpeiling/[^\s\"]+)")
FILLED = {"meetings": "4", "weekday": "1", "begins": "13:00", "ends": "16:00", "place": "Utrecht", "regions": ["noord"]}


@pytest.fixture
def table(session: Session) -> DialogueTable:
    """A table with two members."""
    made = tables.table(session)
    for name in ("Jip Vos", "Mees Kok"):
        tables.member(session, made, accounts.person(session, name=name))
    session.commit()
    return made


@pytest.fixture
def cycle(session: Session, table: DialogueTable) -> Cycle:
    made = rules.start_cycle(session, table, clock.today().year + 1, RHYTHM, actor=SYSTEM)
    session.commit()
    return made


@pytest.fixture
def poll(session: Session, cycle: Cycle) -> DatePoll:
    made = polls.start(session, cycle, closes_on=clock.today() + timedelta(days=14), actor=SYSTEM)
    session.commit()
    return made


def planning(table: DialogueTable, year: int | None = None, page: str = "") -> str:
    address = f"/werk/tafels/{table.slug}/planning"
    return f"{address}/{year}{page}" if year else address


def post(client: FlaskClient, address: str, on: str, **fields: object) -> str:
    """Press a button of a page that acts at another address; what the page then tells."""
    page = get(client, on)
    token = token_in(page)
    answer = client.post(address, data={"csrf_token": token, **fields})
    assert answer.status_code == 302, answer.text
    return get(client, answer.location)


def members(session: Session) -> list[Person]:
    return list(session.scalars(select(Person).where(Person.name.in_(["Jip Vos", "Mees Kok"])).order_by(Person.name)))


class TestPlanning:
    def test_t4_a_year_is_made_polled_and_fixed(
        self, client: FlaskClient, session: Session, table: DialogueTable
    ) -> None:
        secretary(client, session)
        year = clock.today().year + 1
        assert "Er is nog geen jaar gepland" in get(client, planning(table))
        assert send(client, planning(table), {**FILLED, "year": str(year)}).location == planning(table, year)
        page = get(client, planning(table, year))
        assert "0 van 4 bijeenkomsten" in page
        [cycle] = cycles_of(session, table)
        keys = [one.id for one in dates_of(session, cycle) if one.day]
        closes = str(clock.today() + timedelta(days=10))
        told = post(client, planning(table, year, "/peiling"), planning(table, year), closes_on=closes)
        assert "De peiling loopt. Iedereen aan de tafel krijgt een mail." in told
        assert "2 leden antwoordden nog niet." in told
        fields = {"version": "1", "datum": [str(key) for key in keys]}
        told = post(client, planning(table, year, "/vastleggen"), planning(table, year, "/peiling"), **fields)
        assert f"{len(keys)} bijeenkomsten zijn vastgelegd." in told
        session.expire_all()
        meetings = session.scalars(select(Meeting)).all()
        assert len(meetings) == len(keys)
        assert {is_free(meeting.held_on) for meeting in meetings if meeting.held_on} == {None}
        assert "Er is niets meer om over te peilen." in get(client, planning(table, year, "/peiling"))
        assert send(client, planning(table), {**FILLED, "year": str(year)}).status_code == 400

    def test_t4_a_date_is_added_and_removed_with_the_reason_why_not(
        self, client: FlaskClient, session: Session, cycle: Cycle
    ) -> None:
        other = rules.start_cycle(session, tables.table(session), cycle.year, RHYTHM, actor=SYSTEM)
        session.commit()
        theirs = dates_of(session, other)[0].id
        secretary(client, session)
        here = planning(cycle.table, cycle.year)
        sunday = next(day for n in range(7) if (day := date(cycle.year, 6, 1) + timedelta(days=n)).weekday() == 6)
        wrong = send(client, here, {"day": str(sunday), "version": "1"})
        assert wrong.status_code == 400
        assert "dat is in het weekend" in wrong.text
        assert str(sunday) in wrong.text
        wednesday = sunday + timedelta(days=3)
        session.add(SchoolHoliday(region="noord", name="juniweek", first_day=wednesday, last_day=wednesday))
        session.commit()
        assert "juniweek (noord)" in send(client, here, {"day": str(wednesday), "version": "1"}).text
        assert send(client, here, {"day": str(wednesday), "despite": "y", "version": "1"}).status_code == 302
        late = send(client, here, {"day": str(wednesday + timedelta(days=1)), "version": "1"})
        assert late.status_code == 409
        assert "Iemand anders" in late.text
        session.expire_all()
        added = next(one for one in dates_of(session, cycle) if one.day == wednesday)
        told = post(client, f"{here}/datums/{added.id}/weg", here, version="2")
        assert "De datum is uit de lijst." in told
        fields = {"csrf_token": token_in(get(client, here)), "version": "3"}
        assert client.post(f"{here}/datums/{theirs}/weg", data=fields).status_code == 404

    def test_the_rhythm_the_phase_and_new_proposals(self, client: FlaskClient, session: Session, cycle: Cycle) -> None:
        secretary(client, session)
        here = planning(cycle.table, cycle.year)
        assert send(client, f"{here}/ritme", {**FILLED, "meetings": "6", "version": "1"}).location == here
        assert send(client, f"{here}/ritme", {**FILLED, "meetings": "60", "version": "2"}).status_code == 400
        late = send(client, f"{here}/ritme", {**FILLED, "meetings": "3", "version": "1"})
        assert late.status_code == 409
        assert "6 bijeenkomsten (gewoon is 3 of 4)" in late.text
        assert send(client, f"{here}/fase", {"phase": "evaluatie"}).location == here
        assert send(client, f"{here}/fase", {"phase": "evaluatie", "version": "1"}).status_code == 409
        session.expire_all()
        assert (cycle.phase, cycle.meetings) == (Phase.EVALUATION, 6)
        assert "nieuw voorstel" in post(client, f"{here}/opnieuw", here, version="3")

    def test_r105_the_goal_is_adjusted_and_two_do_not_overwrite_each_other(
        self, client: FlaskClient, session: Session, table: DialogueTable
    ) -> None:
        secretary(client, session)
        here = f"/werk/tafels/{table.slug}/doel"
        assert send(client, here, {"text": "Schone lucht in 2050."}).location == planning(table)
        assert send(client, here, {"text": "Schone lucht in 2045."}).status_code == 400
        better = {"text": "Schone lucht in 2045.", "reason": "Het kan sneller."}
        assert send(client, here, better).status_code == 302
        late = send(client, here, {**better, "text": "Iets anders.", "seen": "1"})
        assert late.status_code == 409
        assert "Iets anders." in late.text
        assert len(goals_of(session, table)) == 2

    def test_what_is_not_there_is_not_found(self, client: FlaskClient, session: Session, cycle: Cycle) -> None:
        secretary(client, session)
        for address in (
            planning(cycle.table, 1999),
            "/werk/tafels/bestaat-niet/planning",
            planning(cycle.table, cycle.year, "/peiling"),
        ):
            get(client, address, 404)

    def test_refusals_of_buttons_are_told(self, client: FlaskClient, session: Session, poll: DatePoll) -> None:
        secretary(client, session)
        here = planning(poll.cycle.table, poll.cycle.year)
        assert "Sluit die eerst" in post(client, f"{here}/opnieuw", here, version="1")
        assert "Kies een of meer datums." in post(client, f"{here}/vastleggen", here, version="1")
        assert "De peiling is gesloten." in post(client, f"{here}/peiling/sluiten", f"{here}/peiling")
        assert "al gesloten" in post(client, f"{here}/peiling/sluiten", f"{here}/peiling")
        yesterday = str(clock.today() - timedelta(days=1))
        fields = {"csrf_token": token_in(get(client, here)), "closes_on": yesterday}
        assert client.post(f"{here}/peiling", data=fields).status_code == 400


class TestMembers:
    def link(self, app: Flask, session: Session, settings: Settings, person: Person) -> str:
        query = select(OutboxMessage).where(OutboxMessage.kind == polls.MAIL, OutboxMessage.to_address == person.email)
        told = written(app, session, settings, session.scalars(query.order_by(OutboxMessage.id)).all()[-1])
        assert told is not None
        assert set(LINK.findall(told["plain"])) == set(LINK.findall(told["html"]))
        [link] = LINK.findall(told["plain"])
        return link

    def choices(self, session: Session, poll: DatePoll, *values: str) -> dict[str, str]:
        dates = polls.choices(session, poll.cycle)
        return {f"datum_{one.id}": values[n % len(values)] for n, one in enumerate(dates)}

    def test_t4_a_member_answers_by_the_link_and_changes_it(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, poll: DatePoll
    ) -> None:
        jip, _mees = members(session)
        link = self.link(app, session, settings, jip)
        get(client, link)
        assert session.scalars(select(PollAnswer)).all() == []
        assert send(client, link, {}).status_code == 400
        for value in ("nee", "liever-niet"):
            assert send(client, link, self.choices(session, poll, value)).location == link
        session.expire_all()
        said = session.scalars(select(PollAnswer)).all()
        assert {(one.person_id, one.value) for one in said} == {(jip.id, Liking.RATHER_NOT)}
        assert "U hebt geantwoord." in get(client, link)
        polls.close(session, poll, actor=SYSTEM)
        session.commit()
        get(client, link, 410)

    def test_the_link_of_who_left_the_table_ends(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, poll: DatePoll
    ) -> None:
        jip, _mees = members(session)
        link = self.link(app, session, settings, jip)
        jip.active = False
        session.commit()
        get(client, link, 410)

    def test_t4_a_member_answers_logged_in_and_a_stranger_does_not(
        self, client: FlaskClient, session: Session, poll: DatePoll
    ) -> None:
        jip, _mees = members(session)
        address = f"/mijn/datumpeilingen/{poll.id}"
        accounts.log_in(client, session, accounts.person(session, name="Vreemde"))
        get(client, address, 404)
        assert "Er wordt u nu niets gevraagd" in get(client, "/mijn/datumpeilingen")
        accounts.log_in(client, session, jip)
        assert address in get(client, "/mijn/datumpeilingen")
        assert send(client, address, self.choices(session, poll, "ja")).location == address
        secretary(client, session)
        page = get(client, planning(poll.cycle.table, poll.cycle.year, "/peiling"))
        assert "1 lid antwoordde nog niet." in page
        assert "Jip Vos" in page
        assert "1 ja" in page

    def test_t4_nobody_is_shown_a_poll_they_cannot_answer(
        self, client: FlaskClient, session: Session, poll: DatePoll
    ) -> None:
        contact, former = (accounts.person(session, name=name) for name in ("Cas Contact", "Wim Weg"))
        tables.member(session, poll.cycle.table, contact, Part.CONTACT)
        tables.member(session, poll.cycle.table, former, until=clock.today())
        session.commit()
        for person in (contact, former):
            accounts.log_in(client, session, person)
            get(client, f"/mijn/datumpeilingen/{poll.id}", 404)
            assert "Er wordt u nu niets gevraagd" in get(client, "/mijn/datumpeilingen")

    def test_p2_what_was_said_in_a_poll_that_is_over_is_shown(
        self, client: FlaskClient, session: Session, poll: DatePoll
    ) -> None:
        jip, _mees = members(session)
        key = polls.choices(session, poll.cycle)[0].id
        polls.answer(session, poll, jip.id, {key: Liking.RATHER_NOT})
        polls.close(session, poll, actor=SYSTEM)
        session.commit()
        accounts.log_in(client, session, jip)
        assert "Liever niet" in get(client, "/mijn/datumpeilingen")

    def test_a_mail_about_a_poll_that_is_over_is_not_sent(
        self, app: Flask, session: Session, settings: Settings, poll: DatePoll
    ) -> None:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == polls.MAIL)).all()
        assert len(mails) == 2
        polls.close(session, poll, actor=SYSTEM)
        session.commit()
        assert [written(app, session, settings, mail) for mail in mails] == [None, None]


class TestSchoolHolidays:
    PAGE = "/werk/schoolvakanties"

    def give(self, client: FlaskClient, content: str) -> str:
        page = get(client, self.PAGE)
        fields = {**hidden_fields(page), "file": (io.BytesIO(content.encode()), "vakanties.csv")}
        answer = client.post(self.PAGE, data=fields, content_type="multipart/form-data")
        return get(client, answer.location) if answer.status_code == 302 else answer.text

    def test_a_table_is_taken_in_or_refused_row_by_row(self, client: FlaskClient, session: Session) -> None:
        secretary(client, session)
        assert "Er zijn geen vakanties bekend" in get(client, self.PAGE)
        year = clock.today().year + 1
        head, good = "regio;naam;van;tot en met", f"noord;zomervakantie;{year}-07-10;{year}-08-22"
        page = self.give(client, f"{head}\n{good}\nwest;x;1;2")
        assert "Er is niets opgeslagen" in page
        assert "Regel 3:" in page
        assert session.scalars(select(SchoolHoliday)).all() == []
        assert "1 vakantie erbij." in self.give(client, f"{head}\n{good}")
        assert "Er is niets gewijzigd." in self.give(client, f"{head}\n{good}")
        assert "Dit ontbreekt" in self.give(client, "a;b")
        session.expire_all()
        [kept] = session.scalars(select(SchoolHoliday))
        assert "is verwijderd" in post(client, f"{self.PAGE}/{kept.id}/weg", self.PAGE)
        fields = {"csrf_token": token_in(get(client, self.PAGE))}
        assert client.post(f"{self.PAGE}/{kept.id}/weg", data=fields).status_code == 404


def test_t6_the_calendar_of_a_table_holds_its_meetings_alone(client: FlaskClient, session: Session) -> None:
    one, other = tables.table(session), tables.table(session)
    tables.meeting(session, one, title="Van deze tafel")
    tables.meeting(session, other, title="Van een andere")
    session.commit()
    feed = client.get(f"/tafels/{one.slug}.ics")
    assert [event["SUMMARY"] for event in Calendar.from_ical(feed.text).walk("VEVENT")] == ["Van deze tafel"]
    assert client.get("/tafels/bestaat-niet.ics").status_code == 404


@pytest.mark.once
def test_pages_ask_at_most_twelve_questions_and_not_more_for_more_people(
    app: Flask, client: FlaskClient, session: Session, poll: DatePoll
) -> None:
    here = planning(poll.cycle.table, poll.cycle.year)
    addresses = (planning(poll.cycle.table), here, f"{here}/peiling", "/werk/schoolvakanties")
    secretary(client, session)

    def counts() -> dict[str, int]:
        found = {}
        for address in addresses:
            with counted_queries(app) as statements:
                assert client.get(address).status_code == 200
            found[address] = len(statements)
        return found

    few = counts()
    key = polls.choices(session, poll.cycle)[0].id
    for number in range(20):
        person = accounts.person(session, name=f"Lid {number}")
        tables.member(session, poll.cycle.table, person)
        polls.answer(session, poll, person.id, {key: Liking.YES})
        tables.meeting(session, poll.cycle.table, held_on=date(poll.cycle.year, 3, 1 + number))
    session.commit()
    assert counts() == few
    assert max(few.values()) <= 12
