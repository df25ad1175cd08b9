"""D4, D7: asking from the ministry's desk, the giver's page behind the mailed link, and what staff see of it."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.answers.prepared import ReleaseItem
from dialoog.answers.queries.releases import waiting_items
from dialoog.answers.rules import releasing
from dialoog.answers.rules.clarifying import ask_all
from dialoog.answers.rules.drafting import Draft, draft_of
from dialoog.answers.rules.reminding import remind
from dialoog.config import Settings
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Contribution, Outcome, TextLook
from dialoog.contributions.queries import Filters, listed
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.web.rendering import short_date
from tests.contributions.pages import get, hidden_fields, send, written
from tests.factories.answers import MOTIVATION, answered, begun, giver, official, points, unit
from tests.factories.clarifications import QUESTION, REPLY, Question
from tests.support.pages import as_staff, secretary
from tests.support.queries import counted_queries


@pytest.fixture
def question(session: Session) -> Question:
    return Question(session)


@pytest.fixture
def asked(question: Question, session: Session) -> Clarification:
    made = question.ask()
    session.commit()
    return made


def asking(*numbers: str) -> str:
    return "/werk/inbreng/navraag?" + "&".join(f"nummer={number}" for number in numbers)


def test_an_official_asks_from_the_page_of_the_point(client: FlaskClient, session: Session, question: Question) -> None:
    as_staff(client, session, question.by)
    here = f"/werk/inbreng/{question.point.number}"
    assert "Vraag de inbrenger iets" in get(client, here)
    address = asking(question.point.number)
    assert "Schrijf op wat u wilt weten" in send(client, address, {"question": " "}).text
    kept = send(client, address, {"question": "Hoe?"}).text
    assert "Hoe?</textarea>" in kept
    assert send(client, address, {"question": QUESTION}).location.endswith(here)
    found = get(client, here)
    assert QUESTION in found
    assert "Ali Kaya" in found
    assert "wacht op een reactie" in found
    assert "Staat stil sinds" in found
    assert session.scalars(select(AuditEntry.action)).all()[-2:].count("clarification.asked") == 1


@pytest.mark.parametrize("who", ["secretariat", "other unit", "nobody"])
def test_who_may_ask(client: FlaskClient, session: Session, question: Question, who: str) -> None:
    if who == "secretariat":
        secretary(client, session)
    elif who == "other unit":
        as_staff(client, session, official(session, unit(session)))
    status = {"secretariat": 200, "other unit": 403, "nobody": 302}[who]
    assert client.get(asking(question.point.number)).status_code == status


def test_d7_many_at_once_and_who_cannot_be_asked_is_named(
    client: FlaskClient, session: Session, question: Question
) -> None:
    more = points(session, question.unit, 2)
    giver(session, more[:1])
    session.commit()
    as_staff(client, session, question.by)
    numbers = [question.point.number, *(point.number for point in more)]
    form = hidden_fields(get(client, "/werk/beantwoorden"))
    went = client.post("/werk/beantwoorden", data={**form, "nummer": numbers, "doe": "navraag"})
    assert went.status_code == 302
    page = get(client, went.location)
    assert f"{numbers[2]}: van niemand die dit inbracht" in page
    send(client, went.location, {"question": QUESTION, "nummer": numbers})
    asked = session.scalars(select(Clarification)).all()
    assert [one.contribution.number for one in asked] == numbers[:2]
    queue = get(client, "/werk/beantwoorden")
    assert queue.count("navraag loopt sinds") == 2


def test_d5_not_while_another_body_has_it_on_offer(session: Session, question: Question) -> None:
    words = Draft(Outcome.REFERRED, MOTIVATION, referred_to="gemeente", referred_contact="a@voorbeeld.nl")
    answered(session, [question.point], question.lead, words)
    with pytest.raises(RuleViolation, match="aangeboden aan gemeente"):
        ask_all(session, [question.point], question=QUESTION, actor=question.by)


def test_d7b_not_while_the_answer_waits_for_a_release(
    client: FlaskClient, session: Session, question: Question
) -> None:
    waiting(session, question)
    with pytest.raises(RuleViolation, match="klaar voor vrijgave ‘Kamerbrief’"):
        ask_all(session, [question.point], question=QUESTION, actor=question.by)
    assert question.clock.paused_on is None
    session.commit()
    as_staff(client, session, question.by)
    assert "klaar voor vrijgave ‘Kamerbrief’" in get(client, asking(question.point.number))


def test_d4_what_is_left_of_a_pause_does_not_count_for_a_release(session: Session, question: Question) -> None:
    due = question.clock.due_on
    question.ask()
    answer = begun(session, [question.point], question.lead).answer
    edit = draft_of(session, answer).edit

    def planned(at: datetime) -> None:
        made = releasing.make(session, name="Kamerbrief", at=at, actor=question.lead)
        releasing.add(session, made, answer, edit=edit, actor=question.lead)

    day_after = clock.start_of(due + timedelta(days=1))
    with pytest.raises(RuleViolation, match=f"uiterlijk {short_date(due)}"):
        planned(day_after)
    with clock.at(clock.start_of(due)):
        planned(day_after)


def waiting(session: Session, question: Question) -> ReleaseItem:
    """The answer to the point waits for a release in a week."""
    made = releasing.make(session, name="Kamerbrief", at=clock.now() + timedelta(days=7), actor=question.lead)
    answer = begun(session, [question.point], question.lead).answer
    releasing.add(session, made, answer, edit=draft_of(session, answer).edit, actor=question.lead)
    return waiting_items(session, made)[0]


def test_the_mail_says_what_is_asked_by_whom_and_until_when(
    app: Flask, session: Session, settings: Settings, question: Question, asked: Clarification
) -> None:
    [mail] = question.mails(rules.ASKED_MAIL)
    text = written(app, session, settings, mail)
    assert text is not None
    for part in (text["plain"], text["html"]):
        assert QUESTION in part
        assert question.point.public_text in part
        assert "Ali Kaya, beleidsmedewerker" in part
        assert question.address(settings.secret_key) in part
    with clock.at(clock.now() + timedelta(days=7)):
        assert rules.remind(session, mail.params["clarifications"]) == 1
    again = written(app, session, settings, question.mails(rules.ASKED_MAIL)[-1])
    assert again is not None
    assert again["subject"].startswith("Herinnering")
    question.reply(asked)
    told = written(app, session, settings, question.mails("answers.clarified")[0])
    assert told is not None
    assert REPLY not in told["plain"], "nobody looked at it yet"


def test_d7_one_mail_to_an_address_about_many_points_and_each_is_replied_to_by_itself(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, question: Question
) -> None:
    given = points(session, question.unit, 3)
    giver(session, given[:2], email="tes@voorbeeld.nl", name="Bakkerij Kok")
    giver(session, given[1:], email="zoe@voorbeeld.nl", name="Zoë Wit")
    ask_all(session, [question.point, *given], question=QUESTION, actor=question.by)
    session.commit()
    assert len(looks(session)) == 1, "one act: the question is looked at once"
    tes, zoe = question.mails(rules.ASKED_MAIL)
    assert (tes.to_address, zoe.to_address) == ("tes@voorbeeld.nl", "zoe@voorbeeld.nl")
    text = written(app, session, settings, tes)
    assert text is not None
    assert "3 punten" in text["subject"]
    for point in (question.point, *given[:2]):
        assert point.number in text["plain"]
        assert point.number in text["html"]
    hrefs = re.findall(r"(/uw-inbreng/\S+/navraag/\d+)", text["plain"])
    assert len(set(hrefs)) == 3
    assert send(client, hrefs[1], {"reply": REPLY}).status_code == 200
    states = [one.state for one in session.scalars(select(Clarification).order_by(Clarification.id))]
    assert [state is ClarificationState.ANSWERED for state in states] == [False, True, False, False]
    again = [mail.to_address for mail in reminded(session, question)]
    assert again == ["tes@voorbeeld.nl", "zoe@voorbeeld.nl"], "one reminder to an address too"


def looks(session: Session) -> set[int]:
    return set(session.scalars(select(TextLook.act).where(TextLook.name == "question")))


def reminded(session: Session, question: Question) -> list[OutboxMessage]:
    for job in session.scalars(select(Job).where(Job.kind == rules.REMIND_JOB)).all():
        rules.remind(session, job.params["clarifications"])
    return [mail for mail in question.mails(rules.ASKED_MAIL) if mail.params["again"]]


# What is written row by row: new rows whose ids SQLite tells one by one, and subjects that an event moves on.
BY_ROW = ("INSERT INTO clarification", "INSERT INTO event ", "INSERT INTO text_look", "INSERT INTO access_link")
BY_ROW += ("UPDATE contribution SET",)


def test_d7_asking_about_many_points_takes_as_many_statements_as_about_few(
    app: Flask, session: Session, question: Question
) -> None:
    counts = []
    for many in (2, 12):
        given = points(session, question.unit, many)
        for number, point in enumerate(given):
            giver(session, [point], email=f"bo{many}{number}@voorbeeld.nl")
        session.commit()
        # As a request finds it, with its points read.
        given = list(session.scalars(select(Contribution).where(Contribution.id.in_([one.id for one in given]))))
        with counted_queries(app) as statements:
            ask_all(session, given, question=QUESTION, actor=question.by)
        counts.append(len([one for one in statements if not one.startswith(BY_ROW)]))
    assert counts[0] == counts[1]


def test_the_question_can_be_taken_back(
    client: FlaskClient, session: Session, question: Question, asked: Clarification
) -> None:
    as_staff(client, session, question.by)
    here = f"/werk/inbreng/{question.point.number}"
    form = hidden_fields(get(client, here))
    went = client.post(f"/werk/navraag/{asked.id}/intrekken", data=form)
    assert went.location.endswith(f"{here}#navraag")
    session.expire_all()
    assert asked.state is ClarificationState.WITHDRAWN
    assert client.post(f"/werk/navraag/{asked.id}/intrekken", data=form).status_code == 400
    as_staff(client, session, official(session, unit(session)))
    form = hidden_fields(get(client, "/werk"))
    assert client.post(f"/werk/navraag/{asked.id}/intrekken", data=form).status_code == 403


def test_question_and_reply_stand_beside_the_draft(client: FlaskClient, session: Session, question: Question) -> None:
    question.reply(question.ask(), look_first=True)
    draft = begun(session, [question.point], question.lead).answer
    session.commit()
    as_staff(client, session, question.lead)
    found = get(client, f"/werk/antwoorden/{draft.id}")
    assert QUESTION in found
    assert REPLY in found
    assert "Nog niet bekeken" in found
    assert "reactie ontvangen op" in get(client, "/werk/beantwoorden")


def test_d4_the_public_reads_that_the_term_stands_still(
    client: FlaskClient, question: Question, asked: Clarification
) -> None:
    dossier = get(client, f"/inbreng/{question.point.number}")
    assert "De termijn staat sinds deze dag stil" in dossier
    assert "De termijn staat stil sinds" in dossier
    assert "Komt er geen reactie, dan is de laatste dag" in dossier


def test_d4_a_clock_that_stands_still_is_not_late_and_reminds_nobody(session: Session, question: Question) -> None:
    due = question.clock.due_on
    with clock.at(clock.start_of(due)):
        asked = question.ask()
    # A Thursday or so after the first last day, in office hours.
    moment = clock.start_of(due + timedelta(days=8)) + timedelta(hours=10)
    late = listed(session, Filters(te_laat=True), select(type(question.point)))
    with clock.at(moment):
        assert session.scalars(late).all() == []
        assert remind(session, director=None, now=moment) == 0
        rules.withdraw(session, asked, actor=question.by)
        assert question.point.answer_due is not None
        assert question.point.answer_due > due


def test_pages_ask_the_same_for_one_question_and_for_many(
    app: Flask, client: FlaskClient, session: Session, question: Question
) -> None:
    as_staff(client, session, question.lead)

    def seen() -> list[int]:
        session.commit()
        counts = []
        for address in addresses:
            with counted_queries(app) as statements:
                get(client, address)
            counts.append(len(statements))
        return counts

    given = points(session, question.unit, 8)
    giver(session, given)
    draft = begun(session, [question.point, *given], question.lead).answer
    dossier = f"/inbreng/{question.point.number}"
    addresses = ("/werk/beantwoorden", f"/werk/antwoorden/{draft.id}", dossier, f"/werk{dossier}")
    question.ask()
    seen()
    few = seen()
    ask_all(session, given, question=QUESTION, actor=question.by)
    of_point = select(Clarification).where(Clarification.state == "open", Clarification.contribution == question.point)
    for _again in range(4):
        question.reply(session.scalars(of_point).one())
        question.ask()
    seen()
    assert seen() == few
    assert max(few[:2]) <= 12
    assert few[2] <= 8
