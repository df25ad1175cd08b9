"""The secretariat's pages: places, who comes, files, the door (T5, P4)."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Role
from dialoog.meetings.models import MeetingKind
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import door, registering
from dialoog.meetings.registrations.rules.registering import Given
from dialoog.organisations.models import Sector
from tests.contributions.pages import get, send
from tests.factories import accounts as people
from tests.factories.contributions import SECRETARIAT
from tests.factories.registrations import admission, asked, broad_meeting, registered
from tests.support.queries import counted_queries

WAITING, PLACED, PRESENT = RegistrationState.WAITING, RegistrationState.PLACED, RegistrationState.PRESENT
NO_SHOW = RegistrationState.NO_SHOW


@pytest.fixture
def staff(client: FlaskClient, session: Session) -> FlaskClient:
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    return client


def list_of(to: Admission) -> str:
    return f"/werk/bijeenkomsten/{to.meeting.slug}/aanmeldingen"


def door_of(to: Admission) -> str:
    return f"/werk/bijeenkomsten/{to.meeting.slug}/inchecken"


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


class TestSettingUp:
    def test_t5_places_in_all_and_per_sector(self, staff: FlaskClient, session: Session) -> None:
        meeting = broad_meeting(session)
        here = f"/werk/bijeenkomsten/{meeting.slug}/aanmeldingen"
        assert f"{here}/instellen" in get(staff, here)
        assert here in get(staff, f"/werk/bijeenkomsten/{meeting.slug}")
        assert meeting.held_on is not None
        filled = {
            "places": "100",
            "opens_on": clock.today().isoformat(),
            "freezes_on": (meeting.held_on - timedelta(days=7)).isoformat(),
            "kept_youth": "10",
            "kept_knowledge": "",
        }
        assert send(staff, f"{here}/instellen", filled).location == here
        made = session.get_one(Admission, meeting.id)
        assert (made.places, [(part.sector, part.places) for part in made.sectors]) == (100, [(Sector.YOUTH, 10)])
        assert "Er zijn nog 100 plekken vrij: 90 voor iedereen, 10 voor jongeren." in get(staff, here)
        assert "registrations.opened" in actions(session)
        filled |= {"kept_youth": "", "kept_resident": "5"}
        send(staff, f"{here}/instellen", filled)
        session.expire_all()
        assert [(part.sector, part.places) for part in made.sectors] == [(Sector.RESIDENT, 5)]

    def test_t5_mistakes_stand_at_their_field(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session)
        for wrong in ({"places": "nul"}, {"places": "0"}, {"freezes_on": "2020-01-01"}, {"kept_youth": "-1"}):
            answer = send(staff, f"{list_of(to)}/instellen", {"places": "5", **wrong})
            assert answer.status_code == 400
            assert f'id="{next(iter(wrong))}-fout"' in answer.text
            assert "Not a valid" not in answer.text

    def test_t5_the_second_of_two_sees_what_the_first_did(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session, places=7)
        here = f"{list_of(to)}/instellen"
        fields = {"version": "1", "places": "9"}
        send(staff, here, fields)
        answer = send(staff, here, fields | {"places": "8"})
        assert answer.status_code == 400
        assert "Dit staat er nu, door iemand anders" in answer.text
        assert 'value="8"' in answer.text
        assert session.get_one(Admission, to.meeting_id, populate_existing=True).places == 9

    def test_t5_by_invitation_or_without_a_day_there_is_nothing_to_set(
        self, staff: FlaskClient, session: Session
    ) -> None:
        meeting = broad_meeting(session)
        here = f"/werk/bijeenkomsten/{meeting.slug}/aanmeldingen/instellen"
        meeting.kind = MeetingKind.TABLE
        session.commit()
        assert "nodigt u mensen uit" in get(staff, here)
        meeting.kind, meeting.held_on = MeetingKind.BROAD, None
        session.commit()
        assert "Zet eerst een datum" in get(staff, here)


class TestWhoComes:
    def test_t5_found_by_name_state_and_sector(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session, places=1)
        assert "Nog geen aanmeldingen" in get(staff, list_of(to))
        registered(session, to, Sector.YOUTH, name="Ada Vos", needs="Een tolk")
        registered(session, to, name="Bo Smit")
        asked(session, to, name="Cas Nietbevestigd")
        page = get(staff, list_of(to))
        assert ("Ada Vos" in page, "Bo Smit" in page, "Cas Nietbevestigd" in page) == (True, True, False)
        for query, found in (
            ("q=ada", "Ada Vos"),
            ("stand=wachtlijst", "Bo Smit"),
            ("sector=jongeren", "Ada Vos"),
            ("nodig=1", "Ada Vos"),
            ("stand=aangemeld", "Cas Nietbevestigd"),
        ):
            page = get(staff, f"{list_of(to)}?{query}")
            assert re.findall(r"Ada Vos|Bo Smit|Cas Nietbevestigd", page) == [found], query
        assert "Niemand gevonden" in get(staff, f"{list_of(to)}?q=niemand")
        assert staff.get(f"{list_of(to)}?stand=onzin").status_code == 400
        assert actions(session).count("registrations.read") >= 6

    def test_t5_added_changed_placed_and_cancelled_by_hand(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session, places=1)
        given = {"name": "Ada Vos", "sector": "jongeren", "party": "", "needs": "Een tolk", "email": ""}
        here = send(staff, f"{list_of(to)}/nieuw", given).location or ""
        one = session.scalars(select(Registration)).one()
        assert (one.state, one.name) == (PLACED, "Ada Vos")
        send(staff, here, given | {"name": "Ada de Vos"})
        session.expire_all()
        assert one.name == "Ada de Vos"
        waits = registered(session, to)
        send(staff, f"{here}/afmelden", {})
        session.expire_all()
        assert (one.state, waits.state) == (RegistrationState.CANCELLED, PLACED)

    def test_t5_who_comes_second_sees_the_first_and_keeps_what_they_typed(
        self, staff: FlaskClient, session: Session
    ) -> None:
        to = admission(session)
        one = registered(session, to, name="Ada Vos")
        here = f"{list_of(to)}/{one.id}"
        seen = one.changed_at
        with clock.at(clock.now() + timedelta(minutes=1)):
            registering.change(session, one, Given("Ada Bos", Sector.YOUTH), seen=seen, actor=SECRETARIAT)
            session.commit()
        given = {"name": "Ada Los", "sector": "jongeren", "seen": seen.isoformat()}
        answer = send(staff, here, given)
        assert answer.status_code == 400
        assert ("Ada Bos" in answer.text, 'value="Ada Los"' in answer.text) == (True, True)

    def test_t5_a_place_out_of_turn(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session, places=2, kept={Sector.YOUTH: 1})
        made = [registered(session, to, Sector.BUSINESS) for _n in range(2)]
        here = f"{list_of(to)}/{made[1].id}"
        assert "Geef deze persoon een plek" in get(staff, here)
        token = people.csrf(staff, here)
        assert staff.post(f"{here}/plek", data={"csrf_token": token}).location == here
        session.expire_all()
        assert made[1].state is PLACED

    def test_t5_of_another_meeting_there_is_nothing(self, staff: FlaskClient, session: Session) -> None:
        one, other = registered(session, admission(session)), admission(session)
        get(staff, f"{list_of(other)}/{one.id}", status=404)
        get(staff, f"{door_of(other)}/{one.code}", status=404)

    def test_p3_a_file_holds_everybody_and_no_formula(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session)
        registered(session, to, name='=HYPERLINK("https://kwaad.example")', needs="+31 bellen")
        registered(session, to, name="Zoë Bos")
        text = staff.get(f"{list_of(to)}.csv").data.decode("utf-8-sig")
        assert "'=HYPERLINK" in text
        assert "'+31 bellen" in text
        assert "Zoë Bos" in text
        sheet = load_workbook(BytesIO(staff.get(f"{list_of(to)}.xlsx").data)).worksheets[0]
        assert sheet["A2"].data_type == "s"
        assert sheet["A2"].quotePrefix
        assert sheet.max_row == 3
        assert {"file": "csv", "registrations": 2} in session.scalars(select(AuditEntry.detail)).all()


class TestAtTheDoor:
    def on_the_day(self, to: Admission):  # type: ignore[no-untyped-def]
        assert to.meeting.held_on is not None
        return clock.at(clock.start_of(to.meeting.held_on) + timedelta(hours=12))

    @pytest.fixture
    def to(self, session: Session) -> Admission:
        """Today is the day."""
        return admission(session, broad_meeting(session, held_on=clock.today()), places=2)

    def come(self, session: Session, to: Admission, *names: str) -> list[Registration]:
        made = [registering.enter(session, to, Given(name, Sector.RESIDENT), actor=SECRETARIAT) for name in names]
        session.commit()
        return made

    def test_t5_searched_scanned_and_in(self, staff: FlaskClient, session: Session, to: Admission) -> None:
        ada, bo = self.come(session, to, "Ada Vos", "Bo Smit")
        page = get(staff, f"{door_of(to)}?q=ada")
        assert ("Ada Vos" in page, "Bo Smit" in page) == (True, False)
        code = f"{door_of(to)}/{ada.code}"
        assert "Is deze persoon er?" in get(staff, code.replace(ada.code, ada.code.upper()))
        assert send(staff, code, {}).location == door_of(to)
        assert "Al binnen" in get(staff, code)
        session.expire_all()
        assert (ada.state, bo.state) == (PRESENT, PLACED)
        token = people.csrf(staff, door_of(to))
        staff.post(f"{code}/terug", data={"csrf_token": token})
        session.expire_all()
        assert ada.state is PLACED
        assert {"registration.checked-in", "registration.check-in-undone"} <= set(actions(session))

    def test_t5_nobody_comes_in_before_the_day(self, staff: FlaskClient, session: Session) -> None:
        to = admission(session)
        one = registered(session, to)
        assert "Check in" not in get(staff, door_of(to))
        token = people.csrf(staff, list_of(to) + "/nieuw")
        assert staff.post(f"{door_of(to)}/{one.code}", data={"csrf_token": token}).status_code == 400
        session.expire_all()
        assert one.state is PLACED

    def test_t5_whoever_walks_in_needs_a_free_place(self, staff: FlaskClient, session: Session, to: Admission) -> None:
        ada, _bo = self.come(session, to, "Ada Vos", "Bo Smit")
        given = {"name": "Cas Bos", "sector": "jongeren"}
        answer = send(staff, f"{door_of(to)}/nieuw", given)
        assert (answer.status_code, "Alle plekken zijn vergeven" in answer.text) == (400, True)
        token = people.csrf(staff, door_of(to))
        staff.post(f"{door_of(to)}/{ada.code}/niet-verschenen", data={"csrf_token": token})
        assert send(staff, f"{door_of(to)}/nieuw", given).location == door_of(to)
        session.expire_all()
        cas = session.scalars(select(Registration).where(Registration.walked_in)).one()
        assert (ada.state, cas.state, cas.sector) == (NO_SHOW, PRESENT, Sector.YOUTH)
        token = people.csrf(staff, door_of(to))
        assert staff.post(f"{door_of(to)}/{ada.code}", data={"csrf_token": token}).status_code == 400
        staff.post(f"{door_of(to)}/{cas.code}/terug", data={"csrf_token": token})
        assert session.scalar(select(Registration).where(Registration.walked_in)) is None

    def test_t5_closed_and_opened_again(self, staff: FlaskClient, session: Session, to: Admission) -> None:
        ada, bo = self.come(session, to, "Ada Vos", "Bo Smit")
        send(staff, f"{door_of(to)}/{ada.code}", {})
        assert "Kwam die niet?" in get(staff, f"{door_of(to)}/afsluiten")
        send(staff, f"{door_of(to)}/afsluiten", {})
        session.expire_all()
        assert (ada.state, bo.state) == (PRESENT, NO_SHOW)
        page = get(staff, list_of(to))
        assert "niet verschenen" in page
        send(staff, f"{door_of(to)}/afsluiten", {})
        session.expire_all()
        assert (ada.state, bo.state) == (PRESENT, PLACED)
        send(staff, f"{door_of(to)}/afsluiten", {})
        send(staff, f"{door_of(to)}/{bo.code}", {})
        session.expire_all()
        assert bo.state is PRESENT

    def test_d13_everybody_reads_how_many_came_and_no_small_group(
        self, staff: FlaskClient, client: FlaskClient, session: Session
    ) -> None:
        to = admission(session, broad_meeting(session, held_on=clock.today()), places=20)
        for n, sector in enumerate([Sector.YOUTH] * 6 + [Sector.BUSINESS] * 2):
            one = registering.enter(session, to, Given(f"Gast {n}", sector), actor=SECRETARIAT)
            door.check_in(session, one, actor=SECRETARIAT)
        door.close(session, to, actor=SECRETARIAT)
        session.commit()
        with clock.at(clock.now() + timedelta(days=1)):
            page = get(client, f"/bijeenkomsten/{to.meeting.slug}")
        assert "Er waren 8 mensen. Per sector: jongeren 6, de andere sectoren samen de rest." in page
        assert "bedrijfsleven" not in page

    def test_t5_undoing_never_lets_in_too_many(self, staff: FlaskClient, session: Session, to: Admission) -> None:
        self.come(session, to, "Ada Vos", "Bo Smit")
        send(staff, f"{door_of(to)}/afsluiten", {})
        send(staff, f"{door_of(to)}/nieuw", {"name": "Cas Bos", "sector": "jongeren"})
        assert send(staff, f"{door_of(to)}/afsluiten", {}).status_code == 400
        session.expire_all()
        assert {one.state for one in session.scalars(select(Registration))} == {NO_SHOW, PRESENT}


def test_queries_do_not_grow_with_who_comes(app: Flask, staff: FlaskClient, session: Session) -> None:
    to = admission(session, places=20, kept={Sector.YOUTH: 2})
    pages = (
        list_of(to),
        door_of(to),
        f"/bijeenkomsten/{to.meeting.slug}",
        f"/bijeenkomsten/{to.meeting.slug}/aanmelden",
    )

    def count() -> list[int]:
        found = []
        for page in pages:
            with counted_queries(app) as made:
                get(staff, page)
            found.append(len(made))
        return found

    registered(session, to)
    few = count()
    for n in range(30):
        registered(session, to, (Sector.YOUTH, Sector.BUSINESS, Sector.RESIDENT)[n % 3])
    assert count() == few
    assert max(few) <= 12
