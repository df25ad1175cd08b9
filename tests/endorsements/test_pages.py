"""The pages, mails and files of endorsements: who sees what, and nothing more (D3a, D7, D11)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, TextLook
from dialoog.contributions.rules.looking_at_texts import show
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.endorsements.rules import ASK_MAIL, CONFIRMED_MAIL, NEWS_MAIL, tell_of_answer, withdraw
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from tests.contributions.pages import get, send, written
from tests.factories import accounts as people
from tests.factories import answers
from tests.factories import contributions as make
from tests.factories.contributions import SECRETARIAT
from tests.factories.endorsements import FOR_A_PARTY, asked, endorsed
from tests.support.queries import counted_queries

NAME = "Stichting Stille Straat"
FILLED = {
    "party": NAME,
    "sector": "maatschappelijke-organisatie",
    "why": "Onze leden slapen slecht.",
    "contact_name": "Bo Smit",
    "email": "bo@voorbeeld.nl",
}
LINK = re.compile(r"https?://[^/\s]+(/onderschrijving/[^\s\"]+)")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the look, as it is unless somebody switches it off."""
    return replace(settings, look_first=True)


def mail_of(session: Session, kind: str) -> OutboxMessage:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc())
    return session.scalars(query.limit(1)).one()


def links_in(app: Flask, session: Session, settings: Settings, kind: str) -> list[str]:
    told = written(app, session, settings, mail_of(session, kind))
    assert told is not None
    assert set(LINK.findall(told["plain"])) == set(LINK.findall(told["html"]))
    return LINK.findall(told["plain"])


def logged_in(client: FlaskClient, session: Session, role: Role) -> Person:
    made = people.person(session, role, name="Sam Bos")
    people.log_in(client, session, made)
    return made


class TestWithoutAnAccount:
    def test_d7_asked_for_confirmed_looked_at_and_taken_back(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        point = make.contribution(session)
        dossier = f"/inbreng/{point.number}"
        assert f"{dossier}/onderschrijven" in get(client, dossier)
        answer = send(client, f"{dossier}/onderschrijven", FILLED)
        assert answer.location == dossier
        assert "Stille Straat" not in get(client, dossier)
        (confirm,) = links_in(app, session, settings, ASK_MAIL)
        get(client, confirm)
        session.expire_all()
        assert session.scalars(select(Endorsement.state)).one() is EndorsementState.ASKED
        assert send(client, confirm, {}).location == dossier
        get(client, confirm, 410)
        page = get(client, dossier)
        assert "Nog geen organisatie" in page
        assert "Stille Straat" not in page
        assert "slapen" not in page
        session.expire_all()
        show(session, list(session.scalars(select(TextLook))), actor=SECRETARIAT)
        session.commit()
        page = get(client, dossier)
        assert "1 organisatie staat achter dit punt." in page
        assert f"{NAME}: ‘Onze leden slapen slecht.’" in page
        assert "Bo Smit" not in page
        assert "bo@voorbeeld.nl" not in page
        takes_back, stops = links_in(app, session, settings, CONFIRMED_MAIL)
        assert send(client, stops, {}).location == dossier
        assert send(client, takes_back, {}).location == dossier
        get(client, takes_back, 410)
        page = get(client, dossier)
        assert f"{NAME} staat niet meer achter dit punt." in page
        assert "Nog geen organisatie" in page

    def test_the_mail_to_confirm_holds_no_words_of_a_stranger(
        self, app: Flask, session: Session, settings: Settings
    ) -> None:
        asked(session, make.contribution(session), "Koop nu bij Bo", why="Lees dit eens")
        told = written(app, session, settings, mail_of(session, ASK_MAIL))
        assert told is not None
        assert "Koop nu" not in told["plain"] + told["html"] + told["subject"]
        assert "Lees dit" not in told["plain"] + told["html"]

    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
        self, client: FlaskClient, session: Session
    ) -> None:
        address = f"/inbreng/{make.contribution(session).number}/onderschrijven"
        answer = send(client, address, {**FILLED, "email": "geen adres", "sector": ""})
        assert answer.status_code == 400
        for words in ("Dit is geen e-mailadres", "Kies een sector.", NAME, "slapen slecht"):
            assert words in answer.text
        assert send(client, address, {**FILLED, "website": "https://spam.example"}).status_code == 400
        assert session.scalars(select(Endorsement)).all() == []

    @pytest.mark.parametrize("level", [Level.CLOSED])
    def test_d11_a_closed_point_offers_nothing(self, client: FlaskClient, session: Session, level: Level) -> None:
        point = make.contribution(session, level=level)
        assert "onderschrijven" not in get(client, f"/inbreng/{point.number}")
        get(client, f"/inbreng/{point.number}/onderschrijven", 404)

    def test_a_link_does_only_what_it_is_for(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings
    ) -> None:
        asked(session, make.contribution(session))
        (confirm,) = links_in(app, session, settings, ASK_MAIL)
        for other in ("intrekken", "geen-bericht"):
            get(client, confirm.replace("bevestigen", other), 410)

    @pytest.mark.parametrize("same_point", [True, False])
    def test_a_link_of_a_forgotten_request_confirms_no_later_one(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, *, same_point: bool
    ) -> None:
        point = make.contribution(session)
        gone = asked(session, point, "Snel Weg")
        (left,) = links_in(app, session, settings, ASK_MAIL)
        number = gone.id
        session.delete(gone)
        session.commit()
        with clock.at(clock.now() + timedelta(minutes=1)):
            asked(session, point if same_point else make.contribution(session))
        # SQLite gives the number out again by itself.
        session.execute(update(Endorsement).values(id=number))
        session.commit()
        get(client, left, 410)
        first = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id).limit(1)).one()
        assert written(app, session, settings, first) is None
        assert session.scalars(select(Endorsement.state)).one() is EndorsementState.ASKED

    def test_the_answer_is_told_with_a_link_to_stop(self, app: Flask, session: Session, settings: Settings) -> None:
        point = make.contribution(session)
        made = endorsed(session, point)
        tell_of_answer(session, [point.id], step="1-1")
        assert [path.split("/")[2] for path in links_in(app, session, settings, NEWS_MAIL)] == [
            "intrekken",
            "geen-bericht",
        ]
        withdraw(session, made, actor=FOR_A_PARTY)
        assert written(app, session, settings, mail_of(session, NEWS_MAIL)) is None


class TestTheOpenPages:
    def test_d11_nothing_of_who_is_not_looked_at_is_anywhere(self, client: FlaskClient, session: Session) -> None:
        point = make.contribution(session)
        endorsed(session, point, why="Zeldzaamwoord", look_first=True)
        asked(session, point, "Nooit Bevestigd")
        for address in (
            f"/inbreng/{point.number}",
            f"/inbreng/{point.number}/bewijs",
            f"/api/v1/inbrengen/{point.number}",
            *("/inbreng", "/inbreng.csv", "/inbreng.json", "/inbreng.atom", "/register", "/", "/inbreng/nieuw"),
            f"/inbreng/{point.number}/onderschrijven",
        ):
            page = client.get(address).text
            for words in ("Stille Straat", "Zeldzaamwoord", "Nooit Bevestigd", "Bo Smit"):
                assert words not in page, (address, words)

    def test_p6_lists_files_and_the_api_tell_how_many_of_each_sector(
        self, client: FlaskClient, session: Session
    ) -> None:
        backed, other = make.contribution(session), make.contribution(session)
        endorsed(session, backed)
        endorsed(session, backed, "Gemeente Voorbeeld", sector=Sector.GOVERNMENT)
        told = [{"sector": "overheid", "aantal": 1}, {"sector": "maatschappelijke-organisatie", "aantal": 1}]
        assert client.get(f"/api/v1/inbrengen/{backed.number}").json["onderschrijvingen"] == told
        found = client.get("/api/v1/inbrengen?onderschreven=1").json
        assert [one["nummer"] for one in found["resultaten"]] == [backed.number]
        assert client.get("/api/v1/inbrengen?onderschreven=2").status_code == 400
        assert "overheid: 1, maatschappelijke-organisatie: 1" in client.get("/inbreng.csv").text
        page = get(client, "/inbreng?onderschreven=1")
        assert backed.number in page
        assert other.number not in page
        assert "Alleen onderschreven" in page

    def test_d7_by_sector_with_counts(self, client: FlaskClient, session: Session) -> None:
        point = make.contribution(session)
        for name, sector in (
            ("Bakkerij B", Sector.BUSINESS),
            ("Gemeente G", Sector.GOVERNMENT),
            ("Ah", Sector.BUSINESS),
        ):
            endorsed(session, point, name, sector=sector)
        page = get(client, f"/inbreng/{point.number}")
        assert "3 organisaties staan achter dit punt." in page
        assert (
            page.index("Overheid (1)") < page.index("Bedrijfsleven (2)") < page.index("Ah") < page.index("Bakkerij B")
        )

    def test_the_dossier_and_the_list_ask_no_more_for_many(
        self, app: Flask, client: FlaskClient, session: Session
    ) -> None:
        point = make.contribution(session)
        endorsed(session, point)
        addresses = (f"/inbreng/{point.number}", "/inbreng", "/api/v1/inbrengen")
        few = [asks(app, client, address) for address in addresses]
        for n in range(6):
            endorsed(session, point, f"Partij {n}")
            endorsed(session, make.contribution(session), f"Partij {n}")
        assert [asks(app, client, address) for address in addresses] == few


def asks(app: Flask, client: FlaskClient, address: str) -> int:
    client.get(address + "?aantal=5" if "inbrengen" in address else address)
    with counted_queries(app) as statements:
        assert client.get(address).status_code == 200
    return len([statement for statement in statements if "public_version" not in statement])


class TestForStaff:
    @pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.MINISTRY])
    def test_d0_they_note_what_a_party_told_them(self, client: FlaskClient, session: Session, role: Role) -> None:
        logged_in(client, session, role)
        point = make.contribution(session)
        assert "Leg een onderschrijving vast" in get(client, f"/werk/inbreng/{point.number}")
        address = f"/werk/inbreng/{point.number}/onderschrijven"
        assert send(client, address, {**FILLED, "email": "", "party": ""}).status_code == 400
        assert send(client, address, {**FILLED, "email": ""}).location == f"/werk/inbreng/{point.number}"
        assert "endorsement.entered" in session.scalars(select(AuditEntry.action)).all()
        assert NAME in get(client, f"/inbreng/{point.number}")
        assert "onderschrijft dit punt al" in send(client, address, FILLED).text

    def test_others_do_not(self, client: FlaskClient, session: Session) -> None:
        address = f"/werk/inbreng/{make.contribution(session).number}/onderschrijven"
        assert "/inloggen" in client.get(address).location
        logged_in(client, session, Role.ADMIN)
        assert client.get(address).status_code == 403

    def test_the_workbench_shows_the_weight_and_says_what_it_is(self, client: FlaskClient, session: Session) -> None:
        logged_in(client, session, Role.SECRETARIAT)
        point: Contribution = answers.points(session, None)[0]
        assert "geen stemming" not in get(client, "/werk/beantwoorden?dienst=")
        endorsed(session, point)
        page = get(client, "/werk/beantwoorden?dienst=")
        assert "onderschreven door 1 organisatie (maatschappelijke organisatie 1)" in page
        assert "geen stemming" in page

    def test_d3a_name_and_reason_are_looked_at_together(self, client: FlaskClient, session: Session) -> None:
        logged_in(client, session, Role.SECRETARIAT)
        endorsed(session, make.contribution(session), why="Wij slapen slecht.", look_first=True)
        page = get(client, "/werk/bekijken")
        assert "1 tekst wacht" in page
        assert page.index("Naam van de organisatie") < page.index(NAME) < page.index("Wij slapen slecht.")
