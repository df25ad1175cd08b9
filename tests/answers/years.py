"""Two years lived day by day, with the jobs as they run."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
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
from dialoog.contributions.clarifications import jobs as clarification_jobs
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.rules import ask, reply, withdraw
from dialoog.contributions.models import Contribution, Giver, Outcome
from dialoog.contributions.rules.assigning import assign, extend
from dialoog.db import Database
from dialoog.jobs.worker import JobStation, Work, Worker
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.queries import events_of
from dialoog.terms.models import Clock, Promise
from tests.factories.answers import MOTIVATION, answered, begun, draft, giver, official, points, unit
from tests.factories.clarifications import QUESTION

# A Monday at 10 h in Amsterdam.
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 730
DIRECTOR = "directeur@voorbeeld.nl"
LATER_DAYS = 200
RELEASE_DAY = 14
ASKED = ("replied", "taken back", "unreplied")
RELEASED = ("released", "put off")
FATES = ("forgotten", "extended", "later", "silent", "taken on", "answered", *RELEASED, *ASKED)
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
    """Eleven points, each with another fate, in a database of its own."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        worker = Worker("test", database, settings, threading.Event())
        self.station = JobStation(worker, Work({**clarification_jobs.HANDLERS, **jobs.JOBS}, jobs.RECURRING))
        self.numbers: dict[str, int] = {}
        self.people: dict[str, str] = {DIRECTOR: "director"}
        self.answers: list[int] = []
        self.lead = SYSTEM

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

    def running(self, session: Session) -> dict[str, list[date]]:
        """Of each fate: the last day of what is still to be answered."""
        found: dict[str, list[date]] = {}
        for fate, number in self.numbers.items():
            answer = select(Clock.due_on).where(Clock.subject_id == number, Clock.promise == Promise.ANSWER)
            found[fate] = list(session.scalars(answer.where(Clock.met_at.is_(None))))
        return found

    def mails_of_questions(self, session: Session) -> Counter[tuple[str, str, bool | None]]:
        """Kind, fate, and whether it was sent again, of each mail about a question to a giver."""
        fates = {number: fate for fate, number in self.numbers.items()}
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind.contains("clarif")))
        return Counter((mail.kind, fates[mail.subject_id or 0], mail.params.get("again")) for mail in mails)
