"""What advices do when something happens below them; wiring puts these in the register's table."""

from sqlalchemy.orm import Session

from dialoog.advices.models import Advice
from dialoog.advices.rules import reacting
from dialoog.answers.happenings import Published
from dialoog.answers.models import Answer
from dialoog.commitments.happenings import Done, Dropped, Reopened
from dialoog.commitments.models import Commitment
from dialoog.register.kinds import Happening
from dialoog.register.models import Event
from dialoog.register.rules import Reaction


def note_reaction(session: Session, event: Event) -> None:
    """T8: a version of an answer about an advice came in force."""
    answer = session.get(Answer, event.subject_id)
    advice = reacting.of_answer(session, answer) if answer is not None else None
    if answer is not None and advice is not None:
        reacting.note_reaction(session, advice, answer, event)


def finish(session: Session, event: Event) -> None:
    """D10: an advice is finished when the last commitment of its reaction is closed."""
    advice = _of(session, event)
    if advice is not None:
        reacting.close_if_ready(session, advice, commitments_closed=True)


def unfinish(session: Session, event: Event) -> None:
    """D10: it is not finished any more when one is taken up again."""
    advice = _of(session, event)
    if advice is not None:
        reacting.open_again(session, advice)


def _of(session: Session, event: Event) -> Advice | None:
    commitment = session.get(Commitment, event.subject_id)
    if commitment is None or commitment.source_kind != Answer.subject_kind:
        return None
    answer = session.get(Answer, commitment.source_id)
    return reacting.of_answer(session, answer) if answer is not None else None


REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    Published: (note_reaction,),
    Done: (finish,),
    Dropped: (finish,),
    Reopened: (unfinish,),
}
