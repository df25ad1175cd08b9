"""D5, D6: *doorgeleid* is a handshake: another body takes it on, refuses, or stays silent for ten working days."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, Person
from dialoog.answers import jobs, mails
from dialoog.answers.models import Answer, AnswerVersion, Referral, ReferralState
from dialoog.answers.rules import drafting, referring
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.duties import DutiesNotMet
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.referring import CLOSE_JOB, SILENT_JOB
from dialoog.answers.rules.versions import start_version
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, Look, Outcome
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.db import Database
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.queries import events_of
from dialoog.terms.calendar import due_date
from dialoog.terms.models import Promise
from dialoog.terms.rules import running
from tests.factories.answers import MOTIVATION, SECRETARIAT, answered, giver, official, points, unit
from tests.support.html import assert_valid_html
from tests.support.pages import token_in

BODY = "gemeente Waterhoek"
CONTACT = "beslist@waterhoek.example.nl"
REASON = "Dit is geen taak van een gemeente."
REFER = Draft(outcome=Outcome.REFERRED, motivation=MOTIVATION, referred_to=BODY, referred_contact=CONTACT)


class Offer:
    """Two points of one giver, offered to another body."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit = unit(session)
        self.by = official(session, self.unit, lead=True)
        self.points = points(session, self.unit, 2)
        giver(session, self.points, email="tes@voorbeeld.nl")
        self.answer = answered(session, self.points, self.by, REFER)
        self.referral = session.scalars(
            select(Referral).join(AnswerVersion).where(AnswerVersion.answer_id == self.answer.id)
        ).one()

    @property
    def states(self) -> list[str | None]:
        return [point.status for point in self.points]

    def kinds(self, n: int = 0) -> list[str]:
        return [event.kind for event in events_of(self.session, self.points[n])]

    def mails(self, kind: str) -> list[OutboxMessage]:
        return list(self.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


@pytest.fixture
def offer(session: Session) -> Offer:
    return Offer(session)


@pytest.mark.parametrize(
    ("without", "field"), [({"referred_to": " "}, "referred_to"), ({"referred_contact": "niemand"}, "referred_contact")]
)
def test_d6_it_names_to_whom_with_an_address(session: Session, without: dict[str, str], field: str) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = replace(REFER, **without)  # type: ignore[arg-type]
    act = drafting.start(session, points(session, ours), unit=ours, actor=by, given=given)
    with pytest.raises(DutiesNotMet) as missing:
        publish(session, act.answer, actor=by)
    assert [name for name, _message in missing.value.problems] == [field]


def test_d11_what_is_closed_is_offered_to_nobody(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    act = drafting.start(session, points(session, ours, level=Level.CLOSED), unit=ours, actor=by, given=REFER)
    with pytest.raises(DutiesNotMet, match="besloten"):
        publish(session, act.answer, actor=by)


def test_d5_offered_points_stay_in_hand_and_their_terms_run(offer: Offer) -> None:
    assert offer.states == ["in-behandeling", "in-behandeling"]
    assert offer.kinds()[-1] == "offered"
    assert all(running(offer.session, point, Promise.ANSWER) for point in offer.points)
    assert offer.referral.due_on == due_date(clock.today(), 10)
    [mail] = offer.mails("answers.referral")
    assert mail.to_address == CONTACT


def test_d12_neither_the_body_nor_its_address_stands_in_a_leaf(offer: Offer) -> None:
    event = events_of(offer.session, offer.points[0])[-1]
    assert event.data == {"answer": offer.answer.id, "version": 1, "due": offer.referral.due_on.isoformat()}
    assert [row.text for row in event.text_rows] == [BODY]


def test_d7_what_is_on_offer_gets_no_second_answer(offer: Offer) -> None:
    with pytest.raises(RuleViolation, match=f"het is aangeboden aan {BODY}"):
        drafting.start(offer.session, offer.points, unit=offer.unit, actor=offer.by)


def test_d5_taken_on_they_are_answered_within_their_term(offer: Offer) -> None:
    assert referring.accept(offer.session, offer.referral) == offer.points
    assert offer.states == ["beantwoord", "beantwoord"]
    assert offer.kinds()[-2:] == ["referral-accepted", "answered"]
    assert offer.points[0].outcome is Outcome.REFERRED
    assert running(offer.session, offer.points[0], Promise.ANSWER) is None
    assert events_of(offer.session, offer.points[0])[-1].actor_role == "ontvangende partij"
    jobs_planned = offer.session.scalars(select(Job).where(Job.kind == CLOSE_JOB)).all()
    assert [job.params for job in jobs_planned] == [{"answer": offer.answer.id}]


def test_d5_refused_they_come_back_with_the_same_term_and_can_be_answered(offer: Offer) -> None:
    before = [point.answer_due for point in offer.points]
    referring.refuse(offer.session, offer.referral, reason=REASON)
    assert offer.states == ["in-behandeling", "in-behandeling"]
    assert [point.answer_due for point in offer.points] == before
    event = events_of(offer.session, offer.points[0])[-1]
    assert {row.name: row.text for row in event.text_rows} == {"body": BODY, "reason": REASON}
    answered(offer.session, offer.points, offer.by)
    assert offer.states == ["beantwoord", "beantwoord"]


def test_d5_a_refusal_needs_a_reason(offer: Offer) -> None:
    with pytest.raises(RuleViolation, match="reden"):
        referring.refuse(offer.session, offer.referral, reason="nee")
    assert offer.referral.state is ReferralState.OFFERED


def test_d5_it_is_decided_once(offer: Offer) -> None:
    referring.accept(offer.session, offer.referral)
    with pytest.raises(RuleViolation, match="al beslist"):
        referring.accept(offer.session, offer.referral)
    with pytest.raises(RuleViolation, match="al beslist"):
        referring.refuse(offer.session, offer.referral, reason=REASON)
    assert offer.states == ["beantwoord", "beantwoord"]


def test_d5_silence_brings_them_back_only_after_ten_working_days_and_once(offer: Offer) -> None:
    with clock.at(clock.start_of(offer.referral.due_on)):
        assert referring.note_silence(offer.session, offer.referral) == []
    with clock.at(clock.start_of(offer.referral.due_on + timedelta(days=1))):
        assert referring.note_silence(offer.session, offer.referral) == offer.points
        assert referring.note_silence(offer.session, offer.referral) == []
    event = events_of(offer.session, offer.points[0])[-1]
    assert (event.kind, event.data["silent"], event.actor_role) == ("referral-returned", True, "systeem")


def test_d2_what_was_withdrawn_meanwhile_is_left(offer: Offer) -> None:
    wrong, right = offer.points
    withdraw_wrong_entry(offer.session, wrong, reason="Dit stond er dubbel in.", instead=right, actor=SECRETARIAT)
    assert referring.accept(offer.session, offer.referral) == [offer.points[1]]
    assert offer.states == ["ingetrokken", "beantwoord"]


def test_d8_the_ministry_may_answer_itself_after_all(offer: Offer) -> None:
    version = start_version(offer.session, offer.answer, actor=offer.by)
    version.outcome, version.consideration = Outcome.NOT_ADOPTED, "Het is te duur."
    version.why_changed = "Wij doen het toch zelf."
    publish(offer.session, offer.answer, actor=offer.by)
    assert offer.states == ["beantwoord", "beantwoord"]
    assert offer.referral.state is ReferralState.LAPSED
    with pytest.raises(RuleViolation, match="al beslist"):
        referring.accept(offer.session, offer.referral)


def words(offer: Offer, kind: str, settings: Settings) -> list[str]:
    made = [mails.RENDERERS[kind](offer.session, mail, settings) for mail in offer.mails(kind)]
    return [content.subject for content in made if content is not None]


def test_d9a_the_giver_hears_of_the_offer_and_of_what_became_of_it(offer: Offer, settings: Settings) -> None:
    first, second = (point.number for point in offer.points)
    assert words(offer, "answers.answer", settings) == [f"Uw inbreng {first}, {second} is aangeboden aan {BODY}"]
    referring.refuse(offer.session, offer.referral, reason=REASON)
    assert words(offer, "answers.decided", settings) == [
        f"Uw inbreng {first} is terug bij het ministerie",
        f"Uw inbreng {second} is terug bij het ministerie",
    ]
    lead = offer.session.get_one(Person, offer.by.person_id)
    assert {mail.to_address for mail in offer.mails("answers.sent_back")} == {lead.email}
    assert words(offer, "answers.sent_back", settings)[0] == f"{first} is niet aangenomen en wacht weer op u"


def test_d6_the_mail_to_the_body_is_not_made_once_it_was_decided(offer: Offer, settings: Settings) -> None:
    assert words(offer, "answers.referral", settings) == ["Neemt u deze 2 punten over?"]
    referring.accept(offer.session, offer.referral)
    assert words(offer, "answers.referral", settings) == []


def test_d5_the_job_notes_the_silence(own_database: Database) -> None:
    with own_database.transaction() as session:
        made = Offer(session)
        job = session.scalars(select(Job).where(Job.kind == SILENT_JOB)).one()
        number, due = made.points[0].number, made.referral.due_on
        session.expunge(job)
    assert job.due_at == clock.start_of(due + timedelta(days=1))
    with clock.at(job.due_at + timedelta(minutes=1)):
        jobs.end_offer(own_database, None, job)  # type: ignore[arg-type]
        with own_database.transaction() as session:
            point = session.scalars(select(Contribution).where(Contribution.number == number)).one()
            assert [event.kind for event in events_of(session, point)][-1] == "referral-returned"
            assert session.scalars(select(Answer)).one().status == "gepubliceerd"


def test_d9_the_giver_is_asked_only_once_it_was_taken_on(offer: Offer, client: FlaskClient, settings: Settings) -> None:
    [mail] = offer.mails("answers.answer")
    assert "link" not in mail.params
    referring.accept(offer.session, offer.referral)
    [link, *_others] = [mail.params["link"] for mail in offer.mails("answers.decided")]
    offer.session.commit()
    address = f"/oordeel/{token(offer.session.get_one(AccessLink, link), settings.secret_key)}"
    assert offer.points[0].public_text in client.get(address).text


class Behind:
    """The page behind the link in the mail."""

    def __init__(self, offer: Offer, client: FlaskClient, settings: Settings) -> None:
        link = offer.session.get_one(AccessLink, offer.mails("answers.referral")[0].params["link"])
        offer.session.commit()
        self.client = client
        self.address = f"/doorgeleid/{token(link, settings.secret_key)}"

    def post(self, **given: str) -> TestResponse:
        return self.client.post(
            self.address, data={"csrf_token": token_in(self.client.get(self.address).text), **given}
        )


def test_d6_the_page_acts_by_its_buttons_alone_and_once(offer: Offer, client: FlaskClient, settings: Settings) -> None:
    page = Behind(offer, client, settings)
    shown = client.get(page.address)
    assert_valid_html(shown.text)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert all(point.public_text in shown.text for point in offer.points)
    assert CONTACT not in shown.text
    assert offer.states == ["in-behandeling", "in-behandeling"]
    refused = page.post(act="nee", reason="te kort")
    assert (refused.status_code, "Geef een reden" in refused.text) == (400, True)
    assert "te kort" in refused.text
    done = page.post(act="ja")
    assert "u gaat hiermee verder" in done.text
    offer.session.expire_all()
    assert offer.states == ["beantwoord", "beantwoord"]
    assert client.get(page.address).status_code == 410


def test_d3a_words_nobody_looked_at_yet_are_not_shown_to_the_body(
    offer: Offer, client: FlaskClient, settings: Settings
) -> None:
    offer.points[0].look = Look.WAITING
    shown = client.get(Behind(offer, client, settings).address).text
    assert offer.points[0].public_text not in shown
    assert offer.points[1].public_text in shown


def test_d5_what_was_answered_is_not_offered_any_more(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    version = start_version(session, answer, actor=by)
    version.outcome, version.why_changed = Outcome.REFERRED, "Dit is toch van een ander."
    version.referred_to, version.referred_contact = BODY, CONTACT
    with pytest.raises(RuleViolation, match="al beantwoord"):
        publish(session, answer, actor=by)


def test_d6_the_dossier_tells_who_has_it_and_until_when(offer: Offer, client: FlaskClient) -> None:
    offer.session.commit()
    shown = client.get(f"/inbreng/{offer.points[0].number}")
    assert_valid_html(shown.text)
    assert f"Aangeboden aan {BODY}" in shown.text
    assert "Uiterlijk dan zegt de andere organisatie ja of nee" in shown.text
    assert CONTACT not in shown.text


def test_d12_who_says_yes_or_no_is_no_person_in_the_record() -> None:
    assert Actor(name=BODY, asked=True).public_role == "ontvangende partij"
