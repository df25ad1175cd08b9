"""D4: who gave a point is asked something; its term stands still until they reply, and that is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, Person, Role
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.judging import send_back
from dialoog.answers.rules.publishing import publish
from dialoog.config import Settings
from dialoog.contributions.clarifications import jobs, rules
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.giver_pages import owner
from dialoog.contributions.models import Contribution, Look, Outcome
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.forgetting import forget
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.contributions.rules.own_page import stop
from dialoog.contributions.rules.unreachable import bounced, deny
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import Gone, RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import Actor
from dialoog.register.queries import events_of
from dialoog.register.verification import verify_log
from dialoog.terms.calendar import due_date, pause_ends
from dialoog.wiring import CHECKS, RENDERERS
from tests.factories.answers import MOTIVATION, SECRETARIAT, actor_of, answered, begun, giver, person, points
from tests.factories.clarifications import QUESTION, REPLY, Question, later


@pytest.fixture
def question(session: Session) -> Question:
    return Question(session)


def texts(session: Session, point: Contribution) -> dict[str, str | None]:
    return {row.name: row.text for event in events_of(session, point) for row in event.text_rows if row.public}


def test_d4_asking_stops_the_clock_tells_everyone_and_mails_the_giver(question: Question) -> None:
    before = question.clock.due_on
    asked = question.ask()
    assert question.clock.paused_on == clock.today()
    assert asked.ends_on == pause_ends(max(clock.today(), question.clock.started_on + timedelta(days=1)))
    assert question.point.answer_due == question.clock.due_on > before
    event = events_of(question.session, question.point)[-1]
    assert (event.kind, event.data) == (
        "clarification-asked",
        {"clarification": asked.id, "paused": True, "until": asked.ends_on.isoformat()},
    )
    public = {row.name: row.text for row in event.text_rows if row.public}
    assert public["question"] == QUESTION
    assert public["signed"].startswith("Ali Kaya, beleidsmedewerker, directie Leefomgeving"), "P7"
    [mail] = question.mails(rules.ASKED_MAIL)
    assert mail.to_address == "tes@voorbeeld.nl"


def test_d4_the_reply_enters_the_dossier_and_the_clock_runs_again(question: Question) -> None:
    start = question.clock.started_on
    asked = question.ask()
    with clock.at(later(8)):
        question.reply(asked)
    took = question.clock.paused_days
    assert took > 0
    assert question.clock.paused_on is None
    assert question.point.answer_due == question.clock.due_on == due_date(start, 30 + took)
    assert question.kinds[-2:] == ["clarification-asked", "clarification-replied"]
    assert (asked.state, asked.reply) == (ClarificationState.ANSWERED, REPLY)
    event = events_of(question.session, question.point)[-1]
    assert event.actor_role == "inbrenger"
    assert event.data["paused"] == took
    assert REPLY not in str(event.data)
    assert texts(question.session, question.point)["reply"] == REPLY


def test_the_official_who_asked_hears_of_it_else_the_unit(question: Question, session: Session) -> None:
    question.reply(question.ask())
    [mail] = question.mails("answers.clarified")
    assert mail.to_address == _address(session, question.by)
    session.get_one(Person, question.by.person_id).active = False
    question.reply(question.ask())
    assert question.mails("answers.clarified")[-1].to_address == _address(session, question.lead)


@pytest.mark.parametrize("given_to", ["nobody", "official"])
def test_when_the_secretariat_asked_who_is_in_charge_hears_it_too(
    question: Question, session: Session, given_to: str
) -> None:
    in_charge = question.lead if given_to == "nobody" else question.by
    question.point.assignee_id = None if given_to == "nobody" else question.by.person_id
    secretary = actor_of(person(session, Role.SECRETARIAT), question.unit, lead=False)
    asked = rules.ask(session, question.point, question=QUESTION, actor=secretary)
    question.reply(asked)
    to = [mail.to_address for mail in question.mails("answers.clarified")]
    assert sorted(filter(None, to)) == sorted([_address(session, secretary), _address(session, in_charge)])


def _address(session: Session, who: Actor) -> str:
    address: str = session.get_one(Person, who.person_id).email
    return address


def test_one_question_at_a_time(question: Question) -> None:
    question.ask()
    with pytest.raises(RuleViolation, match="staat al een vraag open"):
        question.ask()


def test_two_officials_at_once_ask_one_question(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "reasons_not_to_ask", lambda *_given: {})
    question.ask()
    with pytest.raises(RuleViolation, match="collega was u voor"):
        question.ask()


@pytest.mark.parametrize("why", ["received", "answered", "withdrawn", "unseen", "no address", "bounced", "denied"])
def test_not_where_nobody_can_be_asked(question: Question, session: Session, why: str) -> None:
    point = question.point
    if why == "received":
        [point] = points(session, None)
        giver(session, [point])
    elif why == "answered":
        answered(session, [point], question.lead)
    elif why == "withdrawn":
        withdraw_own(session, point, question.giver, actor=Actor(gave=frozenset({point.id})))
    elif why == "unseen":
        point.look = Look.WAITING
    elif why == "no address":
        [point] = points(session, question.unit)
        giver(session, [point], email=None)
    elif why == "bounced":
        bounced(session, "tes@voorbeeld.nl")
    else:
        deny(session, point, question.giver)
    session.flush()
    session.expire_all()
    with pytest.raises(RuleViolation, match="niets vragen"):
        rules.ask(session, point, question=QUESTION, actor=question.by)
    assert question.mails(rules.ASKED_MAIL) == []


@pytest.mark.parametrize("words", ["  Hoe? ", "a" * 2001])
def test_a_question_is_neither_too_short_nor_too_long(question: Question, words: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.ask(question.session, question.point, question=words, actor=question.by)
    assert refused.value.field == "question"
    assert question.clock.paused_on is None


def test_d4_a_late_term_goes_on_and_stays_late(question: Question) -> None:
    due = question.clock.due_on
    with clock.at(clock.start_of(due + timedelta(days=3))):
        asked = question.ask()
        assert question.clock.paused_on is None
        question.reply(asked)
    assert question.point.answer_due == question.clock.due_on == due
    assert events_of(question.session, question.point)[-2].data["paused"] is False


def test_d4_taking_the_question_back_lets_the_clock_run(question: Question) -> None:
    asked = question.ask()
    with clock.at(later(5)):
        rules.withdraw(question.session, asked, actor=question.by)
    assert question.clock.paused_on is None
    assert question.kinds[-1] == "clarification-withdrawn"
    with pytest.raises(RuleViolation, match="niet meer open"):
        rules.withdraw(question.session, asked, actor=question.by)
    with pytest.raises(RuleViolation, match="niet meer open"):
        question.reply(asked)


def test_d4_twenty_days_without_a_reply_and_no_more(question: Question) -> None:
    asked = question.ask()
    with clock.at(clock.start_of(asked.ends_on - timedelta(days=1))):
        assert rules.expire(question.session, asked) is False
    with clock.at(clock.start_of(asked.ends_on)):
        assert rules.expire(question.session, asked) is True
        assert rules.expire(question.session, asked) is False
        assert question.clock.paused_days == 20
        assert question.clock.due_on == due_date(question.clock.started_on, 50)
        again = question.ask()
        assert question.clock.paused_on is None, "it cannot stand still any more"
    assert asked.state is ClarificationState.EXPIRED
    assert question.kinds.count("clarification-expired") == 1
    assert len(question.mails("answers.clarified")) == 1
    assert again.state is ClarificationState.OPEN


def test_a_late_reply_is_still_kept_as_long_as_there_is_no_answer(question: Question, session: Session) -> None:
    asked = question.ask()
    with clock.at(clock.start_of(asked.ends_on)):
        rules.expire(session, asked)
        due = question.clock.due_on
        question.reply(asked)
        assert (asked.state, question.clock.due_on) == (ClarificationState.ANSWERED, due)
    second = question.ask()
    answered(session, [question.point], question.lead)
    with pytest.raises(RuleViolation, match="niet meer open"):
        question.reply(second)


def test_d4_a_late_reply_does_not_end_the_pause_of_a_later_question(question: Question, session: Session) -> None:
    first = question.ask()
    with clock.at(clock.start_of(first.ends_on)):
        rules.expire(session, first)
        question.clock.paused_days = 0
        second = question.ask()
        stands_still = question.clock.paused_on
        question.reply(first)
        assert first.state is ClarificationState.ANSWERED
        assert (second.state, question.clock.paused_on) == (ClarificationState.OPEN, stands_still)
        assert stands_still is not None
        assert events_of(session, question.point)[-1].data["due"] is None


def test_d4_what_expired_takes_no_reply_once_there_was_an_answer_since(question: Question, session: Session) -> None:
    first = question.ask()
    with clock.at(clock.start_of(first.ends_on)):
        rules.expire(session, first)
        answered(session, [question.point], question.lead)
        send_back(session, question.point, reason="De inbrenger vroeg iets anders.", actor=SECRETARIAT)
        second = question.ask()
        with pytest.raises(RuleViolation, match="niet meer open"):
            question.reply(first)
        assert (second.state, question.clock.paused_on) == (ClarificationState.OPEN, clock.today())


def test_a_second_reply_is_refused_and_says_nothing(question: Question) -> None:
    asked = question.ask()
    question.reply(asked)
    with pytest.raises(RuleViolation, match="niet meer open"):
        question.reply(asked, "Nog iets anders.")
    assert asked.reply == REPLY


@pytest.mark.parametrize(("words", "said"), [("  ", "Schrijf"), ("a" * 5001, "te lang")])
def test_a_reply_has_words_and_fits(question: Question, words: str, said: str) -> None:
    asked = question.ask()
    with pytest.raises(RuleViolation, match=said):
        question.reply(asked, words)
    assert asked.state is ClarificationState.OPEN


def test_d3_who_said_it_was_not_theirs_does_not_reply(question: Question, session: Session) -> None:
    asked = question.ask()
    deny(session, question.point, question.giver)
    with pytest.raises(Gone):
        question.reply(asked)


WAYS_TO_LEAVE = ["denied", "forgotten", "stopped", "bounced"]


@pytest.mark.parametrize("why", WAYS_TO_LEAVE)
def test_d4_the_clock_runs_again_when_nobody_is_left_to_reply(question: Question, session: Session, why: str) -> None:
    asked = question.ask()
    with clock.at(later(7)):
        leave(session, question, why)
    session.expire_all()
    assert asked.state is ClarificationState.LAPSED
    assert question.clock.paused_on is None
    assert question.point.answer_due == question.clock.due_on
    assert question.kinds[-1] == "clarification-lapsed"


@pytest.mark.parametrize("why", WAYS_TO_LEAVE)
def test_d4_it_stands_still_as_long_as_another_giver_can_reply(question: Question, session: Session, why: str) -> None:
    giver(session, [question.point], email="zoe@voorbeeld.nl")
    asked = question.ask()
    leave(session, question, why)
    session.expire_all()
    assert asked.state is ClarificationState.OPEN
    assert question.clock.paused_on is not None


def leave(session: Session, question: Question, why: str) -> None:
    if why == "denied":
        deny(session, question.point, question.giver)
    elif why == "forgotten":
        own_page.ask_forgetting(session, owner(session, question.giver), party=False)
        links = select(AccessLink).where(AccessLink.subject_kind == own_page.FORGET)
        forget(session, session.scalars(links).one(), question.giver)
    elif why == "stopped":
        own_page.stop(session, owner(session, question.giver))
    else:
        bounced(session, "tes@voorbeeld.nl")


def test_d5_publishing_an_answer_ends_the_question(question: Question, session: Session) -> None:
    asked = question.ask()
    with clock.at(later(7)):
        draft = begun(session, [question.point], question.lead).answer
        publish(session, draft, actor=question.lead)
        paused = question.clock.paused_days
    assert question.clock.met_at is not None
    assert asked.state is ClarificationState.LAPSED
    assert question.clock.due_on == due_date(question.clock.started_on, 30 + paused)
    assert question.kinds[-2:] == ["clarification-lapsed", "answered"]


def test_d5_offering_it_to_another_body_ends_the_question(question: Question, session: Session) -> None:
    asked = question.ask()
    words = Draft(Outcome.REFERRED, MOTIVATION, referred_to="gemeente", referred_contact="a@voorbeeld.nl")
    answered(session, [question.point], question.lead, words)
    assert asked.state is ClarificationState.LAPSED
    assert question.clock.paused_on is None
    assert question.kinds[-2:] == ["clarification-lapsed", "offered"]


def test_d2_withdrawing_ends_the_question_and_hides_its_words(question: Question, session: Session) -> None:
    question.reply(question.ask())
    asked = question.ask()
    withdraw_own(session, question.point, question.giver, actor=Actor(gave=frozenset({question.point.id})))
    assert asked.state is ClarificationState.LAPSED
    assert question.clock.stopped_at is not None
    assert question.clock.paused_on is None
    assert not {"question", "reply"} & set(texts(session, question.point))
    session.commit()
    assert verify_log(session, CHECKS).problems == []


class TestWhatFollowsByItself:
    """One reminder after a week, an end after twenty working days; nothing where a reply came."""

    def run(self, session: Session, question: Question) -> None:
        for job in session.scalars(select(Job).where(Job.kind.in_(jobs.HANDLERS)).order_by(Job.due_at)).all():
            with clock.at(job.due_at):
                if job.kind == rules.EXPIRE_JOB:
                    rules.expire(session, session.get_one(Clarification, job.params["clarification"]))
                else:
                    rules.remind(session, job.params["clarifications"])

    def sent(self, session: Session, settings: Settings, mail: OutboxMessage) -> bool:
        return RENDERERS[mail.kind](session, mail, settings) is not None

    def test_once_reminded_then_expired(self, question: Question, session: Session) -> None:
        asked = question.ask()
        for _twice in range(2):
            self.run(session, question)
        assert [mail.params["again"] for mail in question.mails(rules.ASKED_MAIL)] == [False, True]
        assert asked.state is ClarificationState.EXPIRED
        assert question.kinds.count("clarification-expired") == 1

    def test_nothing_after_a_reply(self, question: Question, session: Session, settings: Settings) -> None:
        question.reply(question.ask())
        before = question.kinds
        self.run(session, question)
        assert question.kinds == before
        [mail] = question.mails(rules.ASKED_MAIL)
        assert not self.sent(session, settings, mail)

    def test_no_mail_to_who_said_it_was_not_theirs(
        self, question: Question, session: Session, settings: Settings
    ) -> None:
        question.ask()
        deny(session, question.point, question.giver)
        self.run(session, question)
        [mail] = question.mails(rules.ASKED_MAIL)
        assert not self.sent(session, settings, mail)


def test_d4_of_who_wants_no_mail_that_is_said_and_not_that_an_address_lacks(question: Question) -> None:
    [giver_of_it] = [one for _id, one in reachable_givers(question.session, [question.point.id])]
    stop(question.session, owner(question.session, giver_of_it))
    why = rules.reasons_not_to_ask(question.session, [question.point])
    assert why == {question.point.id: "wie dit inbracht wil er geen bericht over"}
    bounced(question.session, giver_of_it.email or "")
    why = rules.reasons_not_to_ask(question.session, [question.point])
    assert "adres" in why[question.point.id]
