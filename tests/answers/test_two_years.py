"""D4, D5, D6, D9 under a moved clock: reminders, escalations, an extension, questions to givers, a referral, a release,
a reopening and the question of four weeks later, each exactly once in two years.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock, wiring
from dialoog.answers.models import Answer, EffectQuestion
from dialoog.answers.rules.clarifying import REPLIED_MAIL
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.contributions.clarifications.rules import ASKED_MAIL
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.givers import attach
from dialoog.db import Database
from dialoog.mail.models import OutboxMessage
from dialoog.permissions import SYSTEM
from dialoog.register.rules import REACTIONS
from dialoog.terms.calendar import due_date
from tests.answers.years import ASKED, BEGIN, DAYS, DIRECTOR, FATES, LATER_DAYS, RELEASE_DAY, Years
from tests.factories.answers import answered, draft, giver, official, points, unit

pytestmark = pytest.mark.once

RECEIVED = clock.local(BEGIN).date()
IN_HAND = ("forgotten", "extended", "silent", *ASKED)
WITH_GIVER = ("received", "giver-attached", "assigned")
# What is recorded of each, once.
HAPPENED = {
    "forgotten": {"received", "assigned"},
    "extended": {"received", "assigned", "extended"},
    "later": {"received", "assigned", "answered", "decision-due"},
    "silent": {"received", "assigned", "offered", "referral-returned"},
    "taken on": {"received", "assigned", "offered", "referral-accepted", "answered", "closed"},
    "answered": {"received", "assigned", "answered", "closed"},
    "released": {"received", "assigned", "answered", "closed"},
    "put off": {"received", "assigned", "answered", "closed"},
    "replied": {"clarification-asked", "clarification-replied", *WITH_GIVER},
    "taken back": {"clarification-asked", "clarification-withdrawn", *WITH_GIVER},
    "unreplied": {"clarification-asked", "clarification-expired", *WITH_GIVER},
}
# The last day of what is not answered in the end.
DUE = {
    "forgotten": due_date(RECEIVED, 30),
    "extended": due_date(RECEIVED, 40),
    "later": due_date(RECEIVED + timedelta(LATER_DAYS), 30),
    "silent": due_date(RECEIVED, 30),
    # Asked on a Monday: three working days until Thursday, ten until the second Monday after it.
    "replied": due_date(RECEIVED, 33),
    "taken back": due_date(RECEIVED, 40),
    "unreplied": due_date(RECEIVED, 50),
}


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """What acts upwards, as in the service."""
    monkeypatch.setattr(REACTIONS, "by_kind", wiring.REACTIONS)


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
    first = {0: years.begin, 3: years.take_on, 5: years.call_off, 7: years.ask, 10: years.reply}
    years.live({**first, 20: years.extend, 21: years.take_back})
    with own_database.session() as session:
        for fate, kinds in HAPPENED.items():
            assert years.kinds(session, fate) == Counter(kinds), fate
        states = {fate: session.get_one(Contribution, number).status for fate, number in years.numbers.items()}
        found, dues = years.reminders(session), years.running(session)
        published = {n: clock.local(session.get_one(Answer, n).published_at or BEGIN).date() for n in years.answers}
        waits = {fate: years.question(session, fate).state.value for fate in ASKED}
        mails = years.mails_of_questions(session)
    closed = set(FATES) - {*IN_HAND, "later"}
    assert states == {
        **dict.fromkeys(IN_HAND, "in-behandeling"),
        "later": "heropend",
        **dict.fromkeys(closed, "afgerond"),
    }
    assert dues == {fate: [DUE[fate]] if fate in DUE else [] for fate in FATES}
    assert published == dict.fromkeys(years.answers, RECEIVED + timedelta(RELEASE_DAY + 2))
    assert set(found) == set(DUE)
    for fate, due in DUE.items():
        ladder(found[fate], due)
    assert waits == {"replied": "beantwoord", "taken back": "ingetrokken", "unreplied": "verlopen"}
    # Each mail once; a reminder only where nobody had replied after a week, and the official hears of an end.
    asked_again = [(ASKED_MAIL, fate, True) for fate in ("taken back", "unreplied")]
    ended = [(REPLIED_MAIL, fate, None) for fate in ("replied", "unreplied")]
    assert mails == Counter([*((ASKED_MAIL, fate, False) for fate in ASKED), *asked_again, *ended])


class Promises:
    """Commitments that are kept on different days, made to two givers who share points."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.years = Years(database, settings)
        self.made: dict[str, int] = {}

    def begin(self, session: Session) -> None:
        ours = unit(session)
        lead = official(session, ours, lead=True)
        bo, ada = (giver(session, points(session, None), name=name) for name in ("Bo Smit", "Ada Kok"))
        for fate in ("kept", "went back", "never"):
            given = points(session, ours, 3)
            attach(session, given[:2], bo, actor=SYSTEM)
            attach(session, given[1:], ada, actor=SYSTEM)
            answer = answered(session, given, lead, draft(ours))
            self.made[fate] = session.scalars(select(Commitment.id).where(Commitment.source_id == answer.id)).one()

    def keep(self, *fates: str) -> Callable[[Session], None]:
        def act(session: Session) -> None:
            for fate in fates:
                promised = session.get_one(Commitment, self.made[fate])
                commitments.complete(session, promised, text="De lijst staat op de website.", actor=SYSTEM)

        return act

    def take_back(self, session: Session) -> None:
        promised = session.get_one(Commitment, self.made["went back"])
        commitments.reopen(session, promised, reason="Het was nog niet klaar.", actor=SYSTEM)


def test_d9_two_years_of_four_week_questions_each_exactly_once(own_database: Database, settings: Settings) -> None:
    """Done on a Friday, done again after it went back, and never: what is asked, on which day, how often."""
    promises = Promises(own_database, settings)
    acts = {0: promises.begin, 4: promises.keep("kept", "went back"), 20: promises.take_back}
    promises.years.live({**acts, 60: promises.keep("went back")})
    begin = clock.local(BEGIN).date()
    with own_database.session() as session:
        asked = session.execute(select(EffectQuestion.commitment_id, EffectQuestion.asked_at)).all()
        days = sorted((number, (clock.local(at).date() - begin).days) for number, at in asked)
        mails = session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == "answers.effect")).all()
    kept, back = promises.made["kept"], promises.made["went back"]
    # Day 32 is Good Friday and day 35 Easter Monday; day 88 is a working day.
    assert days == [(kept, 36), (kept, 36), (back, 88), (back, 88)]
    assert Counter(Counter(mails).values()) == {2: 2}
