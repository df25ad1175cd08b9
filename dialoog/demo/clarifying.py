"""The verbs of the script about asking givers something."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.rules.clarifying import ask_all
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import Giver
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.permissions import Actor


def ask(session: Session, stage: Stage, given: Given) -> None:
    """An official asks who gave a point something; its term stands still."""
    point = stage.point(session, given["point"])
    ask_all(session, [point], question=given["question"], actor=stage.actors[given["by"]])


def reply(session: Session, stage: Stage, given: Given) -> None:
    """The giver replies by the link in the mail."""
    point = stage.points[given["point"]]
    still_open = Clarification.state == ClarificationState.OPEN
    asked = session.scalars(select(Clarification).where(Clarification.contribution_id == point, still_open)).one()
    giver = session.get_one(Giver, stage.givers(session, given["email"])[0])
    look_first = given.get("look_first", False)
    rules.reply(session, asked, giver, text=given["text"], look_first=look_first, actor=Actor(gave=frozenset({point})))


VERBS: dict[str, Verb] = {"ask": ask, "reply": reply}
