"""The verbs of the script about a table's advice: written, commented on, sent, reacted to."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.advices.models import Addressee, Advice
from dialoog.advices.rules import commenting, reacting, sending, writing
from dialoog.advices.rules.writing import Text
from dialoog.answers.rules import drafting, publishing
from dialoog.demo.acts import Verb
from dialoog.demo.answering import words_of
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.permissions import Actor
from dialoog.tables.models import DialogueTable


def write_advice(session: Session, stage: Stage, given: Given) -> None:
    """The chair of a table writes an advice, or begins to."""
    table = session.scalars(select(DialogueTable).where(DialogueTable.slug == given["table"])).one()
    numbers = tuple(point.number for point in stage.some(session, given.get("points", ())))
    text = Text(
        title=given["title"],
        addressee=Addressee(given["to"]),
        question=given.get("question", ""),
        summary=given["summary"],
        text=given.get("text", ""),
        generation_test=given.get("generation_test", ""),
        numbers=numbers,
    )
    writing.begin(session, table, text, actor=_chair(table))


def ask_members(session: Session, _stage: Stage, given: Given) -> None:
    """Members are asked to comment, for so many days; some do, and the chair says what was done with it."""
    advice = _advice(session, given)
    until = clock.today() + timedelta(days=given["for_days"])
    commenting.ask_for_comments(session, advice, until=until, actor=_chair(advice.table))
    for told in given.get("comments", ()):
        said = commenting.comment(session, advice, told["text"], actor=_member(session, advice, told["email"]))
        if "taken_over" in told:
            reason = told.get("reason", "")
            taken_over = told["taken_over"]
            commenting.handle(session, said, taken_over=taken_over, reason=reason, actor=_chair(advice.table))


def give_advice(session: Session, stage: Stage, given: Given) -> None:
    """The table adopts an advice and gives it to whom it is for."""
    advice = _advice(session, given)
    chair = _chair(advice.table)
    writing.adopt(session, advice, edit=advice.edit, actor=chair)
    if "unit" in given:
        sending.send(session, advice, unit=stage.unit(session, given["unit"]), actor=chair)


def react(session: Session, stage: Stage, given: Given) -> None:
    """The ministry reacts to an advice."""
    actor = stage.actors[given["by"]]
    answer = reacting.begin_reaction(session, _advice(session, given), actor=actor)
    version = drafting.draft_of(session, answer)
    drafting.save(session, version, words_of(stage, given), edit=version.edit, actor=actor)
    publishing.publish(session, answer, actor=actor)


def _advice(session: Session, given: Given) -> Advice:
    return session.scalars(select(Advice).where(Advice.slug == given["advice"])).one()


def _chair(table: DialogueTable) -> Actor:
    bodies = frozenset({table.body})
    name = table.chair.name if table.chair else ""
    return Actor(person_id=table.chair_id, name=name, bodies=bodies, chairs=bodies, presides=True)


def _member(session: Session, advice: Advice, email: str) -> Actor:
    person = session.scalars(select(Person).where(Person.email == email)).one()
    return Actor(person_id=person.id, name=person.name, bodies=frozenset({advice.body}))


VERBS: dict[str, Verb] = {
    "write_advice": write_advice,
    "ask_members": ask_members,
    "give_advice": give_advice,
    "react": react,
}
