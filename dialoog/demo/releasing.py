"""The verbs of the script about drafts that a colleague reads, and that wait for a release (D7b)."""

from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.answers.prepared import Release, Review, ReviewState
from dialoog.answers.rules import drafting, releasing, reviewing
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage


def release(session: Session, stage: Stage, given: Given) -> None:
    """A lead makes a release, on a working day at nine."""
    at = releasing.moment(stage.working_day(given["on"]), time(9))
    made = releasing.make(session, name=given["name"], at=at, actor=stage.actors[given["by"]])
    stage.releases[given["key"]] = made.id


def let_wait(session: Session, stage: Stage, given: Given) -> None:
    """A lead lets answers wait for a release."""
    found = session.get_one(Release, stage.releases[given["for"]])
    for key in given["answers"]:
        answer = stage.answer(session, key)
        edit = drafting.draft_of(session, answer).edit
        releasing.add(session, found, answer, edit=edit, actor=stage.actors[given["by"]])


def call_off(session: Session, stage: Stage, given: Given) -> None:
    """A release does not go on."""
    found = session.get_one(Release, stage.releases[given["of"]])
    releasing.call_off(session, found, edit=found.edit, actor=stage.actors[given["by"]])


def ask_to_read(session: Session, stage: Stage, given: Given) -> None:
    """Who writes asks a colleague to read."""
    version = drafting.draft_of(session, stage.answer(session, given["of"]))
    reader = session.get_one(Person, stage.actors[given["reader"]].person_id)
    reviewing.ask(session, version, reader, note=given["note"], actor=stage.actors[given["by"]])


def read(session: Session, stage: Stage, given: Given) -> None:
    """The colleague says what they think."""
    version = drafting.draft_of(session, stage.answer(session, given["of"]))
    actor = stage.actors[given["by"]]
    asked = select(Review).where(Review.version_id == version.id, Review.reader_id == actor.person_id)
    review = session.scalars(asked.where(Review.state == ReviewState.ASKED)).one()
    remarks = given.get("remarks", "")
    reviewing.give(session, review, agrees=not remarks, remarks=remarks, edit=version.edit, actor=actor)


VERBS: dict[str, Verb] = {
    "release": release,
    "let_wait": let_wait,
    "call_off": call_off,
    "ask_to_read": ask_to_read,
    "read": read,
}
