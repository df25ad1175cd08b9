"""D7b: a colleague reads a draft (*collegiale toets*): never obligatory, never public, and the writer hears of it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.answers import prepared_mails
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.prepared import Review, ReviewState
from dialoog.answers.prepared_shown import readings
from dialoog.answers.queries.reviews import asked_of, readers
from dialoog.answers.rules import drafting, reviewing
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.versions import start_version
from dialoog.config import Settings
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from tests.factories.answers import answered, begun, draft, official, person, points, unit
from tests.support.pages import as_staff, page, secretary, token_in

REMARKS = "Noem ook wat het kost en wie het betaalt."


class Desk:
    """A draft of an official, with colleagues of the same unit and another one."""

    def __init__(self, session: Session, level: Level = Level.PUBLIC) -> None:
        self.session = session
        self.unit = unit(session, "directie Geluid")
        self.writer = official(session, self.unit, name="Rachid Smit")
        self.lead = official(session, self.unit, lead=True, name="Ilse Berg")
        self.colleague = official(session, self.unit, name="Mei Lin Jansen")
        self.elsewhere = official(session, unit(session, "directie Bodem"), name="Tjeerd Bos")
        self.answer: Answer = begun(session, points(session, self.unit, level=level), self.writer).answer
        self.version: AnswerVersion = self.answer.versions[0]

    def ask(self, reader: Actor | None = None, note: str = "Klopt paragraaf 3.2?") -> Review:
        who = self.session.get_one(Person, (reader or self.colleague).person_id)
        return reviewing.ask(self.session, self.version, who, note=note, actor=self.writer)

    def give(self, review: Review, remarks: str = "", by: Actor | None = None) -> None:
        edit = self.version.edit
        reviewing.give(self.session, review, agrees=not remarks, remarks=remarks, edit=edit, actor=by or self.colleague)

    def mails(self, kind: str) -> list[OutboxMessage]:
        return list(self.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))

    def said(self) -> dict[str, object]:
        return readings(self.session.scalars(select(Review)).all(), self.version.edit)[0]


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def email_of(session: Session, who: Actor) -> str:
    return session.get_one(Person, who.person_id).email


def test_a_colleague_is_mailed_and_who_asked_hears_what_they_think(desk: Desk, settings: Settings) -> None:
    review = desk.ask()
    (asked,) = desk.mails("answers.review_asked")
    assert asked.to_address == email_of(desk.session, desk.colleague)
    told = prepared_mails.review_asked(desk.session, asked, settings)
    assert told is not None
    assert told.context["href"].endswith(f"/werk/antwoorden/{desk.answer.id}/lezen")
    desk.give(review, REMARKS)
    (given,) = desk.mails("answers.review_given")
    assert given.to_address == email_of(desk.session, desk.writer)
    heard = prepared_mails.review_given(desk.session, given, settings)
    assert heard is not None
    assert heard.context["remarks"] == REMARKS


def test_what_was_saved_after_the_reading_was_not_read(desk: Desk) -> None:
    desk.give(desk.ask())
    assert desk.said()["earlier"] is False
    drafting.save(desk.session, desk.version, draft(desk.unit), edit=1, actor=desk.writer)
    assert desk.said()["earlier"] is True


def test_it_is_never_obligatory(desk: Desk) -> None:
    review = desk.ask()
    publish(desk.session, desk.answer, actor=desk.lead)
    desk.session.refresh(review)
    assert (desk.answer.status, review.state) == ("gepubliceerd", ReviewState.WITHDRAWN)


def test_one_open_question_for_each_reader(desk: Desk) -> None:
    review = desk.ask()
    with pytest.raises(RuleViolation, match="al gevraagd"):
        desk.ask()
    desk.give(review)
    assert desk.ask().state is ReviewState.ASKED


def test_a_question_is_withdrawn_and_its_mail_is_not_sent(desk: Desk, settings: Settings) -> None:
    review = desk.ask()
    reviewing.withdraw(desk.session, review)
    assert prepared_mails.review_asked(desk.session, desk.mails("answers.review_asked")[0], settings) is None
    assert asked_of(desk.session, desk.colleague) == []
    for act in (lambda: reviewing.withdraw(desk.session, review), lambda: desk.give(review)):
        with pytest.raises(RuleViolation, match="ingetrokken"):
            act()


def test_remarks_say_something(desk: Desk) -> None:
    review = desk.ask()
    with pytest.raises(RuleViolation) as refusal:
        reviewing.give(desk.session, review, agrees=False, remarks="Hm.", edit=1, actor=desk.colleague)
    assert refusal.value.field == "remarks"


def test_only_who_was_asked_says_something(desk: Desk) -> None:
    review = desk.ask()
    with pytest.raises(RuleViolation):
        desk.give(review, by=desk.lead)


def test_d11_of_a_closed_draft_only_officials_of_its_unit_are_asked(session: Session, settings: Settings) -> None:
    desk = Desk(session, Level.CLOSED)
    names = [one.name for _unit, people in readers(session, desk.answer, desk.writer) for one in people]
    assert names == ["Ilse Berg", "Mei Lin Jansen"]
    with pytest.raises(RuleViolation, match="mag lezen"):
        desk.ask(desk.elsewhere)
    review = desk.ask(note="Noem de fabriek niet.")
    asked = prepared_mails.review_asked(session, desk.mails("answers.review_asked")[0], settings)
    assert asked is not None
    assert asked.context["note"] == ""
    assert [one.id for one in asked_of(session, desk.colleague)] == [review.id]


def test_nobody_asks_themselves_or_who_is_no_official(desk: Desk) -> None:
    with pytest.raises(RuleViolation, match="mag lezen"):
        desk.ask(desk.writer)
    somebody = person(desk.session, Role.ADMIN)
    with pytest.raises(RuleViolation, match="mag lezen"):
        reviewing.ask(desk.session, desk.version, somebody, note="", actor=desk.writer)


def test_what_is_thrown_away_needs_no_reader_and_its_readings_stay(desk: Desk) -> None:
    answer = answered(desk.session, points(desk.session, desk.unit), desk.lead)
    desk.version = start_version(desk.session, answer, actor=desk.writer)
    review = desk.ask()
    drafting.discard(desk.session, answer, actor=desk.writer)
    desk.session.expire_all()
    assert (review.state, review.answer_id, review.version_id) == (ReviewState.WITHDRAWN, answer.id, None)


def test_from_asking_to_reading_on_the_pages(client: FlaskClient, desk: Desk) -> None:
    at = f"/werk/antwoorden/{desk.answer.id}"
    as_staff(client, desk.session, desk.writer)
    assert f'href="{at}/toets"' in page(client, at)
    form = page(client, f"{at}/toets")
    reader = str(desk.colleague.person_id)
    asked = client.post(f"{at}/toets", data={"csrf_token": token_in(form), "reader": reader, "note": "Klopt het?"})
    assert asked.status_code == 302
    assert "Mei Lin Jansen is gevraagd" in page(client, f"{at}/voorbeeld")
    assert "wordt gelezen door Mei Lin Jansen" in page(client, "/werk/beantwoorden")

    as_staff(client, desk.session, desk.colleague)
    assert f'href="{at}/lezen"' in page(client, "/werk")
    form = page(client, f"{at}/lezen")
    assert "Klopt het?" in form
    said = {"csrf_token": token_in(form), "edit": "1", "says": "opmerkingen", "remarks": ""}
    refused = client.post(f"{at}/lezen", data=said)
    assert refused.status_code == 400
    assert client.post(f"{at}/lezen", data={**said, "remarks": REMARKS}).status_code == 302
    assert "Aan u gevraagd" not in page(client, "/werk")
    assert REMARKS in page(client, f"{at}/lezen")
    actions = desk.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("review.%"))).all()
    assert actions == ["review.asked", "review.given"]


def test_a_question_is_withdrawn_on_the_page(client: FlaskClient, desk: Desk) -> None:
    review = desk.ask()
    as_staff(client, desk.session, desk.writer)
    at = f"/werk/antwoorden/{desk.answer.id}/toets"
    form = page(client, at)
    client.post(at, data={"csrf_token": token_in(form), "doe": f"trek-in:{review.id}"})
    assert "vraag ingetrokken" in page(client, at)


@pytest.mark.parametrize(
    ("who", "may"),
    [("writer", 200), ("lead", 200), ("elsewhere", 403)],
)
def test_who_writes_for_the_unit_asks(client: FlaskClient, desk: Desk, who: str, may: int) -> None:
    actors: dict[str, Callable[[], Actor]] = {
        "writer": lambda: desk.writer,
        "lead": lambda: desk.lead,
        "elsewhere": lambda: desk.elsewhere,
    }
    as_staff(client, desk.session, actors[who]())
    assert client.get(f"/werk/antwoorden/{desk.answer.id}/toets").status_code == may


def test_d11_a_closed_draft_is_not_read_by_another_unit(client: FlaskClient, session: Session) -> None:
    desk = Desk(session, Level.CLOSED)
    as_staff(client, session, desk.elsewhere)
    assert client.get(f"/werk/antwoorden/{desk.answer.id}/lezen").status_code == 404


def test_who_was_not_asked_is_told_so(client: FlaskClient, desk: Desk) -> None:
    secretary(client, desk.session)
    at = f"/werk/antwoorden/{desk.answer.id}/lezen"
    form = page(client, at)
    assert "niet (meer) te lezen" in form
    as_staff(client, desk.session, desk.lead)
    token = token_in(page(client, f"/werk/antwoorden/{desk.answer.id}"))
    answer = client.post(at, data={"csrf_token": token, "edit": "1", "says": "akkoord"})
    assert answer.status_code == 400
