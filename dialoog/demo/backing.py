"""The verbs of the script about parties that back a point, and about words that are looked at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.models import Ground, TextLook
from dialoog.contributions.rules import looking_at_texts
from dialoog.contributions.rules.looking import NOT_SHOWN
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.endorsements import rules
from dialoog.endorsements.models import Endorsement
from dialoog.organisations.models import Sector
from dialoog.permissions import Actor

FOR_A_PARTY = Actor(backs=True)


def endorse(session: Session, stage: Stage, given: Given) -> None:
    """A party backs a point: it asks and (unless told otherwise) confirms, or staff note it."""
    party = stage.party(session, given["party"]) if "party" in given else None
    asked = rules.Given(
        name=party.name if party else given["name"],
        sector=party.sector if party else Sector(given["sector"]),
        email=given.get("email", ""),
        contact_name=given.get("contact_name", ""),
        why=given.get("why", ""),
    )
    point = stage.point(session, given["point"])
    if "by" in given:
        rules.enter(session, point, asked, actor=stage.actors[given["by"]])
        return
    made = rules.ask(session, point, asked)
    if given.get("confirmed", True):
        rules.confirm(session, made, look_first=given.get("look_first", False), actor=FOR_A_PARTY)


def withdraw_endorsement(session: Session, stage: Stage, given: Given) -> None:
    """The party takes it back."""
    theirs = select(Endorsement).where(
        Endorsement.contribution_id == stage.points[given["point"]],
        Endorsement.organisation_id == stage.parties[given["party"]],
    )
    rules.withdraw(session, session.scalars(theirs).one(), actor=FOR_A_PARTY)


def show_words(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat looks at what waits beside a point, and shows it."""
    looking_at_texts.show(session, _beside(session, stage, given), actor=stage.actors[given["by"]])


def hide_words(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat looks at what waits beside a point, and hides it."""
    looking_at_texts.hide(
        session,
        _beside(session, stage, given),
        ground=Ground(given["ground"]),
        reason=given["reason"],
        actor=stage.actors[given["by"]],
    )


def _beside(session: Session, stage: Stage, given: Given) -> list[TextLook]:
    waiting = select(TextLook).where(
        TextLook.contribution_id == stage.points[given["point"]], TextLook.look.in_(NOT_SHOWN)
    )
    return list(session.scalars(waiting))


VERBS: dict[str, Verb] = {
    "endorse": endorse,
    "withdraw_endorsement": withdraw_endorsement,
    "show_words": show_words,
    "hide_words": hide_words,
}
