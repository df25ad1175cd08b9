"""The page behind the link in every mail to a giver: what it shows, asks and does, and for whom (D9, D11, P2)."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token as link_token
from dialoog.accounts.models import AccessLink
from dialoog.answers.models import EffectQuestion, Verdict
from dialoog.answers.queries.points import beside
from dialoog.answers.queries.untold import count_stopped, count_untold, count_without_address
from dialoog.answers.rules.effects import ASK_JOB, ask, plan_missed
from dialoog.answers.rules.judging import send_back
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.clarifications import rules as clarifications
from dialoog.contributions.models import Contribution, ContributionGiver, Giver, Look, Outcome
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.givers import deny
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from tests.contributions.pages import get, hidden_fields, written
from tests.factories.accounts import log_in
from tests.factories.answers import SECRETARIAT, answered, begun, draft, giver, official, person, points, unit
from tests.factories.endorsements import endorsed
from tests.support.pages import secretary
from tests.support.queries import counted_queries

# A Monday, 11 h in Amsterdam.
MONDAY = clock.local(clock.now()).replace(hour=11) - timedelta(days=clock.local(clock.now()).weekday() + 70)


class Given:
    """A giver with points, their page, and what the ministry did with them."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session, self.settings = session, settings
        self.unit = unit(session)
        self.lead = official(session, self.unit, lead=True)
        self.points = points(session, self.unit, 2)
        self.bo = giver(session, self.points)
        session.commit()

    @property
    def page(self) -> str:
        return f"{giver_pages.PATH}/{giver_pages.token(self.bo, self.settings.secret_key)}"

    def add(self, how_many: int, *, level: Level = Level.PUBLIC) -> list[Contribution]:
        made = points(self.session, self.unit, how_many, level=level)
        self.session.add_all(
            ContributionGiver(contribution_id=point.id, giver_id=self.bo.id, attached_at=clock.now()) for point in made
        )
        self.session.commit()
        return made

    def answer(self, given: list[Contribution]) -> Commitment:
        made = answered(self.session, given, self.lead, draft(self.unit))
        self.session.commit()
        return self.session.scalars(select(Commitment).where(Commitment.source_id == made.id)).one()

    def asked(self, given: list[Contribution]) -> Commitment:
        commitment = self.answer(given)
        with clock.at(MONDAY):
            commitments.complete(self.session, commitment, text="Het staat op de website.", actor=SYSTEM)
        moment = MONDAY + timedelta(days=29)
        while ask(self.session, commitment) == 0:
            with clock.at(moment):
                if ask(self.session, commitment):
                    break
            moment += timedelta(days=1)
        self.session.commit()
        return commitment


@pytest.fixture
def given(session: Session, settings: Settings) -> Given:
    return Given(session, settings)


def sent(client: FlaskClient, page: str, address: str, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(address, data={**hidden_fields(get(client, page)), **fields})


def test_every_point_stands_there_with_number_words_state_and_term(client: FlaskClient, given: Given) -> None:
    text = get(client, given.page)
    for point in given.points:
        assert point.number in text
        assert point.public_text in text
    assert "In behandeling" in text
    assert "U krijgt antwoord uiterlijk" in text
    assert "U hoeft nu niets te doen" in text


def test_d4_what_is_late_is_said_honestly(client: FlaskClient, given: Given) -> None:
    given.points[0].answer_due = clock.today() - timedelta(days=10)
    given.session.commit()
    text = get(client, given.page)
    assert "te laat" in text
    assert "moeten zijn. Het ministerie is nog aan zet." in text


def test_the_answer_its_landing_place_and_commitments_stand_there(client: FlaskClient, given: Given) -> None:
    given.answer(given.points)
    text = get(client, given.page)
    for part in ("Deels overgenomen", "Meetplan lucht 2027", "De lijst van straten is openbaar", "Toegezegd"):
        assert part in text


def test_it_is_kept_nowhere_and_tells_the_next_page_nothing(client: FlaskClient, given: Given) -> None:
    headers = client.get(given.page).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Robots-Tag"] == "noindex"


def test_d3a_words_that_nobody_looked_at_do_not_stand_there(client: FlaskClient, given: Given) -> None:
    given.points[0].look = Look.WAITING
    given.session.commit()
    text = get(client, given.page)
    assert given.points[0].public_text not in text
    assert given.points[0].number in text


def test_d11_a_giver_reads_their_own_besloten_points_and_nobody_elses(
    client: FlaskClient, given: Given, session: Session
) -> None:
    [own] = given.add(1, level=Level.CLOSED)
    [others] = points(session, given.unit, level=Level.CLOSED)
    commitment = given.answer([own])
    text = get(client, given.page)
    assert own.public_text in text
    assert "Meetplan lucht 2027" in text
    assert others.number not in text
    assert f"/toezeggingen/{commitment.id}" not in text


@pytest.mark.parametrize("below", ["", "/oordeel/1", "/merkbaar/1", "/gegevens", "/gegevens.json"])
def test_a_link_that_is_worth_nothing_leads_to_where_a_fresh_one_is_asked(
    client: FlaskClient, given: Given, below: str
) -> None:
    text = get(client, f"{giver_pages.PATH}/onzin{below}", status=410)
    assert 'href="/uw-inbreng"' in text
    other = Given(given.session, given.settings)
    forged = given.page[:-6] + other.page[-6:]
    get(client, f"{forged}{below}", status=410)


def test_d9_the_verdict_is_given_from_the_page_once(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.answer(given.points)
    address = f"{given.page}/oordeel/{commitment.source_id}"
    assert f'href="{address}"' in get(client, given.page)
    done = sent(client, address, address, value="nee", reaction="Dit vroeg ik niet.")
    assert "Terug naar uw inbreng" in done.text
    assert {verdict.value for verdict in session.scalars(select(Verdict))} == {"nee"}
    assert address not in get(client, given.page)
    assert "al een oordeel gegeven" in get(client, address)


def test_d11_a_verdict_on_an_answer_to_others_is_not_there(client: FlaskClient, given: Given) -> None:
    others = given.answer(points(given.session, given.unit))
    get(client, f"{given.page}/oordeel/{others.source_id}", status=404)


def test_d9_whether_it_shows_is_said_from_the_page_once(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.asked(given.points)
    address = f"{given.page}/merkbaar/{commitment.id}"
    assert f'href="{address}"' in get(client, given.page)
    assert sent(client, address, address).status_code == 400
    assert "Dank u wel" in sent(client, address, address, value="gedeeltelijk").text
    assert session.scalars(select(EffectQuestion)).one().value == "gedeeltelijk"
    assert "al beantwoord" in get(client, address)
    assert "1 van 1 inbrenger merkt er iets van" in get(client, f"/toezeggingen/{commitment.id}")
    assert "merkt er gedeeltelijk iets van" in get(client, f"/inbreng/{given.points[0].number}")


def test_d9_a_question_put_to_others_is_not_asked_here(client: FlaskClient, given: Given) -> None:
    other = Given(given.session, given.settings)
    commitment = other.asked(other.points)
    assert "al beantwoord, of hij geldt niet meer" in get(client, f"{given.page}/merkbaar/{commitment.id}")


def test_opening_any_page_changes_nothing(client: FlaskClient, given: Given, session: Session) -> None:
    commitment = given.asked(given.points)
    before = session.scalars(select(OutboxMessage.id)).all()
    for below in ("", f"/oordeel/{commitment.source_id}", f"/merkbaar/{commitment.id}", "/gegevens"):
        get(client, given.page + below)
    assert session.scalars(select(OutboxMessage.id)).all() == before
    assert session.scalars(select(Verdict)).all() == []
    assert client.get(f"{given.page}/berichten").status_code == 405


def test_d9a_stopping_is_counted_apart_and_going_on_brings_what_was_missed(
    client: FlaskClient, given: Given, session: Session
) -> None:
    messages = f"{given.page}/berichten"
    sent(client, given.page, messages, act="stop")
    assert "krijgt u geen bericht" in get(client, given.page)
    given.answer(given.points)
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 2, 0)
    told = select(OutboxMessage).where(OutboxMessage.kind == "answers.answer")
    assert session.scalars(told).all() == []
    sent(client, given.page, messages, act="weer")
    assert [mail.to_address for mail in session.scalars(told)] == [given.bo.email]
    assert count_stopped(session) == 0


def test_without_the_form_s_own_token_nothing_is_stopped(client: FlaskClient, given: Given, session: Session) -> None:
    client.post(f"{given.page}/berichten", data={"act": "stop"})
    assert session.scalars(select(ContributionGiver).where(ContributionGiver.stopped_at.is_not(None))).all() == []


def test_p2_what_we_keep_is_shown_and_downloaded(client: FlaskClient, given: Given) -> None:
    text = get(client, f"{given.page}/gegevens")
    assert given.bo.email is not None
    assert given.bo.email in text
    file = client.get(f"{given.page}/gegevens.json")
    told = json.loads(file.text)
    assert (told["eMail"], told["namen"]) == (given.bo.email, ["Bo Smit"])
    assert [one["nummer"] for one in told["inbreng"]] == [point.number for point in given.points]
    assert "attachment" in file.headers["Content-Disposition"]


def test_p2_what_somebody_endorsed_from_the_address_is_shown_and_forgotten_too(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    point = given.add(1)[0]
    backed = endorsed(session, point, email=given.bo.email or "")
    data = f"{given.page}/gegevens"
    assert "Onderschreven" in get(client, data)
    told = json.loads(client.get(f"{data}.json").text)
    [one] = told["onderschrijvingen"]
    assert (one["nummer"], one["organisatie"], one["contactpersoon"]) == (point.number, backed.name, "Bo Smit")
    sent(client, data, data, act="vergeten")
    address = f"/uw-inbreng/vergeten/{_asked_by_mail(session, settings, own_page.FORGET)}"
    assert "U onderschreef namens een organisatie" in get(client, address)
    sent(client, address, address)
    session.refresh(backed)
    assert backed.email is None


def test_p2_what_a_giver_replied_and_what_is_still_asked_stand_with_what_we_keep(
    client: FlaskClient, given: Given, session: Session
) -> None:
    point, *others = given.points
    question = clarifications.ask(session, point, question="Op welke hoek staat de paal?", actor=given.lead)
    gave = Actor(gave=frozenset({point.id}))
    clarifications.reply(session, question, given.bo, text="Bij de bakker.", look_first=True, actor=gave)
    commitment = given.asked(others)
    data = f"{given.page}/gegevens"
    assert "Reacties op vragen" in get(client, data)
    told = json.loads(client.get(f"{data}.json").text)
    [one] = told["navragen"]
    assert (one["nummer"], one["vraag"], one["reactie"]) == (
        point.number,
        "Op welke hoek staat de paal?",
        "Bij de bakker.",
    )
    assert [asked["over"] for asked in told["gevraagd"]] == [f"toezegging/{commitment.id}"]


def test_d9_whoever_has_mail_again_is_asked_whether_it_shows(given: Given, session: Session) -> None:
    own_page.stop(session, giver_pages.owner(session, given.bo))
    commitment = given.answer(given.points)
    with clock.at(MONDAY):
        commitments.complete(session, commitment, text="Het staat op de website.", actor=SYSTEM)
    query = select(Job.due_at).where(Job.kind == ASK_JOB)
    [first] = session.scalars(query)
    with clock.at(MONDAY + timedelta(days=7)):
        plan_missed(session, own_page.go_on(session, giver_pages.owner(session, given.bo)))
    assert session.scalars(query).all() == [first], "it is asked in time"
    own_page.stop(session, giver_pages.owner(session, given.bo))
    with clock.at(MONDAY + timedelta(days=35)):
        assert ask(session, commitment) == 0
        plan_missed(session, own_page.go_on(session, giver_pages.owner(session, given.bo)))
        [_first, again] = session.scalars(query.order_by(Job.due_at))
        assert again - MONDAY >= timedelta(days=35)
        assert ask(session, commitment) == 1
    assert plan_missed(session, [point.id for point in points(session, given.unit)]) == 0


def test_d9a_what_is_said_to_whoever_has_mail_again_is_what_happens(client: FlaskClient, given: Given) -> None:
    messages = f"{given.page}/berichten"
    sent(client, given.page, messages, act="stop")
    sent(client, given.page, messages, act="weer")
    assert "De antwoorden die u gemist hebt, sturen wij alsnog." in get(client, given.page)


def test_d2_of_a_point_that_was_taken_back_neither_outcome_nor_commitments_are_shown(
    client: FlaskClient, given: Given, session: Session
) -> None:
    commitment = given.answer(given.points[:1])
    assert commitment.text in get(client, given.page)
    withdraw_own(session, given.points[0], given.bo, actor=Actor(gave=frozenset({given.points[0].id})))
    session.commit()
    page = get(client, given.page)
    assert commitment.text not in page
    assert "Deels overgenomen" not in page


def _asked_by_mail(session: Session, settings: Settings, about: str) -> str:
    link = session.scalars(select(AccessLink).where(AccessLink.subject_kind == about)).one()
    return link_token(link, settings.secret_key)


def test_p2_another_address_takes_two_mails(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    data = f"{given.page}/gegevens"
    assert sent(client, data, data, act="adres", email="geen adres").status_code == 400
    sent(client, data, data, act="adres", email="nieuw@voorbeeld.nl")
    first = f"/uw-inbreng/adres/{_asked_by_mail(session, settings, own_page.MOVE)}"
    sent(client, first, first)
    second = f"/uw-inbreng/nieuw-adres/{_asked_by_mail(session, settings, own_page.NEW_ADDRESS)}"
    assert given.bo.email != "nieuw@voorbeeld.nl"
    assert "Uw adres is nu nieuw@voorbeeld.nl" in sent(client, second, second).text
    session.refresh(given.bo)
    assert given.bo.email == "nieuw@voorbeeld.nl"
    for used in (first, second):
        get(client, used, status=410)
    get(client, first.replace("/adres/", "/vergeten/"), status=410)


def test_p2_being_forgotten_takes_a_mail(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    page, data = given.page, f"{given.page}/gegevens"
    sent(client, data, data, act="vergeten")
    session.refresh(given.bo)
    assert given.bo.email
    address = f"/uw-inbreng/vergeten/{_asked_by_mail(session, settings, own_page.FORGET)}"
    assert given.points[0].number in get(client, address)
    assert "Uw naam en adres zijn weg" in sent(client, address, address).text
    get(client, page, status=410)
    get(client, address, status=410)
    assert "De inbrenger is vergeten" in get(client, f"/inbreng/{given.points[0].number}")


def test_a_lost_link_is_answered_alike_for_everyone(client: FlaskClient, given: Given, session: Session) -> None:
    answers = [
        sent(client, "/uw-inbreng", "/uw-inbreng", email=email) for email in (given.bo.email or "", "wie@voorbeeld.nl")
    ]
    assert [answer.headers["Location"] for answer in answers] == ["/uw-inbreng/verstuurd"] * 2
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == own_page.PAGE_MAIL)).all()
    assert [mail.to_address for mail in mails] == [given.bo.email]


def test_one_place_asks_so_many_links_and_then_waits(client: FlaskClient, given: Given, session: Session) -> None:
    for _n in range(8):
        sent(client, "/uw-inbreng", "/uw-inbreng", email=given.bo.email or "")
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == own_page.PAGE_MAIL)).all()
    assert len(mails) == 5


def test_the_link_stands_in_the_mails_and_only_for_who_has_that_address(
    app: Flask, given: Given, session: Session, settings: Settings
) -> None:
    given.asked(given.points)
    for kind in ("answers.answer", "answers.commitment", "answers.effect"):
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).first()
        assert mail is not None
        text = written(app, session, settings, mail)
        assert text is not None
        assert "http://localhost/uw-inbreng/" in text["plain"], kind
        assert "http://localhost/uw-inbreng/" in text["html"], kind
        mail.to_address = "oud@voorbeeld.nl"
        other = written(app, session, settings, mail)
        assert other is None or "/uw-inbreng/" not in other["plain"], kind


def test_with_an_account_the_same_stands_on_the_own_page(client: FlaskClient, given: Given, session: Session) -> None:
    given.answer(given.points)
    someone = person(session)
    someone.email = given.bo.email or ""
    session.commit()
    log_in(client, session, someone)
    text = get(client, "/mijn")
    for point in given.points:
        assert point.public_text in text
    assert "Is dit een antwoord op wat u inbracht?" in text


def test_the_page_asks_the_same_for_few_points_and_for_many(app: Flask, client: FlaskClient, given: Given) -> None:
    def asked() -> int:
        # The words of the glossary are kept until anything public changes.
        get(client, given.page)
        with counted_queries(app) as statements:
            get(client, f"{given.page}?aantal=100")
        return len(statements)

    given.asked(given.points)
    few = asked()
    for _n in range(4):
        given.answer(given.add(5))
    given.add(3)
    assert asked() == few
    assert few <= 12


def test_of_many_questions_the_first_few_are_asked(client: FlaskClient, given: Given) -> None:
    for point in given.add(7):
        given.answer([point])
    text = get(client, given.page)
    assert text.count("/oordeel/") == 5
    assert "Hierna zijn er nog 2 vragen." in text


def test_after_an_answer_of_its_own_the_new_one_stands_there(client: FlaskClient, given: Given) -> None:
    given.answer(given.points[:1])
    send_back(given.session, given.points[0], reason="Er was iets anders gevraagd.", actor=SECRETARIAT)
    given.session.commit()
    assert "Dit is weer open. U krijgt een nieuw antwoord" in get(client, given.page)
    answered(given.session, given.points[:1], given.lead, draft(given.unit, Outcome.NOT_ADOPTED))
    given.session.commit()
    assert "Niet overgenomen" in get(client, given.page)
    assert "Deels overgenomen" not in get(client, given.page)


def test_many_points_are_paged(client: FlaskClient, given: Given) -> None:
    given.add(25)
    text = get(client, given.page)
    assert "27 punten" in text
    assert "?na=" in text
    assert given.points[0].number not in text


def test_staff_see_how_many_want_no_mail(client: FlaskClient, given: Given, session: Session) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    session.commit()
    secretary(client, session)
    assert "Bij 2 beantwoorde punten wil de inbrenger geen bericht." in get(client, "/werk/nog-niet-bericht")


@pytest.mark.parametrize("address", [None, "", "comes back"])
def test_d9a_of_who_stopped_and_has_no_address_any_more_it_is_the_address_that_lacks(
    given: Given, session: Session, address: str | None
) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    if address == "comes back":
        given.bo.bounced_at = clock.now()
    else:
        given.bo.email = address
    session.flush()
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 0, 2)


def test_d9a_a_point_that_its_giver_denied_after_stopping_has_nobody_to_write_to(
    given: Given, session: Session
) -> None:
    given.answer(given.points)
    own_page.stop(session, giver_pages.owner(session, given.bo))
    deny(session, given.points[0], given.bo)
    assert (count_untold(session), count_stopped(session), count_without_address(session)) == (0, 1, 1)


def test_d9a_beside_a_draft_who_wants_no_mail_is_not_counted_as_hearing_of_it(given: Given, session: Session) -> None:
    giver(session, given.points[:1], name="Ada Kok")
    answer = begun(session, given.points, given.lead).answer
    assert beside(session, answer, given.lead).addresses == 2
    own_page.stop(session, giver_pages.owner(session, given.bo))
    assert beside(session, answer, given.lead).addresses == 1


def test_two_addresses_are_two_pages(client: FlaskClient, given: Given, session: Session) -> None:
    other: Giver = giver(session, given.points[:1], name="Ada Kok")
    session.commit()
    page = f"{giver_pages.PATH}/{giver_pages.token(other, given.settings.secret_key)}"
    text = get(client, page)
    assert given.points[0].number in text
    assert given.points[1].number not in text
