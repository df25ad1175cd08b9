"""Who and what the demo's acts speak of, by the names the script gives them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.answers.models import Answer
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Giver
from dialoog.files import FileStore
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Organisation, Theme, Unit
from dialoog.permissions import Actor
from dialoog.terms.calendar import is_free


@dataclass
class Stage:
    """The keys of the script with the ids they stand for; `today` is the day on which the year ends."""

    today: date
    files: FileStore
    actors: dict[str, Actor] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    releases: dict[str, int] = field(default_factory=dict)

    def day(self, days_ago: int) -> date:
        """A day so long ago; less than none lies ahead."""
        return self.today - timedelta(days=days_ago)

    def working_day(self, days_ago: int) -> date:
        """The last working day up to a day so long ago."""
        day = self.day(days_ago)
        while is_free(day):
            day -= timedelta(days=1)
        return day

    def unit(self, session: Session, key: str) -> Unit:
        """A unit by its key."""
        return session.get_one(Unit, self.units[key])

    def unit_of(self, session: Session, official: str) -> Unit:
        """The unit an official belongs to."""
        return session.get_one(Unit, min(self.actors[official].units))

    def party(self, session: Session, key: str) -> Organisation:
        """A party by its key."""
        return session.get_one(Organisation, self.parties[key])

    def person(self, session: Session, key: str) -> Person:
        """Somebody of the staff by their key."""
        return session.get_one(Person, self.actors[key].person_id)

    def theme(self, session: Session, slug: str) -> Theme:
        """A theme by its slug."""
        return session.scalars(select(Theme).where(Theme.slug == slug)).one()

    def meeting(self, session: Session, slug: str) -> Meeting:
        """A meeting by its slug."""
        return session.scalars(select(Meeting).where(Meeting.slug == slug)).one()

    def point(self, session: Session, key: str) -> Contribution:
        """A contribution by its key."""
        return session.get_one(Contribution, self.points[key])

    def some(self, session: Session, keys: Iterable[str]) -> Sequence[Contribution]:
        """Contributions by their keys."""
        return [self.point(session, key) for key in keys]

    def answer(self, session: Session, key: str) -> Answer:
        """An answer by its key."""
        return session.get_one(Answer, self.answers[key])

    def commitment(self, session: Session, given: dict[str, Any]) -> Commitment:
        """The n-th commitment of an answer."""
        made = select(Commitment).where(
            Commitment.source_kind == Answer.subject_kind, Commitment.source_id == self.answers[given["of"]]
        )
        nth: int = given["n"]
        return session.scalars(made.order_by(Commitment.id)).all()[nth - 1]

    def givers(self, session: Session, email: str) -> list[int]:
        """The ids of the givers at an address."""
        return list(session.scalars(select(Giver.id).where(Giver.email == email)))
