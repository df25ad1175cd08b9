"""The look at texts that stand with events, here the reaction of a giver (D1, D3a, D9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.answers.models import VerdictValue
from dialoog.answers.queries.verdicts import verdicts_on
from dialoog.answers.rules.judging import judge
from dialoog.config import Settings
from dialoog.contributions.checks import looked_texts
from dialoog.contributions.jobs import erase_text
from dialoog.contributions.look_queries import count_hidden, count_unseen, waiting_acts
from dialoog.contributions.models import Contribution, Giver, Ground, Look, TextLook
from dialoog.contributions.rules import look_reminding, looking, looking_at_texts
from dialoog.contributions.rules.looking_at_texts import black_out, erase_original, hide, show
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.queries import events_of, proof
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS, JOBS, RECURRING
from tests.contributions.pages import get, hidden_fields, send, written
from tests.factories import accounts as people
from tests.factories import answers as make
from tests.factories.contributions import SECRETARIAT, mails
from tests.support.queries import counted_queries

WORDS = "Zeldzaamwoord: vraag het maar aan Fem Smit van de Wilgenkade."
REASON = "De tekst noemt iemand die er niets mee te maken heeft."
PLACES = ("/inbreng/{}", "/inbreng", "/inbreng.csv", "/inbreng.json", "/inbreng.atom", "/api/v1/inbrengen/{}")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the look, as it is unless somebody switches it off."""
    return replace(settings, look_first=True)


def judged(
    session: Session, *, how_many: int = 1, level: Level = Level.PUBLIC, look_first: bool = True, words: str = WORDS
) -> list[Contribution]:
    """Points whose giver said no to their answer, with a reaction."""
    ours = make.unit(session)
    given = make.points(session, ours, how_many, level=level)
    bo = make.giver(session, given)
    version = make.version_of(make.answered(session, given, make.official(session, ours, lead=True)))
    values = {point.id: VerdictValue.NO for point in given}
    judge(session, version, giver_ids=[bo.id], values=values, reaction=words, look_first=look_first)
    session.commit()
    return given


def texts(session: Session) -> list[TextLook]:
    return list(session.scalars(select(TextLook).order_by(TextLook.id)))


@pytest.fixture
def secretary(client: FlaskClient, session: Session) -> Person:
    """Logged in as the secretariat."""
    made = people.person(session, Role.SECRETARIAT, name="Sam Bos")
    people.log_in(client, session, made)
    return made


class TestBeforeTheLook:
    def test_d3a_the_verdict_shows_and_its_words_do_not(self, client: FlaskClient, session: Session) -> None:
        (point,) = judged(session)
        page = get(client, f"/inbreng/{point.number}")
        assert "Nee, dit is geen antwoord." in page
        assert "nog niet bekeken" in page
        for address in (*PLACES, "/antwoorden", "/antwoorden.atom", f"/antwoorden/{point.answer_id}"):
            assert "Zeldzaamwoord" not in client.get(address.format(point.number)).text, address
        assert "Zeldzaamwoord" not in client.get("/inbreng?q=zeldzaamwoord").text.partition("</form>")[2]
        assert "Zeldzaamwoord" not in client.get(f"/inbreng/{point.number}/bewijs").text
        assert verify_log(session, CHECKS).problems == []

    def test_d3a_it_is_due_within_two_working_days(self, session: Session) -> None:
        with clock.at(datetime(2026, 3, 6, 12, tzinfo=UTC)):  # a Friday
            judged(session)
        assert [(str(one.due), one.look) for one in texts(session)] == [("2026-03-10", Look.WAITING)]

    def test_d3a_the_secretariat_reads_it_with_the_verdict(self, session: Session) -> None:
        (point,) = judged(session)
        assert [said.reaction for said in verdicts_on(session, point)] == [WORDS]

    def test_d3a_without_the_look_it_shows_at_once_and_can_still_be_hidden(
        self, client: FlaskClient, session: Session
    ) -> None:
        (point,) = judged(session, look_first=False)
        assert WORDS in get(client, f"/inbreng/{point.number}")
        hide(session, texts(session), ground=Ground.CRIMINAL, reason=REASON, actor=SECRETARIAT)
        session.commit()
        assert WORDS not in get(client, f"/inbreng/{point.number}")

    def test_d11_of_a_closed_point_nothing_waits(self, session: Session) -> None:
        judged(session, level=Level.CLOSED)
        [one] = texts(session)
        assert (one.look, one.text.public, count_unseen(session).total) == (Look.NOT_NEEDED, False, 0)
        hide(session, [one], ground=Ground.CRIMINAL, reason=REASON, actor=SECRETARIAT)
        show(session, [one], actor=SECRETARIAT, again=True)
        assert not one.text.public

    def test_d2_d3a_what_is_hidden_or_withdrawn_takes_them_along(self, session: Session) -> None:
        (point,) = judged(session, look_first=False)
        [one] = texts(session)
        looking.hide(session, point, ground=Ground.CRIMINAL, reason=REASON, actor=SECRETARIAT)
        assert not one.text.public
        looking.show(session, [point], actor=SECRETARIAT, again=True)
        assert one.text.public
        bo = session.scalars(select(Giver)).first()
        assert bo is not None
        withdraw_own(session, point, bo, actor=Actor(gave=frozenset({point.id})))
        assert not one.text.public
        session.commit()
        assert verify_log(session, CHECKS).problems == []

    def test_d2_beside_a_withdrawn_point_nothing_waits(self, session: Session) -> None:
        (point,) = judged(session)
        bo = session.scalars(select(Giver)).first()
        assert bo is not None
        withdraw_own(session, point, bo, actor=Actor(gave=frozenset({point.id})))
        assert (count_unseen(session).total, waiting_acts(session, 9)) == (0, [])
        show(session, texts(session), actor=SECRETARIAT)
        assert not texts(session)[0].text.public

    def test_d3a_a_verdict_without_words_waits_for_nobody(self, session: Session) -> None:
        judged(session, words=" ")
        assert (texts(session), count_unseen(session).total) == ([], 0)


class TestShowing:
    def test_d3a_since_then_everyone_reads_and_proves_it(self, client: FlaskClient, session: Session) -> None:
        (point,) = judged(session)
        assert len(show(session, texts(session), actor=SECRETARIAT)) == 1
        assert show(session, texts(session), actor=SECRETARIAT) == []
        session.commit()
        assert WORDS in get(client, f"/inbreng/{point.number}")
        assert "reaction" in [row["naam"] for row in proof(session, point, texts=True)["teksten"]]
        assert make_kinds(session, point)[-2:] == ["judged", "text-shown"]

    def test_d3a_a_list_that_was_open_does_not_show_what_a_colleague_hid_and_the_staff_page_does(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        (point,) = judged(session)
        act = texts(session)[0].act
        token = hidden_fields(get(client, "/werk/bekijken"))["csrf_token"]
        hide(session, texts(session), ground=Ground.CRIMINAL, reason=REASON, actor=SECRETARIAT)
        session.commit()
        client.post("/werk/bekijken", data={"csrf_token": token, "tekst": act})
        session.expire_all()
        assert texts(session)[0].look is Look.HIDDEN
        form = get(client, f"/werk/inbreng/{point.number}").partition('action="/werk/bekijken"')[2]
        client.post("/werk/bekijken", data=hidden_fields(form.partition("</form>")[0]) | {"tekst": act})
        session.expire_all()
        assert texts(session)[0].look is Look.SHOWN

    def test_d9_the_same_words_for_many_points_are_looked_at_once(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        given = judged(session, how_many=3)
        page = get(client, "/werk/bekijken")
        assert page.count("Zeldzaamwoord") == 1
        assert "ook bij 2 andere punten" in page
        assert "1 tekst wacht tot" in page
        fields = hidden_fields(page)
        sent = {"csrf_token": fields["csrf_token"], "terug": fields["terug"], "tekst": texts(session)[0].act}
        assert client.post("/werk/bekijken", data=sent).location == "/werk/bekijken#eerste"
        session.expire_all()
        assert {one.look for one in texts(session)} == {Look.SHOWN}
        for point in given:
            assert WORDS in get(client, f"/inbreng/{point.number}")


class TestHiding:
    def test_d3a_the_words_go_the_reason_is_public_and_the_giver_is_told_once(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, secretary: Person
    ) -> None:
        given = judged(session, how_many=2)
        address = f"/werk/bekijken/{texts(session)[0].act}/verbergen"
        assert "Kies een grond" in send(client, address, {"reason": REASON}).text
        assert send(client, address, {"reason": REASON, "ground": "reclame"}).location == "/werk/bekijken#eerste"
        page = get(client, f"/inbreng/{given[1].number}")
        assert REASON in page
        assert "Wat iemand hierbij schreef, is reclame." in page
        assert "Zeldzaamwoord" not in page
        (mail,) = mails(session, looking_at_texts.HIDDEN_MAIL)
        told = written(app, session, settings, mail)
        assert told is not None
        assert REASON in told["plain"]
        assert "Zeldzaamwoord" not in told["plain"] + told["html"]
        session.expire_all()
        assert count_hidden(session) == 1
        assert "Verborgen is 1 tekst" in get(client, "/over")
        show(session, texts(session), actor=SECRETARIAT, again=True)
        assert written(app, session, settings, mail) is None

    def test_d3a_only_with_a_reason_and_once(self, session: Session) -> None:
        judged(session)
        with pytest.raises(RuleViolation, match="reden"):
            hide(session, texts(session), ground=Ground.ADVERTISING, reason=" ", actor=SECRETARIAT)
        hide(session, texts(session), ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        with pytest.raises(RuleViolation, match="al niet te lezen"):
            hide(session, texts(session), ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        assert list(looked_texts(session)) == []


class TestBlackingOut:
    def test_d1_the_words_go_at_once_and_what_is_left_waits_and_then_stands_in_their_place(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        (point,) = judged(session)
        address = f"/werk/bekijken/{texts(session)[0].act}/weglakken/reaction"
        marked = WORDS.replace("Fem Smit", "[[Fem Smit]]")
        assert "[weggelakt]" in send(client, address, {"marked": marked, "reason": REASON, "stap": "bekijk"}).text
        send(client, address, {"marked": marked, "reason": REASON, "stap": "zeker"})
        assert "Zeldzaamwoord" not in get(client, f"/inbreng/{point.number}")
        session.expire_all()
        show(session, texts(session), actor=SECRETARIAT)
        session.commit()
        page = get(client, f"/inbreng/{point.number}")
        assert "aan [weggelakt] van" in page
        assert "Fem Smit" not in page + client.get(f"/inbreng/{point.number}/bewijs").text
        assert [said.reaction for said in verdicts_on(session, point)] == [WORDS.replace("Fem Smit", "[weggelakt]")]
        assert "text.blacked-out" in session.scalars(select(AuditEntry.action)).all()
        assert verify_log(session, CHECKS).problems == []

    def test_d1_the_original_is_destroyed_with_its_salt_four_weeks_later_once(self, session: Session) -> None:
        (point,) = judged(session)
        new = WORDS.replace("Fem Smit", "[weggelakt]")
        black_out(session, texts(session), new_text=new, reason=REASON, actor=SECRETARIAT)
        again = new.replace("Wilgenkade", "[weggelakt]")
        black_out(session, texts(session), new_text=again, reason=REASON, actor=SECRETARIAT)
        rows = {
            (event.kind, row.text)
            for event in events_of(session, point)
            for row in event.text_rows
            if row.name != "reason"
        }
        assert {("judged", WORDS), ("text-blacked-out", None), ("text-blacked-out", again)} <= rows
        job = session.scalars(select(Job).where(Job.kind == looking_at_texts.ERASE_JOB)).one()
        assert job.due_at - clock.now() > timedelta(days=27)
        assert JOBS[job.kind] is erase_text
        assert erase_original(session, job.params["text"])
        assert not erase_original(session, job.params["text"])
        session.commit()
        session.expire_all()
        event = next(event for event in events_of(session, point) if event.kind == "judged")
        assert [(row.text, row.salt) for row in event.text_rows] == [(None, None)]
        assert make_kinds(session, point)[-1] == "text-erased"
        assert verify_log(session, CHECKS).problems == []

    def test_d1_nothing_else_may_change(self, session: Session) -> None:
        judged(session)
        with pytest.raises(RuleViolation, match="niets veranderd"):
            black_out(session, texts(session), new_text="Iets anders", reason=REASON, actor=SECRETARIAT)


class TestBeingLate:
    def test_d3a_the_secretariat_is_reminded_once_a_day_in_working_hours(
        self, app: Flask, session: Session, settings: Settings
    ) -> None:
        people.person(session, Role.SECRETARIAT, name="Sam Bos")
        with clock.at(datetime(2026, 3, 6, 12, tzinfo=UTC)):  # a Friday; due on Tuesday
            judged(session)
        for day, hour, wanted in ((10, 12, 0), (11, 3, 0), (11, 9, 1), (11, 12, 0), (12, 9, 1), (14, 9, 0)):
            with clock.at(datetime(2026, 3, day, hour, tzinfo=UTC)):
                assert look_reminding.remind(session) == wanted, (day, hour)
        with clock.at(datetime(2026, 3, 12, 9, tzinfo=UTC)):
            told = written(app, session, settings, mails(session, look_reminding.MAIL)[-1])
            assert told is not None
            assert "1 tekst had al bekeken moeten zijn" in told["plain"]
        show(session, texts(session), actor=SECRETARIAT)
        with clock.at(datetime(2026, 3, 16, 9, tzinfo=UTC)):
            assert look_reminding.remind(session) == 0
            assert written(app, session, settings, mails(session, look_reminding.MAIL)[-1]) is None
        assert look_reminding.JOB in JOBS
        assert look_reminding.JOB in [one.kind for one in RECURRING]


class TestThePages:
    def test_the_list_asks_no_more_for_many(
        self, app: Flask, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        (point,) = judged(session)
        for address in ("/werk/bekijken", f"/werk/inbreng/{point.number}"):
            get(client, address)
        with counted_queries(app) as few:
            get(client, "/werk/bekijken")
        for _n in range(4):
            judged(session, how_many=2)
        with counted_queries(app) as many:
            get(client, "/werk/bekijken")
        assert len(few) == len(many) <= 12

    def test_beside_a_step_stands_what_can_be_done_with_its_words(
        self, client: FlaskClient, session: Session, secretary: Person
    ) -> None:
        (point,) = judged(session)
        page = get(client, f"/werk/inbreng/{point.number}")
        assert "Reactie van de inbrenger, nog niet bekeken:" in page
        assert WORDS in page
        assert f"/werk/bekijken/{texts(session)[0].act}/verbergen" in page

    def test_only_the_secretariat_looks(self, client: FlaskClient, session: Session) -> None:
        judged(session)
        people.log_in(client, session, people.person(session, Role.MINISTRY))
        for address in ("verbergen", "weglakken/reaction"):
            assert client.get(f"/werk/bekijken/{texts(session)[0].act}/{address}").status_code == 403

    def test_what_is_not_there_is_not_found(self, client: FlaskClient, session: Session, secretary: Person) -> None:
        judged(session)
        act = texts(session)[0].act
        for address in ("/werk/bekijken/999999/verbergen", f"/werk/bekijken/{act}/weglakken/reason"):
            assert client.get(address).status_code == 404


def make_kinds(session: Session, point: Contribution) -> list[str]:
    return [event.kind for event in events_of(session, point)]
