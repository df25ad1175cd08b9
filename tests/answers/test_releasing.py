"""D7b: answers wait for a named moment; until then everything can be undone, then all of it is published, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState
from dialoog.answers.queries.releases import standing
from dialoog.answers.rules import drafting, releasing
from dialoog.answers.rules.carrying_out import carry_out
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.duties import DutiesNotMet
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.versions import start_version
from dialoog.answers.rules.waiting import Waits
from dialoog.contributions.models import Contribution, Outcome
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import Conflict, RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.models import Event
from dialoog.register.queries import events_of
from dialoog.terms.models import Clock, Promise
from tests.factories.answers import (
    MOTIVATION,
    SECRETARIAT,
    answered,
    begun,
    draft,
    giver,
    in_days,
    official,
    points,
    unit,
)

IN_A_WEEK = timedelta(days=7)


class Desk:
    """A unit with its lead, and a release in a week."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit = unit(session)
        self.lead = official(session, self.unit, lead=True, name="Ilse Berg")
        self.release = self.made("Kamerbrief geluid", IN_A_WEEK)

    def made(self, name: str, ahead: timedelta, by: Actor | None = None) -> Release:
        return releasing.make(self.session, name=name, at=clock.now() + ahead, actor=by or self.lead)

    def begun(self, how_many: int = 1, given: Draft | None = None) -> tuple[Answer, list[Contribution]]:
        made = points(self.session, self.unit, how_many)
        return begun(self.session, made, self.lead, given).answer, made

    def waiting(self, how_many: int = 1) -> tuple[Answer, list[Contribution]]:
        answer, made = self.begun(how_many)
        self.add(answer)
        return answer, made

    def add(self, answer: Answer, release: Release | None = None) -> drafting.Act:
        edit = drafting.draft_of(self.session, answer).edit
        return releasing.add(self.session, release or self.release, answer, edit=edit, actor=self.lead)

    def item(self, answer: Answer) -> ReleaseItem:
        query = select(ReleaseItem).where(ReleaseItem.answer_id == answer.id).order_by(ReleaseItem.id.desc())
        return self.session.scalars(query).first() or ReleaseItem()

    def pass_moment(self, release: Release | None = None) -> bool:
        with clock.at((release or self.release).at + timedelta(seconds=1)):
            return carry_out(self.session, release or self.release)

    def mails(self, kind: str) -> list[OutboxMessage]:
        return list(self.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def test_d7b_nothing_is_public_before_the_moment_and_all_of_it_at_once(desk: Desk) -> None:
    one, first = desk.waiting(2)
    two, second = desk.waiting()
    giver(desk.session, first)
    assert not carry_out(desk.session, desk.release)
    assert {point.status for point in first + second} == {"in-behandeling"}
    assert desk.session.scalar(select(func.count()).where(Event.kind == "published")) == 0
    assert desk.pass_moment()
    assert {point.status for point in first + second} == {"beantwoord"}
    assert (one.status, two.status, desk.release.state) == ("gepubliceerd", "gepubliceerd", ReleaseState.DONE)
    assert [desk.item(one).asked, desk.item(one).done] == [2, 2]
    assert len(desk.mails("answers.answer")) == 1


def test_d4_the_term_is_met_at_publication(desk: Desk) -> None:
    _answer, (point,) = desk.waiting()
    desk.pass_moment()
    met = desk.session.scalar(select(Clock.met_at).where(Clock.subject_id == point.id, Clock.promise == Promise.ANSWER))
    assert met is not None
    assert met >= desk.release.at


def test_p7_it_is_signed_by_who_gave_it_free_as_they_were_then(desk: Desk) -> None:
    answer, _points = desk.waiting()
    person = desk.session.get_one(Person, desk.lead.person_id)
    person.name, person.job_title = "Ilse de Vries", "directeur"
    desk.pass_moment()
    version = answer.versions[0]
    assert (version.signed_name, version.signed_role) == ("Ilse Berg", "hoofd geluid")
    assert version.published_by_id == desk.lead.person_id
    assert [event.actor_role for event in events_of(desk.session, answer)][-1] == "ministerie"


def test_a_second_time_nothing_happens(desk: Desk) -> None:
    answer, made = desk.waiting()
    giver(desk.session, made)
    assert desk.pass_moment()
    assert not desk.pass_moment()
    assert [event.kind for event in events_of(desk.session, answer)].count("published") == 1
    assert len(desk.mails("answers.answer")) == len(desk.mails("answers.release_done")) == 1


def test_d7_what_was_withdrawn_meanwhile_is_named_and_the_rest_published(desk: Desk) -> None:
    answer, (stays, goes, moved) = desk.waiting(3)
    withdraw_wrong_entry(desk.session, goes, reason="Dit stond er al.", instead=stays, actor=SECRETARIAT)
    assign(desk.session, [moved], unit=unit(desk.session, "directie Bodem"), assignee=None, actor=SYSTEM)
    desk.pass_moment()
    item = desk.item(answer)
    assert (item.state, item.asked, item.done) == (ItemState.PUBLISHED, 3, 1)
    assert goes.number in item.problem
    assert moved.number in item.problem
    assert (stays.status, moved.status) == ("beantwoord", "in-behandeling")


def test_d7_an_answer_without_points_left_stays_a_draft_and_the_lead_hears_why(desk: Desk) -> None:
    empty, (gone,) = desk.waiting()
    whole, (other,) = desk.waiting()
    withdraw_wrong_entry(desk.session, gone, reason="Dit stond er al.", instead=other, actor=SECRETARIAT)
    desk.pass_moment()
    item = desk.item(empty)
    assert (item.state, empty.status, whole.status) == (ItemState.REFUSED, "concept", "gepubliceerd")
    assert "Geen van de punten" in item.problem
    told = desk.mails("answers.release_done")
    assert [mail.to_address for mail in told] == [desk.session.get_one(Person, desk.lead.person_id).email]
    drafting.discard(desk.session, empty, actor=desk.lead)  # it is locked no more


def test_what_follows_by_itself_is_in_the_audit_log(desk: Desk) -> None:
    desk.waiting()
    desk.pass_moment()
    entry = desk.session.scalars(select(AuditEntry).where(AuditEntry.action == "release.carried-out")).one()
    assert (entry.person_id, entry.detail) == (None, {"answers": 1, "refused": 0})


def test_d6_everything_is_asked_when_it_is_added(desk: Desk) -> None:
    bare, _points = desk.begun(given=Draft(outcome=Outcome.ADOPTED, motivation=MOTIVATION))
    with pytest.raises(DutiesNotMet) as missing:
        desk.add(bare)
    assert [field for field, _message in missing.value.problems] == ["places-0-title", "plans-0-text"]


@pytest.mark.parametrize("what", ["decide_on", "due_on"])
def test_d6_a_day_before_the_moment_is_no_day_for_a_promise(desk: Desk, what: str) -> None:
    whole = draft(desk.unit)
    given = (
        Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=in_days(3))
        if what == "decide_on"
        else replace(whole, plans=(replace(whole.plans[0], due_on=in_days(3)),))
    )
    with pytest.raises(DutiesNotMet) as missing:
        desk.add(desk.begun(given=given)[0])
    assert [field.rpartition("-")[2] for field, _message in missing.value.problems] == [what]


def test_d7b_a_moment_past_the_last_day_is_refused_naming_numbers_unless_extended(desk: Desk) -> None:
    answer, (point,) = desk.begun()
    due = point.answer_due
    assert due is not None
    at = datetime.combine(due + timedelta(days=1), time(9), clock.AMSTERDAM)
    late = releasing.make(desk.session, name="Te laat", at=at, actor=desk.lead)
    with pytest.raises(RuleViolation, match=point.number):
        desk.add(answer, late)
    extend(desk.session, point, days=10, reason="Wij wachten op een onderzoek.", actor=SYSTEM)
    assert desk.add(answer, late).done == [point]


def test_d7b_the_last_day_itself_is_in_time(desk: Desk) -> None:
    answer, (point,) = desk.begun()
    assert point.answer_due is not None
    at = datetime.combine(point.answer_due, time(23, 30), clock.AMSTERDAM)
    desk.add(answer, releasing.make(desk.session, name="Op de valreep", at=at, actor=desk.lead))
    with pytest.raises(RuleViolation, match=point.number):
        move(desk, desk.item(answer).release, at + timedelta(hours=1))


def move(desk: Desk, release: Release, at: datetime) -> None:
    releasing.change(desk.session, release, name=release.name, at=at, edit=release.edit, actor=desk.lead)


def test_d8_a_new_version_has_no_term_and_goes_along(desk: Desk) -> None:
    answer = answered(desk.session, points(desk.session, desk.unit), desk.lead)
    start_version(desk.session, answer, actor=desk.lead).why_changed = "De rechter oordeelde anders."
    desk.add(answer)
    desk.pass_moment()
    assert [version.state for version in answer.versions] == ["vervangen", "gepubliceerd"]


LOCKED: dict[str, Callable[[Desk, Answer, list[Contribution]], object]] = {
    "save": lambda desk, answer, _points: drafting.save(
        desk.session, answer.versions[0], Draft(), edit=1, actor=desk.lead
    ),
    "add": lambda desk, answer, _points: drafting.add(desk.session, answer, points(desk.session, desk.unit)),
    "take out": lambda desk, answer, made: drafting.take_out(desk.session, answer, [made[0].id]),
    "discard": lambda desk, answer, _points: drafting.discard(desk.session, answer, actor=desk.lead),
    "publish": lambda desk, answer, _points: publish(desk.session, answer, actor=desk.lead),
    "add to another release": lambda desk, answer, _points: desk.add(answer, desk.made("Andere", IN_A_WEEK)),
}


@pytest.mark.parametrize("act", LOCKED)
def test_d7b_what_waits_is_locked_until_it_is_taken_out(desk: Desk, act: str) -> None:
    answer, made = desk.waiting(2)
    desk.session.commit()
    with pytest.raises(Waits, match="Kamerbrief geluid"):
        LOCKED[act](desk, answer, made)
    desk.session.rollback()
    releasing.take_out(desk.session, desk.item(answer))
    LOCKED[act](desk, answer, made)


def test_d7b_taken_out_it_is_a_draft_again_and_can_go_along_again(desk: Desk) -> None:
    answer, _points = desk.waiting()
    releasing.take_out(desk.session, desk.item(answer))
    assert answer.status == "concept"
    with pytest.raises(RuleViolation, match="niet meer klaar"):
        releasing.take_out(desk.session, desk.item(answer))
    desk.add(answer)
    desk.pass_moment()
    states = desk.session.scalars(select(ReleaseItem.state).order_by(ReleaseItem.id)).all()
    assert states == [ItemState.TAKEN_OUT, ItemState.PUBLISHED]


def test_a_moved_release_is_carried_out_at_its_new_moment_alone(desk: Desk) -> None:
    answer, _points = desk.waiting()
    first = desk.release.at
    move(desk, desk.release, first + timedelta(days=2))
    with clock.at(first + timedelta(minutes=1)):
        assert not carry_out(desk.session, desk.release)
    assert desk.pass_moment()
    assert answer.status == "gepubliceerd"
    due = desk.session.scalars(select(Job.due_at).where(Job.kind == releasing.JOB).order_by(Job.due_at)).all()
    assert due == [first, first + timedelta(days=2)]


def test_a_release_that_is_called_off_stays_and_its_answers_are_drafts(desk: Desk) -> None:
    answer, _points = desk.waiting()
    (item,) = releasing.call_off(desk.session, desk.release, edit=desk.release.edit, actor=desk.lead)
    assert (desk.release.state, item.state, answer.status) == (ReleaseState.CALLED_OFF, ItemState.TAKEN_OUT, "concept")
    assert not desk.pass_moment()
    with pytest.raises(RuleViolation, match="afgelast"):
        desk.add(answer)


def test_two_leads_at_once_the_second_sees_what_the_first_did(desk: Desk) -> None:
    seen = desk.release.edit
    desk.waiting()
    for act in (
        lambda: releasing.call_off(desk.session, desk.release, edit=seen, actor=desk.lead),
        lambda: releasing.change(
            desk.session, desk.release, name="Anders", at=desk.release.at, edit=seen, actor=desk.lead
        ),
    ):
        with pytest.raises(Conflict, match="net gewijzigd"):
            act()
    assert desk.release.state is ReleaseState.PLANNED


def test_what_was_changed_after_it_was_read_does_not_go_along(desk: Desk) -> None:
    answer, _points = desk.begun()
    drafting.save(desk.session, answer.versions[0], draft(desk.unit), edit=1, actor=desk.lead)
    with pytest.raises(Conflict, match="nadat u het las"):
        releasing.add(desk.session, desk.release, answer, edit=1, actor=desk.lead)


def test_d7_many_at_once_counts_done_and_refused(desk: Desk) -> None:
    good, bad = desk.begun()[0], desk.begun(given=Draft())[0]
    done = releasing.add_many(desk.session, desk.release, [(good, 1), (bad, 1)], actor=desk.lead)
    assert [act.answer for act in done.done] == [good]
    assert [answer_id for answer_id, _why in done.refused] == [bad.id]


def test_a_release_has_room_for_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "MOST_ANSWERS", 1)
    desk.waiting()
    with pytest.raises(RuleViolation, match="vol"):
        desk.waiting()


@pytest.mark.parametrize(
    ("name", "ahead", "field"),
    [("x", IN_A_WEEK, "name"), ("Brief", timedelta(minutes=1), "day"), ("Brief", timedelta(days=900), "day")],
)
def test_it_has_a_name_and_a_moment_ahead(desk: Desk, name: str, ahead: timedelta, field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        desk.made(name, ahead)
    assert refusal.value.field == field


def test_the_same_name_and_moment_is_the_same_release(desk: Desk) -> None:
    at = desk.release.at
    assert releasing.make(desk.session, name=" Kamerbrief  geluid ", at=at, actor=desk.lead) is desk.release


def test_the_hour_is_that_of_amsterdam() -> None:
    assert releasing.moment(date(2026, 7, 1), time(9)).astimezone(UTC).hour == 7
    assert releasing.moment(date(2026, 12, 3), time(9)).astimezone(UTC).hour == 8
    with pytest.raises(RuleViolation, match="klok gaat dan vooruit"):
        releasing.moment(date(2027, 3, 28), time(2, 30))


def test_how_far_many_drafts_are_is_one_question(desk: Desk) -> None:
    waits, bare = desk.waiting()[0], desk.begun()[0]
    found = standing(desk.session, [waits.id, bare.id])
    assert found[waits.id].release is desk.release
    assert found[bare.id].release is None
    assert desk.session.scalar(select(func.count()).select_from(AnswerVersion)) == 2
