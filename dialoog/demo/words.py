"""The words of policy that the made-up year begins with, and what visitors proposed since."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.glossary import rules
from dialoog.glossary.queries import by_slug
from dialoog.glossary.rules import Words
from dialoog.permissions import ANONYMOUS, Actor

AT = time(12, 15)


def explain(session: Session, given: Given, *, actor: Actor) -> None:
    """The words stand on the page."""
    for word in given["word"]:
        rules.add(session, Words(**word), actor=actor)


def propose(session: Session, stage: Stage, given: Given) -> None:
    """Visitors propose words and better meanings, each on the day the script names."""
    for told in given["proposal"]:
        proposal = dict(told)
        day, improves = stage.day(proposal.pop("days_ago")), proposal.pop("improves", None)
        better = by_slug(session, improves) if improves else None
        with clock.at(datetime.combine(day, AT, clock.AMSTERDAM)):
            rules.propose(session, Words(**proposal), improves=better, form_token=None, actor=ANONYMOUS)
