"""D4–D6 over two years, day by day, with the jobs as they run: everything that follows by itself, exactly once."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock, wiring
from dialoog.accounts.models import Person
from dialoog.answers import jobs
from dialoog.answers.models import AnswerVersion, Referral
from dialoog.answers.rules import referring
from dialoog.answers.rules.clarifying import REPLIED_MAIL
from dialoog.answers.rules.drafting import Draft
from dialoog.config import Settings
from dialoog.contributions.clarifications import jobs as clarification_jobs
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.rules import ASKED_MAIL, ask, reply, withdraw
from dialoog.contributions.models import Contribution, Giver, Outcome
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.db import Database
from dialoog.jobs.worker import JobStation, Work, Worker
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.queries import events_of
from dialoog.register.rules import REACTIONS
from dialoog.terms.calendar import due_date
from dialoog.terms.models import Clock, Promise
from tests.factories.answers import MOTIVATION, answered, draft, giver, official, points, unit
from tests.factories.clarifications import QUESTION

# A Monday at 10 h in Amsterdam.
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 730
DIRECTOR = "directeur@voorbeeld.nl"
LATER_DAYS = 200
ASKED = ("replied", "taken back", "unreplied")
FATES = ("forgotten", "extended", "later", "silent", "taken on", "answered", *ASKED)
WITH_GIVER = ("received", "giver-attached", "assigned")
ONCE = {
    "forgotten": {"received", "assigned"},
    "extended": {"received", "assigned", "extended"},
    "later": {"received", "assigned", "answered", "decision-due"},
    "silent": {"received", "assigned", "offered", "referral-returned"},
    "taken on": {"received", "assigned", "offered", "referral-accepted", "answered", "closed"},
    "answered": {"received", "assigned", "answered", "closed"},
    "replied": {"clarification-asked", "clarification-replied", *WITH_GIVER},
    "taken back": {"clarification-asked", "clarification-withdrawn", *WITH_GIVER},
    "unreplied": {"clarification-asked", "clarification-expired", *WITH_GIVER},
}
STATES = {
    "forgotten": "in-behandeling",
    "extended": "in-behandeling",
    "later": "heropend",
    "silent": "in-behandeling",
    "taken on": "afgerond",
    "answered": "afgerond",
    **dict.fromkeys(ASKED, "in-behandeling"),
}
# Each mail once; a reminder only where nobody had replied after a week, and the official hears of an end.
MAILS = Counter(
    [
        *((ASKED_MAIL, fate, False) for fate in ASKED),
        (ASKED_MAIL, "taken back", True),
        (ASKED_MAIL, "unreplied", True),
        (REPLIED_MAIL, "replied", None),
        (REPLIED_MAIL, "unreplied", None),
    ]
)
REFER = Draft(
    outcome=Outcome.REFERRED,
    motivation=MOTIVATION,
    referred_to="gemeente Waterhoek",
    referred_contact="beslist@waterhoek.example.nl",
)


class Years:
    """Nine points, each with another fate, in a database of its own."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        worker = Worker("test", database, settings, threading.Event())
        self.station = JobStation(worker, Work({**clarification_jobs.HANDLERS, **jobs.JOBS}, jobs.RECURRING))
        self.numbers: dict[str, int] = {}
        self.people: dict[str, str] = {DIRECTOR: "director"}

    def begin(self, session: Session) -> None:
        ours = unit(session)
        lead = official(session, ours, lead=True)
        owner = session.get_one(Person, official(session, ours, name="Ali Kaya").person_id)
        self.people |= {session.get_one(Person, lead.person_id).email: "lead", owner.email: "owner"}
        given = dict(zip(FATES, points(session, ours, len(FATES)), strict=True))
        self.giver = giver(session, [given[fate] for fate in ASKED]).id
        assign(session, list(given.values()), unit=ours, assignee=owner, actor=SYSTEM)
        self.numbers = {fate: point.id for fate, point in given.items()}
        later = Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=clock.today() + timedelta(LATER_DAYS))
        answered(session, [given["later"]], lead, later)
        answered(session, [given["silent"]], lead, REFER)
        answered(session, [given["taken on"]], lead, REFER)
        answered(session, [given["answered"]], lead, draft(ours, Outcome.NOT_ADOPTED))

    def extend(self, session: Session) -> None:
        point = session.get_one(Contribution, self.numbers["extended"])
        extend(session, point, days=10, reason="Wij wachten op een onderzoek.", actor=SYSTEM)

    def ask(self, session: Session) -> None:
        owner = session.scalars(select(Person).where(Person.name == "Ali Kaya")).one()
        who = Actor(person_id=owner.id, name=owner.name, roles=frozenset({"ministry"}), second_factor=True)
        for fate in ASKED:
            ask(session, session.get_one(Contribution, self.numbers[fate]), question=QUESTION, actor=who)

    def reply(self, session: Session) -> None:
        giver = session.get_one(Giver, self.giver)
        reply(session, self.question(session, "replied"), giver, text="Ja.", look_first=True, actor=Actor())

    def take_back(self, session: Session) -> None:
        withdraw(session, self.question(session, "taken back"), actor=SYSTEM)

    def question(self, session: Session, fate: str) -> Clarification:
        of = select(Clarification).where(Clarification.contribution_id == self.numbers[fate])
        return session.scalars(of).one()

    def asking_mails(self, session: Session) -> Counter[tuple[str, str, bool | None]]:
        return Counter(
            (
                mail.kind,
                next(fate for fate in ASKED if self.numbers[fate] == mail.subject_id),
                mail.params.get("again"),
            )
            for mail in session.scalars(select(OutboxMessage).where(OutboxMessage.kind.contains("clarif")))
        )

    def take_on(self, session: Session) -> None:
        offers = session.scalars(select(Referral).join(AnswerVersion).order_by(Referral.id)).all()
        referring.accept(session, offers[1])

    def live(self, acts: dict[int, Callable[[Session], None]]) -> None:
        for day in range(DAYS):
            # On the wall clock, so that it stays ten o’clock in summer.
            with clock.at(clock.local(BEGIN) + timedelta(day)):
                if day in acts:
                    with self.database.transaction() as session:
                        acts[day](session)
                self.station.work()

    def kinds(self, session: Session, fate: str) -> Counter[str]:
        return Counter(event.kind for event in events_of(session, session.get_one(Contribution, self.numbers[fate])))

    def reminders(self, session: Session) -> dict[str, Counter[tuple[str, int]]]:
        """Of each fate: who was reminded how many days from the last day, and how often."""
        fates = {number: fate for fate, number in self.numbers.items()}
        found: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
        for mail in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.reminder")):
            for _kind, subject, offset in mail.params["items"]:
                found[fates[subject]][self.people[mail.to_address or ""], offset] += 1
        return found


def expected(due: date) -> Counter[tuple[str, int]]:
    """The ladder of D4 for a term that is never met, as far as these two years go; each step once."""
    last = (clock.local(BEGIN).date() + timedelta(DAYS - 8) - due).days
    ladder = [("owner", day) for day in (-7, 0, 1)] + [("lead", day) for day in (7, 14)]
    return Counter([*ladder, *(("director", day) for day in range(30, last, 30))])


def ladder(found: Counter[tuple[str, int]], due: date) -> None:
    """The last step may fall in the last days, when it is not sure to have been sent."""
    assert not expected(due) - found
    assert set(found.values()) == {1}
    assert len(found) - len(expected(due)) <= 1


def test_d4_d5_d6_two_years_day_by_day(
    own_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(REACTIONS, "by_kind", wiring.REACTIONS)
    years = Years(own_database, replace(settings, programme_director=DIRECTOR))
    acts = {0: years.begin, 20: years.extend, 3: years.take_on, 7: years.ask, 10: years.reply, 21: years.take_back}
    years.live(acts)
    received = clock.local(BEGIN).date()
    first = due_date(received, 30)
    decided = received + timedelta(LATER_DAYS)
    with own_database.session() as session:
        states = {fate: session.get_one(Contribution, number).status for fate, number in years.numbers.items()}
        found = years.reminders(session)
        for fate, kinds in ONCE.items():
            assert years.kinds(session, fate) == Counter(kinds), fate
        mails = years.asking_mails(session)
        waits = {fate: years.question(session, fate).state.value for fate in ASKED}
        dues = {
            fate: session.scalars(
                select(Clock.due_on).where(
                    Clock.subject_id == number, Clock.promise == Promise.ANSWER, Clock.met_at.is_(None)
                )
            ).all()
            for fate, number in years.numbers.items()
        }
    assert states == STATES
    assert waits == {"replied": "beantwoord", "taken back": "ingetrokken", "unreplied": "verlopen"}
    assert mails == MAILS
    assert dues == {
        "forgotten": [first],
        "extended": [due_date(received, 40)],
        "later": [due_date(decided, 30)],
        "silent": [first],
        "taken on": [],
        "answered": [],
        # Asked on a Monday: three working days until Thursday, ten until the second Monday after it.
        "replied": [due_date(received, 33)],
        "taken back": [due_date(received, 40)],
        "unreplied": [due_date(received, 50)],
    }
    for fate in ("forgotten", "extended", "later", "silent", *ASKED):
        ladder(found[fate], dues[fate][0])
    assert set(found) == {"forgotten", "extended", "later", "silent", *ASKED}
