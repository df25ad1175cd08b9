"""The look: words of people without an account wait until somebody read them (D3a)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.config import Settings
from dialoog.contributions.checks import shown_texts
from dialoog.contributions.models import Channel, Contribution, Ground, Look, PointKind, ShownAs
from dialoog.contributions.queries import Filters, listed
from dialoog.contributions.rules.blacking_out import black_out
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL, Speaker, hand_in
from dialoog.contributions.rules.looking import HIDDEN_MAIL, hide, show
from dialoog.contributions.rules.receiving import Input
from dialoog.contributions.rules.visibility import may_see_text, shown_giver
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Sector
from dialoog.permissions import ANONYMOUS
from dialoog.register.queries import proof
from dialoog.register.verification import verify_log
from tests.contributions.pages import FILLED, FORM, get, hidden_fields, send, written
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.support.queries import counted_queries

WORDS = "Zeldzaamwoord: de beek ruikt naar oplosmiddel."
REASON = "De tekst beveelt een product aan en noemt een winkel."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the look, as it is unless somebody switches it off."""
    return replace(settings, look_first=True)


def waiting(session: Session, text: str = WORDS, email: str | None = "mees@voorbeeld.nl") -> Contribution:
    """A contribution of somebody without an account, by name."""
    speaker = Speaker(shown_as=ShownAs.NAME, name="Mees Kok", sector=Sector.RESIDENT)
    given = Input(text, PointKind.SIGNAL, Channel.WEB, look_first=True)
    made = hand_in(session, given, speaker=speaker, email=email, actor=ANONYMOUS)
    session.commit()
    return made


def found_by(session: Session, words: str) -> list[Contribution]:
    return list(session.scalars(listed(session, Filters(q=words), select(Contribution))))


def mail_of(session: Session, kind: str) -> OutboxMessage:
    return session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).one()


@pytest.fixture
def secretary(client: FlaskClient, session: Session) -> Person:
    """Logged in as the secretariat."""
    made = people.person(session, Role.SECRETARIAT, name="Sam Bos")
    people.log_in(client, session, made)
    return made


class TestBeforeTheLook:
    def test_d3a_number_kind_state_and_term_are_public_and_words_and_name_are_not(
        self, client: FlaskClient, session: Session
    ) -> None:
        point = waiting(session)
        assert (may_see_text(ANONYMOUS, point), shown_giver(point)) == (False, None)
        assert may_see_text(make.SECRETARIAT, point)
        for address in (f"/inbreng/{point.number}", "/inbreng", f"/inbreng/{point.number}/ontvangen"):
            page = get(client, address)
            assert point.number in page
            assert "Zeldzaamwoord" not in page, address
            assert "Mees Kok" not in page, address
        page = get(client, f"/inbreng/{point.number}")
        assert "nog niet bekeken" in page
        assert "Signaal" in page

    @pytest.mark.parametrize(
        "address",
        [
            "/inbreng.csv",
            "/inbreng.json",
            "/inbreng.atom",
            "/api/v1/inbrengen",
            "/inbreng?q=zeldzaamwoord",
            "/register",
        ],
    )
    def test_d3a_no_list_feed_or_search_tells_the_words(
        self, client: FlaskClient, session: Session, address: str
    ) -> None:
        waiting(session)
        answer = client.get(address).text
        assert "oplosmiddel" not in answer
        assert "Mees Kok" not in answer

    def test_d3a_the_record_and_its_proof_keep_them_for_staff(self, session: Session) -> None:
        point = waiting(session)
        assert proof(session, point, texts=True)["teksten"] == []
        assert found_by(session, "zeldzaamwoord") == []
        assert list(shown_texts(session)) == []
        assert verify_log(session).problems == []

    def test_d3a_it_is_due_within_two_working_days(self, session: Session) -> None:
        with clock.at(datetime(2026, 3, 6, 12, tzinfo=UTC)):  # a Friday
            assert str(waiting(session).look_due) == "2026-03-10"

    def test_d3a_the_dossier_says_by_when_and_is_honest_when_that_has_passed(
        self, client: FlaskClient, session: Session
    ) -> None:
        with clock.at(datetime(2026, 3, 6, 12, tzinfo=UTC)):
            address = f"/inbreng/{waiting(session).number}"
            assert "Dat gebeurt uiterlijk dinsdag 10 maart 2026." in get(client, address)
        with clock.at(datetime(2026, 3, 11, 12, tzinfo=UTC)):
            assert "Dat had uiterlijk dinsdag 10 maart 2026 moeten gebeuren." in get(client, address)

    def test_d3a_the_receipt_does_not_mail_a_strangers_words(
        self, app: Flask, session: Session, settings: Settings
    ) -> None:
        point = waiting(session)
        told = written(app, session, settings, mail_of(session, RECEIPT_MAIL))
        assert told is not None
        assert point.number in told["plain"]
        assert "oplosmiddel" not in told["plain"] + told["html"]
        show(session, [point], actor=make.SECRETARIAT)
        told = written(app, session, settings, mail_of(session, RECEIPT_MAIL))
        assert told is not None
        assert "oplosmiddel" in told["plain"]

    def test_d1_what_is_blacked_out_meanwhile_waits_too(self, session: Session) -> None:
        point = waiting(session, "Vraag het aan Fem Smit van de Wilgenkade.")
        text = "Vraag het aan [weggelakt] van de Wilgenkade."
        black_out(session, point, new_text=text, reason="Er stond een naam in.", actor=make.SECRETARIAT)
        session.commit()
        assert not may_see_text(ANONYMOUS, point)
        assert found_by(session, "wilgenkade") == []
        assert [row["naam"] for row in proof(session, point, texts=True)["teksten"]] == ["reason", "signed"]
        show(session, [point], actor=make.SECRETARIAT)
        assert found_by(session, "wilgenkade") == [point]
        assert found_by(session, "smit") == []


class TestWhoNeedsNone:
    def test_d3a_without_an_account_the_form_waits(self, client: FlaskClient, session: Session) -> None:
        assert send(client, FORM, FILLED).status_code == 302
        assert session.scalars(select(Contribution)).one().look is Look.WAITING

    def test_d3a_with_an_account_it_shows_at_once(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        send(client, FORM, FILLED)
        assert session.scalars(select(Contribution)).one().look is Look.NOT_NEEDED

    def test_d3a_points_of_meetings_show_at_once(self, session: Session) -> None:
        assert make.contribution(session, channel=Channel.IMPORT).look is Look.NOT_NEEDED


class TestShowing:
    def test_d3a_since_then_everyone_reads_finds_and_proves_it(self, client: FlaskClient, session: Session) -> None:
        point = waiting(session)
        assert show(session, [point], actor=make.SECRETARIAT) == [point]
        session.commit()
        assert found_by(session, "zeldzaamwoord") == [point]
        assert [row["naam"] for row in proof(session, point, texts=True)["teksten"]] == ["public_text"]
        page = get(client, f"/inbreng/{point.number}")
        assert "oplosmiddel" in page
        assert "Mees Kok" in page
        assert "Bekeken" in page
        assert list(shown_texts(session)) == []

    def test_d3a_it_is_recorded_once(self, session: Session) -> None:
        point = waiting(session)
        show(session, [point], actor=make.SECRETARIAT)
        assert show(session, [point], actor=make.SECRETARIAT) == []
        assert [event.kind for event in make.events(session, point)] == ["received", "shown"]

    def test_a_withdrawn_one_is_not_shown_again(self, session: Session) -> None:
        point, giver = make.handed_in(session)
        withdraw_own(session, point, giver, actor=ANONYMOUS)
        assert show(session, [point], actor=make.SECRETARIAT) == []


class TestHiding:
    def test_d3a_the_words_go_and_the_reason_is_public(self, client: FlaskClient, session: Session) -> None:
        point = waiting(session)
        hide(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=make.SECRETARIAT)
        session.commit()
        page = get(client, f"/inbreng/{point.number}")
        assert "oplosmiddel" not in page
        assert REASON in page
        assert "reclame" in page
        assert list(shown_texts(session)) == []

    def test_d3a_what_showed_already_can_be_hidden_and_shown_again(self, session: Session) -> None:
        point = make.contribution(session, WORDS)
        hide(session, point, ground=Ground.CRIMINAL, reason=REASON, actor=make.SECRETARIAT)
        session.commit()
        assert (found_by(session, "zeldzaamwoord"), proof(session, point, texts=True)["teksten"][0]["naam"]) == (
            [],
            "reason",
        )
        show(session, [point], actor=make.SECRETARIAT, again=True)
        assert found_by(session, "zeldzaamwoord") == [point]

    def test_d3a_the_giver_is_told_why(self, app: Flask, session: Session, settings: Settings) -> None:
        point = waiting(session)
        hide(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=make.SECRETARIAT)
        told = written(app, session, settings, mail_of(session, HIDDEN_MAIL))
        assert told is not None
        assert REASON in told["plain"]
        assert "reclame" in told["plain"]
        assert "oplosmiddel" not in told["plain"]
        show(session, [point], actor=make.SECRETARIAT, again=True)
        assert written(app, session, settings, mail_of(session, HIDDEN_MAIL)) is None

    def test_d3a_only_with_a_reason_and_once(self, session: Session) -> None:
        point = waiting(session)
        with pytest.raises(RuleViolation, match="reden"):
            hide(session, point, ground=Ground.ADVERTISING, reason=" ", actor=make.SECRETARIAT)
        hide(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=make.SECRETARIAT)
        with pytest.raises(RuleViolation, match="al niet te lezen"):
            hide(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=make.SECRETARIAT)


class TestTheList:
    def test_d3a_what_waits_longest_stands_first_with_the_name_that_will_show(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        later = waiting(session)
        with clock.at(clock.now() - timedelta(days=20)):
            first = waiting(session, "Eerder ingebracht")
        page = get(client, "/werk/bekijken")
        assert page.index(first.number) < page.index(later.number)
        assert "Staat erbij met naam: Mees Kok" in page
        assert "werkdagen te laat" in page
        assert "2 teksten wachten" in page

    def test_d3a_one_press_shows_one_and_comes_back_for_the_rest(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        one, other = waiting(session), waiting(session, "De tweede")
        fields = hidden_fields(get(client, "/werk/bekijken"))
        given = {"csrf_token": fields["csrf_token"], "terug": fields["terug"], "nummer": one.number}
        answer = client.post("/werk/bekijken", data=given)
        assert answer.location == "/werk/bekijken#eerste"
        session.expire_all()
        assert (one.look, other.look) == (Look.SHOWN, Look.WAITING)
        noted = select(AuditEntry.subject_key).where(AuditEntry.action == "contribution.shown")
        assert session.scalars(noted).all() == [one.number]

    def test_somebody_else_was_first_is_no_error(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        point = waiting(session)
        token = hidden_fields(get(client, "/werk/bekijken"))["csrf_token"]
        show(session, [point], actor=make.SECRETARIAT)
        session.commit()
        given = {"csrf_token": token, "nummer": point.number}
        assert "Dat was al gedaan" in client.post("/werk/bekijken", data=given, follow_redirects=True).text

    def test_d3a_a_list_that_was_open_does_not_show_what_a_colleague_hid_and_the_staff_page_does(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        point = waiting(session)
        token = hidden_fields(get(client, "/werk/bekijken"))["csrf_token"]
        hide(session, point, ground=Ground.CRIMINAL, reason=REASON, actor=make.SECRETARIAT)
        session.commit()
        given = {"csrf_token": token, "nummer": point.number}
        assert "Dat was al gedaan" in client.post("/werk/bekijken", data=given, follow_redirects=True).text
        session.expire_all()
        assert point.look is Look.HIDDEN
        form = get(client, f"/werk/inbreng/{point.number}").partition('action="/werk/bekijken"')[2]
        fields = hidden_fields(form.partition("</form>")[0])
        assert client.post("/werk/bekijken", data=fields | {"nummer": point.number}).status_code == 302
        session.expire_all()
        assert point.look is Look.SHOWN

    def test_hiding_without_a_ground_keeps_what_was_typed(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        point = waiting(session)
        address = f"/werk/inbreng/{point.number}/verbergen"
        answer = send(client, address, {"reason": REASON})
        assert answer.status_code == 400
        assert REASON in answer.text
        assert "Kies een grond" in answer.text
        assert send(client, address, {"reason": REASON, "ground": "reclame"}).status_code == 302
        session.expire_all()
        assert point.look is Look.HIDDEN
        assert "De tekst is verborgen" in get(client, f"/werk/inbreng/{point.number}")

    def test_the_workbench_says_how_many_wait(self, client: FlaskClient, session: Session, secretary: Person) -> None:
        waiting(session)
        assert "1 tekst wacht." in get(client, "/werk")
        with clock.at(clock.now() + timedelta(days=20)):
            people.log_in(client, session, secretary)
            assert "1 tekst had al bekeken moeten zijn." in get(client, "/werk")

    def test_the_list_asks_no_more_for_many(
        self, app: Flask, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        waiting(session)
        get(client, "/werk/bekijken")
        with counted_queries(app) as few:
            get(client, "/werk/bekijken")
        for n in range(12):
            waiting(session, f"Punt {n}", email=None)
        with counted_queries(app) as many:
            get(client, "/werk/bekijken")
        assert len(few) == len(many) <= 12
