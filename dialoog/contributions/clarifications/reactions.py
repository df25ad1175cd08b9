"""What questions to givers do when their words were looked at; wiring puts these in the register's table."""

from sqlalchemy.orm import Session

from dialoog.contributions.clarifications.happenings import ClarificationReplied
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.happenings import TextHidden
from dialoog.contributions.rules.looking_at_texts import tell_writers, told_of
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction


def tell_hidden(session: Session, hidden: Event) -> None:
    """A reply was hidden (D3a): whoever gave it is told why."""
    of = told_of(session, hidden)
    if of.kind != ClarificationReplied.kind:
        return
    replied_by = session.get_one(Clarification, of.data["clarification"]).replied_by_id
    if replied_by is not None:
        tell_writers(session, hidden, [replied_by])


REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {TextHidden: (tell_hidden,)}
