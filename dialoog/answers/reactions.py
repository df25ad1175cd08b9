"""What answers do when something happens below them; wiring puts these in the register's table."""

from sqlalchemy.orm import Session

from dialoog.answers.models import Answer
from dialoog.answers.rules import effects, judging
from dialoog.answers.rules.clarifying import tell_who_asked
from dialoog.answers.rules.closing import close_if_ready, open_again
from dialoog.answers.rules.notices import tell_missing, tell_of_commitment
from dialoog.answers.rules.sheets import forget_later
from dialoog.commitments.happenings import Done, Dropped, DueChanged, Progress, Reopened
from dialoog.commitments.models import Commitment
from dialoog.contributions.clarifications.happenings import ClarificationExpired, ClarificationReplied
from dialoog.contributions.happenings import BlackedOut, GiverAttached, TextHidden
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction


def tell_givers(session: Session, event: Event) -> None:
    """D9a: every step of a commitment is mailed to the givers of the contributions it was made for."""
    commitment, answer = _of(session, event)
    if commitment is not None and answer is not None:
        tell_of_commitment(session, commitment, event)


def ask_later(session: Session, event: Event) -> None:
    """D9: four weeks from now its givers are asked whether it shows."""
    _commitment, answer = _of(session, event)
    if answer is not None:
        effects.plan_to_ask(session, event)


def finish(session: Session, event: Event) -> None:
    """D10: contributions are finished when the last commitment of their answer is closed."""
    _commitment, answer = _of(session, event)
    if answer is not None:
        close_if_ready(session, answer, commitments_closed=True)


def unfinish(session: Session, event: Event) -> None:
    """D10: they are not finished any more when one is taken up again."""
    _commitment, answer = _of(session, event)
    if answer is not None:
        open_again(session, answer)


def tell_new_giver(session: Session, event: Event) -> None:
    """D9a: who becomes known as the giver of an answered point is told then."""
    tell_missing(session, contribution_ids=[event.subject_id])


def _of(session: Session, event: Event) -> tuple[Commitment | None, Answer | None]:
    commitment = session.get(Commitment, event.subject_id)
    if commitment is None or commitment.source_kind != Answer.subject_kind:
        return commitment, None
    return commitment, session.get(Answer, commitment.source_id)


REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    Progress: (tell_givers,),
    Done: (tell_givers, finish, ask_later),
    Dropped: (tell_givers, finish),
    Reopened: (tell_givers, unfinish),
    DueChanged: (tell_givers,),
    GiverAttached: (tell_new_giver,),
    BlackedOut: (forget_later,),
    TextHidden: (judging.tell_hidden, effects.tell_hidden),
    ClarificationReplied: (tell_who_asked,),
    ClarificationExpired: (tell_who_asked,),
}
