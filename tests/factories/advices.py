"""A table that gives advice: who sits there, and an advice in every stage."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.advices.models import Addressee, Advice
from dialoog.advices.rules import reacting, sending, writing
from dialoog.advices.rules.writing import Text
from dialoog.answers.models import Answer
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.publishing import publish
from dialoog.organisations.models import Part, Unit
from dialoog.permissions import Actor
from dialoog.tables.models import DialogueTable
from tests.factories import accounts as people
from tests.factories import tables
from tests.factories.answers import draft, official, unit

SUMMARY = "Meet de lucht ook in woonstraten, en laat elke maand zien wat er is gemeten."
WORDS = "De tafel ziet dat bewoners de cijfers niet vertrouwen, omdat er in hun straat niet wordt gemeten. " * 4


def text(title: str = "Meten in de straat", **given: Any) -> Text:
    """What stands in an advice that may be adopted."""
    known: dict[str, Any] = {"summary": SUMMARY, "text": WORDS, **given}
    return Text(title=title, addressee=Addressee.MINISTER, **known)


@dataclass
class Table:
    """A table with its chair, a member, and the unit that reacts to its advice."""

    table: DialogueTable
    chair: Person
    member: Person
    unit: Unit
    lead: Actor

    @property
    def of_chair(self) -> Actor:
        """The chair, as whoever acts."""
        return self._actor(self.chair, chairs=True)

    @property
    def of_member(self) -> Actor:
        """The member, as whoever acts."""
        return self._actor(self.member, chairs=False)

    def _actor(self, who: Person, *, chairs: bool) -> Actor:
        bodies = frozenset({self.table.body})
        return Actor(
            person_id=who.id, name=who.name, bodies=bodies, chairs=bodies if chairs else frozenset(), presides=chairs
        )


def seated(session: Session) -> Table:
    """A table with people, and a unit of the ministry with its lead."""
    chair = people.person(session, name="Fenna Voorzitter")
    member = people.person(session, name="Gijs Tafelman")
    table = tables.table(session, chair_id=chair.id, chair_name=chair.name)
    tables.member(session, table, chair, Part.CHAIR)
    tables.member(session, table, member)
    of = unit(session)
    return Table(table, chair, member, of, official(session, of, lead=True, name="Ilse Berg"))


def written(session: Session, at: Table, **given: Any) -> Advice:
    """A draft."""
    return writing.begin(session, at.table, text(**given), actor=at.of_chair)


def sent(session: Session, at: Table, **given: Any) -> Advice:
    """An advice that waits for its reaction."""
    made = written(session, at, **given)
    writing.adopt(session, made, edit=made.edit, actor=at.of_chair)
    sending.send(session, made, unit=at.unit, actor=at.of_chair)
    return made


def reacted(session: Session, at: Table, advice: Advice, given: Draft | None = None) -> Answer:
    """The reaction to an advice, published by the unit's lead."""
    answer = reacting.begin_reaction(session, advice, actor=at.lead)
    version = drafting.draft_of(session, answer)
    words = given or draft(at.unit)
    drafting.save(session, version, words, edit=version.edit, actor=at.lead)
    publish(session, answer, actor=at.lead)
    return answer
