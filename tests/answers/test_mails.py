"""What stands in the mails about answers: what happened first, then what to do (D4, D9, D9a; quality.md, Words)."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.mails import RENDERERS
from dialoog.answers.models import Answer, VerdictValue
from dialoog.answers.rules import versions
from dialoog.answers.rules.judging import judge, lay_aside, send_back
from dialoog.answers.rules.publishing import publish
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.unreachable import deny
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.mail.composing import compose
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.web.rendering import long_date
from tests.factories.answers import (
    MOTIVATION,
    SECRETARIAT,
    answered,
    giver,
    official,
    points,
    unit,
    version_of,
)

REASON = "De inbrenger vroeg iets anders."


class Story:
    """Two points of one giver, answered at once; what was mailed about it."""

    def __init__(self, session: Session, settings: Settings, level: Level = Level.PUBLIC, count: int = 2) -> None:
        self.session, self.settings = session, settings
        self.unit = unit(session)
        self.lead: Actor = official(session, self.unit, lead=True)
        self.points: list[Contribution] = points(session, self.unit, count, level=level)
        self.giver = giver(session, self.points, email="bo@voorbeeld.nl")
        self.answer: Answer = answered(session, self.points, self.lead)

    def says_no(self) -> None:
        values = {self.points[0].id: VerdictValue.NO}
        judge(self.session, version_of(self.answer), giver_ids=[self.giver.id], values=values)

    @property
    def commitment(self) -> Commitment:
        return self.session.scalars(select(Commitment).where(Commitment.source_id == self.answer.id)).one()

    def mails(self, kind: str) -> list[tuple[str, str]]:
        """Subject and words of each mail of a kind; its HTML says the same. None for one that is not sent any more."""
        query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return [told for row in self.session.scalars(query) if (told := self._told(row)) is not None]

    def _told(self, row: OutboxMessage) -> tuple[str, str] | None:
        content = RENDERERS[row.kind](self.session, row, self.settings)
        if content is None:
            return None
        message = compose(row, content, self.settings)
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None
        assert html is not None
        words = plain.get_content()
        for line in re.findall(r"^[A-Z][\w ,]+\.$", words, flags=re.MULTILINE):
            assert line in html.get_content()
        return str(message["Subject"]), words


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def story(session: Session, settings: Settings) -> Story:
    return Story(session, settings)


def first_line(words: str) -> str:
    return next(line for line in words.splitlines() if line.strip())


def test_d9a_one_mail_holds_the_answer_for_all_points_of_a_giver(story: Story) -> None:
    [(subject, words)] = story.mails("answers.answer")
    assert subject == f"Antwoord op uw inbreng {story.points[0].number}, {story.points[1].number}"
    assert MOTIVATION in words
    for point in story.points:
        assert f"{story.settings.base_url}/inbreng/{point.number}" in words
    assert f"{story.settings.base_url}/oordeel/" in words
    assert "De lijst van straten is openbaar" in words
    assert "Meetplan lucht 2027" in words


def test_d9a_a_subject_of_many_points_says_how_many_it_does_not_name(session: Session, settings: Settings) -> None:
    story = Story(session, settings, count=5)
    [(subject, _words)] = story.mails("answers.answer")
    named = ", ".join(point.number for point in story.points[:3])
    assert subject == f"Antwoord op uw inbreng {named} en nog 2"


def test_d8_a_new_version_says_that_it_is_one(story: Story) -> None:
    versions.start_version(story.session, story.answer, actor=story.lead).why_changed = "Er kwam een tweede onderzoek."
    publish(story.session, story.answer, actor=story.lead)
    subjects = [subject for subject, _words in story.mails("answers.answer")]
    assert subjects[-1].startswith("Nieuw antwoord op uw inbreng ")


def test_d2_d3_who_withdrew_or_was_not_the_giver_hears_no_more(story: Story) -> None:
    own = Actor(gave=frozenset({story.points[0].id}))
    withdraw_own(story.session, story.points[0], story.giver, actor=own)
    [(_subject, words)] = story.mails("answers.answer")
    assert story.points[0].number not in words
    deny(story.session, story.points[1], story.giver)
    assert story.mails("answers.answer") == []


def test_d9a_a_step_of_a_commitment_is_told_with_what_was_reported(story: Story) -> None:
    commitments.report(story.session, story.commitment, text="De eerste straten zijn gekozen.", actor=story.lead)
    commitments.complete(story.session, story.commitment, text="De lijst staat op de website.", actor=story.lead)
    (begun, first), (done, last) = story.mails("answers.commitment")
    assert begun == first_line(first) == "Er is voortgang bij een toezegging over uw inbreng."
    assert "De eerste straten zijn gekozen." in first
    assert done == first_line(last) == "Een toezegging over uw inbreng is gereed."
    assert "De lijst staat op de website." in last


def test_p7_mails_say_whose_words_they_bring(story: Story) -> None:
    commitments.report(story.session, story.commitment, text="De eerste straten zijn gekozen.", actor=story.lead)
    story.says_no()
    send_back(story.session, story.points[0], reason=REASON, actor=SECRETARIAT)
    [(_subject, step)] = story.mails("answers.commitment")
    official = "Noor Dijk, hoofd geluid, directie Leefomgeving, ministerie van IenW"
    assert f"De eerste straten zijn gekozen.\n{official}\n" in step
    for kind in ("answers.decided", "answers.sent_back"):
        [(_subject, words)] = story.mails(kind)
        assert f"De reden: {REASON}\nSam Bos, secretariaat OFL\n" in words


def test_d9_who_said_no_hears_that_it_went_back_why_and_until_when(story: Story) -> None:
    story.says_no()
    send_back(story.session, story.points[0], reason=REASON, actor=SECRETARIAT)
    [(subject, words)] = story.mails("answers.decided")
    assert subject == f"Het antwoord op uw inbreng {story.points[0].number} is teruggestuurd"
    assert first_line(words) == f"{subject}."
    assert REASON in words
    assert story.points[0].answer_due is not None
    assert long_date(story.points[0].answer_due) in words


def test_d9_who_said_no_hears_that_it_was_laid_aside_and_why(story: Story) -> None:
    story.says_no()
    lay_aside(story.session, story.points[0], reason=REASON, actor=SECRETARIAT)
    [(subject, words)] = story.mails("answers.decided")
    assert subject == f"Het antwoord op uw inbreng {story.points[0].number} blijft staan"
    assert REASON in words
    assert "nieuw antwoord" not in words


def test_d9_the_unit_hears_what_came_back(story: Story) -> None:
    send_back(story.session, story.points[0], reason=REASON, actor=SECRETARIAT)
    [(subject, words)] = story.mails("answers.sent_back")
    assert subject == f"Het antwoord op {story.points[0].number} is teruggestuurd"
    assert REASON in words
    assert f"{story.settings.base_url}/werk/antwoorden/{story.answer.id}" in words


def test_d11_of_a_closed_commitment_no_mail_leads_to_a_page_that_is_not_there(
    session: Session, settings: Settings
) -> None:
    story = Story(session, settings, level=Level.CLOSED)
    commitments.report(session, story.commitment, text="Er is een begin.", actor=story.lead)
    [(_subject, words)] = story.mails("answers.commitment")
    assert f"/toezeggingen/{story.commitment.id}" not in words
