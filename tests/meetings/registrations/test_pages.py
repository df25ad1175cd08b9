"""The public pages and mails of registering: who sees what, and nothing happens by opening a link (T5, P2)."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import registering, telling
from dialoog.organisations.models import Sector
from tests.contributions.pages import get, send, written
from tests.factories.registrations import admission, registered

LINK = re.compile(r"https?://[^/\s]+(/aanmelding/[^\s\"<]+)")
FILLED = {
    "name": "Bo Smit",
    "party": "Jong Ergensveen",
    "sector": "jongeren",
    "needs": "Een plek voor een rolstoel",
    "email": "bo@voorbeeld.nl",
    "agrees": "y",
}


def newest(session: Session, kind: str) -> OutboxMessage:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc())
    return session.scalars(query.limit(1)).one()


def told(app: Flask, session: Session, settings: Settings, kind: str) -> tuple[dict[str, str], list[str]]:
    mail = written(app, session, settings, newest(session, kind))
    assert mail is not None
    assert set(LINK.findall(mail["plain"])) == set(LINK.findall(mail["html"]))
    return mail, LINK.findall(mail["plain"])


def page_of(to: Admission) -> str:
    return f"/bijeenkomsten/{to.meeting.slug}/aanmelden"


class TestWithoutAnAccount:
    def test_t5_from_form_to_place_to_cancelled(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        to = admission(session, places=2, kept={Sector.YOUTH: 1})
        assert "Er zijn nog 2 plekken vrij: 1 voor iedereen, 1 voor jongeren." in get(client, page_of(to))
        answer = send(client, page_of(to), FILLED)
        assert answer.location == f"/bijeenkomsten/{to.meeting.slug}"
        mail, (confirm,) = told(app, session, settings, telling.CONFIRM_MAIL)
        assert "Bo Smit" not in mail["plain"]
        get(client, confirm)
        session.expire_all()
        one = session.scalars(select(Registration)).one()
        assert one.state is RegistrationState.ASKED
        own = send(client, confirm, {}).location or ""
        assert own.startswith("/aanmelding/")
        session.expire_all()
        assert (one.state, one.spot) == (RegistrationState.PLACED, Sector.YOUTH)
        mail, (linked,) = told(app, session, settings, telling.PLACE_MAIL)
        assert (linked, "U hebt een plek" in mail["subject"]) == (own, True)
        assert 'class="qr"' in get(client, own)
        send(client, own, {"needs": "Niets meer"})
        get(client, f"{own}/afmelden")
        session.expire_all()
        assert (one.needs, one.state) == ("Niets meer", RegistrationState.PLACED)
        send(client, f"{own}/afmelden", {})
        session.expire_all()
        assert one.state is RegistrationState.CANCELLED
        assert "U bent afgemeld" in get(client, own)
        told(app, session, settings, telling.CANCELLED_MAIL)

    def test_t5_a_link_to_confirm_works_once(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        to = admission(session)
        send(client, page_of(to), FILLED)
        _mail, (confirm,) = told(app, session, settings, telling.CONFIRM_MAIL)
        send(client, confirm, {})
        get(client, confirm, status=410)
        get(client, "/aanmelding/verzonnen", status=410)
        own = session.scalars(select(Registration)).one()
        assert own.link_id is not None

    def test_t5_the_waiting_list_says_which_number_and_how_it_works(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        to = admission(session, places=1)
        holds, first, second = (registered(session, to) for _n in range(3))
        page = get(client, page_of(to))
        assert "Alle plekken zijn bezet. Er wachten 2 mensen." in page
        assert "wachtlijst" in page
        mail, (own,) = told(app, session, settings, telling.WAITING_MAIL)
        assert "nummer 2" in mail["plain"]
        assert "nummer 2" in get(client, own)
        assert 'class="qr"' not in get(client, own)
        registering.cancel(session, first)
        session.commit()
        assert "nummer 1" in get(client, own)
        registering.cancel(session, holds)
        session.commit()
        mail, (moved,) = told(app, session, settings, telling.MOVED_UP_MAIL)
        assert moved == own
        assert "nummer" not in get(client, own).partition("<main")[2]
        session.refresh(second)
        assert second.state is RegistrationState.PLACED

    def test_t5_before_and_after(self, client: FlaskClient, session: Session) -> None:
        to = admission(session)
        with clock.at(clock.start_of(to.opens_on) - timedelta(days=1)):
            page = get(client, page_of(to))
            assert "Aanmelden kan vanaf" in page
            assert 'name="email"' not in page
        with clock.at(clock.start_of(to.freezes_on)):
            assert "de lijst staat vast" in get(client, page_of(to))
            assert client.post(page_of(to), data=FILLED).status_code in (200, 400)
        assert session.scalar(select(Registration)) is None

    def test_d3a_what_programs_do_is_asked_again_and_consent_is_needed(
        self, client: FlaskClient, session: Session
    ) -> None:
        to = admission(session)
        for wrong in ({"website": "https://koop.example"}, {"agrees": ""}, {"email": "geen adres"}, {"name": ""}):
            filled = {name: value for name, value in {**FILLED, **wrong}.items() if value}
            answer = send(client, page_of(to), filled)
            assert answer.status_code == 400
        assert session.scalar(select(Registration)) is None

    def test_t5_whether_an_address_is_registered_is_told_to_nobody(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        to = admission(session)
        registered(session, to, name="Bo Smit", email="bo@voorbeeld.nl")
        answer = send(client, page_of(to), FILLED)
        assert answer.location == f"/bijeenkomsten/{to.meeting.slug}"
        told(app, session, settings, telling.AGAIN_MAIL)

    def test_t5_a_meeting_without_registration_has_no_such_page(self, client: FlaskClient, session: Session) -> None:
        get(client, "/bijeenkomsten/nergens/aanmelden", status=404)


class TestOwnData:
    @pytest.fixture
    def own(self, app: Flask, session: Session, settings: Settings) -> str:
        to = admission(session, places=1)
        registered(session, to, Sector.YOUTH, name="Bo Smit", email="bo@voorbeeld.nl", needs="Een tolk")
        return told(app, session, settings, telling.PLACE_MAIL)[1][0]

    def test_p2_seen_as_page_and_file(self, client: FlaskClient, own: str) -> None:
        page = get(client, own)
        assert "bo@voorbeeld.nl" in page
        file = json.loads(client.get(f"{own}/gegevens").text)
        assert (file["naam"], file["nodig"], file["stand"]) == ("Bo Smit", "Een tolk", "bevestigd")

    def test_p2_taken_away_and_the_place_goes_to_who_waits(
        self, client: FlaskClient, session: Session, own: str
    ) -> None:
        one = session.scalars(select(Registration)).one()
        waits = registered(session, one.admission)
        get(client, f"{own}/verwijderen")
        send(client, f"{own}/verwijderen", {})
        session.expire_all()
        assert (one.name, one.party, one.email, one.needs, one.sector) == ("", "", None, "", Sector.YOUTH)
        assert waits.state is RegistrationState.PLACED
        get(client, own, status=410)
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.subject_id == one.id)).all()
        assert {mail.to_address for mail in sent} == {None}
        assert MailState.WAITING not in {mail.state for mail in sent}

    def test_t5_the_pages_of_a_link_are_kept_nowhere(self, client: FlaskClient, own: str) -> None:
        for address in (own, f"{own}/afmelden", f"{own}/verwijderen", f"{own}/gegevens"):
            headers = client.get(address).headers
            assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_t5_reminded_changed_called_off(app: Flask, session: Session, settings: Settings) -> None:
    to = admission(session, places=1)
    registered(session, to)
    meeting = to.meeting
    meeting.wanted, meeting.result, meeting.gives = "Wij willen horen", "Wij schrijven op", "U krijgt antwoord"
    session.commit()
    assert meeting.held_on is not None
    with clock.at(clock.start_of(meeting.held_on - timedelta(days=7)) + timedelta(hours=9)):
        telling.remind(session)
    mail, _links = told(app, session, settings, telling.REMINDER_MAIL)
    for words in ("Wij willen horen", "Wij schrijven op", "U krijgt antwoord", "Zaal Noord"):
        assert words in mail["plain"]
        assert words in mail["html"]
    meeting.place = "Dorpshuis Zuid"
    session.flush()
    telling.tell_changes(session)
    mail, _links = told(app, session, settings, telling.CHANGED_MAIL)
    assert "Zaal Noord" in mail["plain"]
    assert "Dorpshuis Zuid" in mail["html"]
    meeting.cancelled_at = clock.now()
    session.flush()
    telling.tell_changes(session)
    mail, links = told(app, session, settings, telling.CALLED_OFF_MAIL)
    assert ("gaat niet door" in mail["plain"], links) == (True, [])
    assert written(app, session, settings, newest(session, telling.REMINDER_MAIL)) is None
