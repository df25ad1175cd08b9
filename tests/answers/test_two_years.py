"""D4–D6 over two years, day by day, with the jobs as they run: everything that follows by itself, exactly once."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.answers import jobs
from dialoog.answers.models import Answer, AnswerVersion, Referral
from dialoog.answers.prepared import Release
from dialoog.answers.rules import referring, releasing
from dialoog.answers.rules.drafting import Draft
from dialoog.config import Settings
from dialoog.contributions.models import Contribution, Outcome
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.db import Database
from dialoog.jobs.worker import JobStation, Work, Worker
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.queries import events_of
from dialoog.terms.calendar import due_date
from dialoog.terms.models import Clock, Promise
from tests.factories.answers import MOTIVATION, answered, begun, draft, official, points, unit

# A Monday at 10 h in Amsterdam.
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 730
DIRECTOR = "directeur@voorbeeld.nl"
LATER_DAYS = 200
RELEASE_DAY = 14
REFER = Draft(
    outcome=Outcome.REFERRED,
    motivation=MOTIVATION,
    referred_to="gemeente Waterhoek",
    referred_contact="beslist@waterhoek.example.nl",
)


def ours_of(point: Contribution) -> Unit:
    assert point.unit is not None
    return point.unit


class Years:
    """Eight points, each with another fate, in a database of its own."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        worker = Worker("test", database, settings, threading.Event())
        self.station = JobStation(worker, Work(jobs.JOBS, jobs.RECURRING))
        self.numbers: dict[str, int] = {}
        self.people: dict[str, str] = {DIRECTOR: "director"}
        self.answers: list[int] = []
        self.lead = SYSTEM

    def begin(self, session: Session) -> None:
        ours = unit(session)
        lead = official(session, ours, lead=True)
        owner = session.get_one(Person, official(session, ours, name="Ali Kaya").person_id)
        self.people |= {session.get_one(Person, lead.person_id).email: "lead", owner.email: "owner"}
        fates = ("forgotten", "extended", "later", "silent", "taken on", "answered", "released", "put off")
        given = dict(zip(fates, points(session, ours, len(fates)), strict=True))
        assign(session, list(given.values()), unit=ours, assignee=owner, actor=SYSTEM)
        self.numbers = {fate: point.id for fate, point in given.items()}
        later = Draft(outcome=Outcome.LATER, motivation=MOTIVATION, decide_on=clock.today() + timedelta(LATER_DAYS))
        answered(session, [given["later"]], lead, later)
        answered(session, [given["silent"]], lead, REFER)
        answered(session, [given["taken on"]], lead, REFER)
        answered(session, [given["answered"]], lead, draft(ours, Outcome.NOT_ADOPTED))
        self.release(session, lead, given["released"], given["put off"])

    def release(self, session: Session, lead: Actor, released: Contribution, put_off: Contribution) -> None:
        """Two releases: one is carried out, the other one called off, and its answer goes along with the first."""
        first, second = (
            releasing.make(session, name=name, at=clock.now() + timedelta(RELEASE_DAY + days, hours=-1), actor=lead)
            for name, days in (("Brief", 0), ("Afgelast", 1))
        )
        for point, release in ((released, first), (put_off, second)):
            answer = begun(session, [point], lead, draft(ours_of(point), Outcome.NOT_ADOPTED)).answer
            releasing.add(session, release, answer, edit=1, actor=lead)
            self.answers.append(answer.id)
        self.lead = lead

    def call_off(self, session: Session) -> None:
        first, second = session.scalars(select(Release).order_by(Release.id))
        releasing.call_off(session, second, edit=second.edit, actor=self.lead)
        releasing.add(session, first, session.get_one(Answer, self.answers[1]), edit=1, actor=self.lead)
        later = first.at + timedelta(days=2)
        releasing.change(session, first, name=first.name, at=later, edit=first.edit, actor=self.lead)

    def extend(self, session: Session) -> None:
        point = session.get_one(Contribution, self.numbers["extended"])
        extend(session, point, days=10, reason="Wij wachten op een onderzoek.", actor=SYSTEM)

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

    def published(self, session: Session) -> dict[int, date]:
        """The days on which the answers of releases were published."""
        days = session.execute(select(Answer.id, Answer.published_at).where(Answer.id.in_(self.answers)))
        return {number: clock.local(moment).date() for number, moment in days if moment}

    def dues(self, session: Session) -> dict[str, Sequence[date]]:
        """The last day of each term that is still to be met."""
        query = select(Clock.due_on).where(Clock.promise == Promise.ANSWER, Clock.met_at.is_(None))
        return {
            fate: session.scalars(query.where(Clock.subject_id == number)).all()
            for fate, number in self.numbers.items()
        }


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


def test_d4_d5_d6_two_years_day_by_day(own_database: Database, settings: Settings) -> None:
    years = Years(own_database, replace(settings, programme_director=DIRECTOR))
    years.live({0: years.begin, 20: years.extend, 3: years.take_on, 5: years.call_off})
    received = clock.local(BEGIN).date()
    first = due_date(received, 30)
    decided = received + timedelta(LATER_DAYS)
    with own_database.session() as session:
        states = {fate: session.get_one(Contribution, number).status for fate, number in years.numbers.items()}
        found = years.reminders(session)
        once = {
            "forgotten": {"received", "assigned"},
            "extended": {"received", "assigned", "extended"},
            "later": {"received", "assigned", "answered", "decision-due"},
            "silent": {"received", "assigned", "offered", "referral-returned"},
            "taken on": {"received", "assigned", "offered", "referral-accepted", "answered", "closed"},
            "answered": {"received", "assigned", "answered", "closed"},
            "released": {"received", "assigned", "answered", "closed"},
            "put off": {"received", "assigned", "answered", "closed"},
        }
        for fate, kinds in once.items():
            assert years.kinds(session, fate) == Counter(kinds), fate
        published, dues = years.published(session), years.dues(session)
    assert states == {
        "forgotten": "in-behandeling",
        "extended": "in-behandeling",
        "later": "heropend",
        "silent": "in-behandeling",
        "taken on": "afgerond",
        "answered": "afgerond",
        "released": "afgerond",
        "put off": "afgerond",
    }
    assert dues == {
        "forgotten": [first],
        "extended": [due_date(received, 40)],
        "later": [due_date(decided, 30)],
        "silent": [first],
        "taken on": [],
        "answered": [],
        "released": [],
        "put off": [],
    }
    assert published == dict.fromkeys(years.answers, received + timedelta(RELEASE_DAY + 2))
    for fate in ("forgotten", "extended", "later", "silent"):
        ladder(found[fate], dues[fate][0])
    assert set(found) == {"forgotten", "extended", "later", "silent"}
