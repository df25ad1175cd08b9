"""What endorsements do when their words were looked at; wiring puts these in the register's table."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.happenings import TextBlackedOut, TextHidden, TextShown
from dialoog.contributions.models import TextLook
from dialoog.contributions.rules.looking_at_texts import tell_writer, told_of
from dialoog.endorsements.happenings import Endorsed
from dialoog.endorsements.models import Endorsement
from dialoog.endorsements.rules import after_the_look
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction


def follow_the_look(session: Session, event: Event) -> None:
    """D1, D3a: what is hidden does not count; a new party is known once its name shows; whoever wrote it is told."""
    of = told_of(session, event)
    if of.kind != Endorsed.kind:
        return
    query = select(Endorsement).where(Endorsement.contribution_id == of.subject_id, Endorsement.event_n == of.n)
    endorsement = session.scalars(query).one()
    name = session.scalars(select(TextLook).where(TextLook.event_id == of.id, TextLook.name == "party")).one_or_none()
    if name is not None:
        after_the_look(session, endorsement, name.look, _now(session, event, name) or endorsement.name)
    if event.kind == TextHidden.kind and endorsement.email:
        tell_writer(session, event, endorsement.email)


def _now(session: Session, event: Event, name: TextLook) -> str | None:
    """What shows of the name: a blacking-out is told of before it is put in its place."""
    if event.kind == TextBlackedOut.kind and event.data["name"] == "party":
        session.refresh(event, ["text_rows"])
        return next((row.text for row in event.text_rows if row.name == "words"), None)
    return name.text.text


REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    TextShown: (follow_the_look,),
    TextHidden: (follow_the_look,),
    TextBlackedOut: (follow_the_look,),
}
