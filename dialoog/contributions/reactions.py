"""What contributions do when something is recorded of them; wiring puts these in the register's table."""

from sqlalchemy.orm import Session

from dialoog.contributions.happenings import BlackedOut, Hidden, Received, Shown, Withdrawn
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.likening import plan_for
from dialoog.contributions.rules.looking_at_texts import follow
from dialoog.meetings.models import Level
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction


def find_look_alikes(session: Session, event: Event) -> None:
    """D7: its words are new, or others can be read now. Closed points are compared with nothing (D11)."""
    if event.data.get("level") != Level.CLOSED:
        plan_for(session, event)


def follow_the_point(session: Session, event: Event) -> None:
    """D2, D3a: what stands with its steps can be read as far as its own words."""
    follow(session, session.get_one(Contribution, event.subject_id))


REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    Received: (find_look_alikes,),
    Shown: (find_look_alikes, follow_the_point),
    Hidden: (follow_the_point,),
    Withdrawn: (follow_the_point,),
    BlackedOut: (find_look_alikes,),
}
