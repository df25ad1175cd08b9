"""D5: whatever is done in whatever order, states change as the table says, and the record replays to them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, AnswerContribution, Referral, ReferralState
from dialoog.answers.rules import drafting, referring
from dialoog.answers.rules.clarifying import ask_all
from dialoog.answers.rules.closing import close_if_ready
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.judging import send_back
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.reopening import decide
from dialoog.answers.rules.versions import in_force, start_version
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.clarifications.rules import ASKABLE, expire, reply, withdraw
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState, Outcome
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import RuleViolation
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.queries import events_of
from dialoog.terms.calendar import LONGEST_PAUSE, due_date
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of
from tests.factories.answers import MOTIVATION, SECRETARIAT, draft, giver, official, points, unit

T = TypeVar("T")
REASON = "Dat is besloten in de proef."
REFER = Draft(Outcome.REFERRED, MOTIVATION, referred_to="gemeente", referred_contact="a@voorbeeld.nl")


def later() -> Draft:
    return Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=clock.today() + timedelta(30))


class History:
    """Two points of one unit, and everything that can be done with them or come over them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit = unit(session)
        self.by = official(session, self.unit, lead=True)
        self.points = points(session, None, 2)
        self.right = points(session, None)[0]
        self.giver = giver(session, self.points)
        self.now: datetime = clock.now()
        self.acts: tuple[Callable[[], object], ...] = (
            self.assign,
            lambda: extend(session, self.points[0], days=5, reason=REASON, actor=self.by),
            lambda: self.answer(draft(self.unit)),
            lambda: self.answer(draft(self.unit, Outcome.NOT_ADOPTED)),
            lambda: self.answer(later()),
            lambda: self.answer(REFER),
            lambda: referring.accept(session, self.offer()),
            lambda: referring.refuse(session, self.offer(), reason=REASON),
            lambda: referring.note_silence(session, self.offer()),
            lambda: decide(session, self.latest(), version=self.version()),
            lambda: send_back(session, self.points[0], reason=REASON, actor=SECRETARIAT),
            lambda: send_back(session, self.points[1], reason=REASON, actor=SECRETARIAT),
            lambda: commitments.complete(session, self.promised(), text=REASON, actor=self.by),
            lambda: commitments.reopen(session, self.promised(), reason=REASON, actor=self.by),
            lambda: close_if_ready(session, self.latest()),
            self.put_off_until_its_day,
            self.refer_and_be_taken_on,
            self.change,
            lambda: withdraw_wrong_entry(session, self.points[1], reason=REASON, instead=self.right, actor=SECRETARIAT),
            self.wait,
            lambda: ask_all(session, self.points, question=REASON, actor=self.by),
            lambda: reply(session, self.asked(), self.giver, text=REASON, look_first=True, actor=Actor()),
            lambda: withdraw(session, self.asked(), actor=self.by),
            self.expire,
            self.wait_a_few_days,
        )

    def assign(self) -> None:
        assign(self.session, self.points, unit=self.unit, assignee=None, actor=SYSTEM)

    def answer(self, words: Draft) -> None:
        act = drafting.start(self.session, self.points, unit=self.unit, actor=self.by, given=words)
        publish(self.session, act.answer, actor=self.by)

    def change(self) -> None:
        version = start_version(self.session, self.latest(), actor=self.by)
        version.outcome, version.consideration, version.why_changed = Outcome.NOT_ADOPTED, REASON, REASON
        publish(self.session, version.answer, actor=self.by)

    def put_off_until_its_day(self) -> None:
        self.answer(later())
        decide(self.session, self.latest(), version=self.version())

    def refer_and_be_taken_on(self) -> None:
        self.answer(REFER)
        referring.accept(self.session, self.offer())

    def wait(self) -> None:
        self.now += timedelta(days=31)

    def wait_a_few_days(self) -> None:
        self.now += timedelta(days=4)

    def expire(self) -> None:
        # As the job does it, on its day.
        asked = self.asked()
        self.now = max(self.now, clock.start_of(asked.ends_on))
        with clock.at(self.now):
            expire(self.session, asked)

    def asked(self) -> Clarification:
        still_open = select(Clarification).where(Clarification.state == ClarificationState.OPEN)
        return _there(self.session.scalar(still_open.order_by(Clarification.id).limit(1)))

    def latest(self) -> Answer:
        covers = select(AnswerContribution.answer_id).where(
            AnswerContribution.contribution_id.in_([point.id for point in self.points])
        )
        found = self.session.scalar(select(Answer).where(Answer.id.in_(covers)).order_by(Answer.id.desc()).limit(1))
        return _there(found)

    def version(self) -> int:
        return _there(in_force(self.latest())).n

    def offer(self) -> Referral:
        offered = select(Referral).where(Referral.state == ReferralState.OFFERED).order_by(Referral.id.desc())
        return _there(self.session.scalar(offered.limit(1)))

    def promised(self) -> Commitment:
        made = select(Commitment).where(Commitment.source_id == self.latest().id)
        return _there(self.session.scalar(made.limit(1)))

    def do(self, act: int) -> None:
        with clock.at(self.now), suppress(RuleViolation), self.session.begin_nested():
            self.acts[act % len(self.acts)]()
        self.session.expire_all()


def _there(found: T | None) -> T:
    if found is None:
        raise RuleViolation("nothing to do it with")
    return found


def check(session: Session, point: Contribution) -> None:
    state: str | None = None
    for event in events_of(session, point):
        assert event.old_state == state
        if event.new_state is not None:
            assert event.new_state in Contribution.transitions[state]
            state = event.new_state
    assert point.status == state
    running = [c for c in clocks_of(session, point) if c.promise is Promise.ANSWER and not (c.met_at or c.stopped_at)]
    assert len(running) == (point.status in OPEN_STATES)
    assert all(one.due_on == point.answer_due for one in running)
    # A term stands still only while the giver is waited for, never for more than 20 days, and never once it is met.
    still_open = select(Clarification).where(Clarification.contribution_id == point.id)
    waits = session.scalar(still_open.where(Clarification.state == ClarificationState.OPEN)) is not None
    assert not waits or point.status in ASKABLE
    for one in clocks_of(session, point):
        assert one.paused_days <= LONGEST_PAUSE
        assert one.paused_on is None or (waits and one in running)
        still = 0 if one.paused_on is None else LONGEST_PAUSE - one.paused_days
        assert one.due_on == due_date(one.started_on, one.working_days + one.extended_by + one.paused_days + still)
    if point.status == ContributionState.CLOSED:
        assert point.outcome is not Outcome.LATER


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.integers(0, 24), min_size=4, max_size=25))
def test_d5_every_history_replays_to_its_state(session: Session, acts: list[int]) -> None:
    with session.begin_nested() as undone:
        history = History(session)
        for act in [0, *acts]:
            history.do(act)
            for point in history.points:
                check(session, point)
        undone.rollback()
