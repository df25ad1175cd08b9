"""Questions and replies against the record, for `register verify`: what is shown was recorded (D1, D3a, D12)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dialoog.contributions.clarifications.looking import TEXTS
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState
from dialoog.register.models import Event, EventText
from dialoog.register.verification import BATCH, Check


def shown_texts(session: Session) -> Iterator[str]:
    """A question and its reply are the newest of the record; what nobody may read is not public there."""
    kept = _recorded(session)
    query = select(Clarification).options(joinedload(Clarification.contribution)).order_by(Clarification.id)
    for one in session.scalars(query.execution_options(yield_per=BATCH)):
        name = f"inbreng/{one.contribution.number} navraag {one.id}"
        for text in TEXTS:
            recorded, public = kept.get((one.id, text), (None, False))
            if recorded != getattr(one, text):
                yield f"{name}: {text} is niet wat is vastgelegd"
            if public and one.contribution.status == ContributionState.WITHDRAWN:
                yield f"{name}: de inbreng is ingetrokken maar {text} is niet verborgen"
            elif public and text == "reply" and one.look not in LOOKED_AT:
                yield f"{name}: de reactie is nog niet bekeken, of verborgen, maar openbaar in het register"


def _recorded(session: Session) -> dict[tuple[int, str], tuple[str | None, bool]]:
    """The newest text of each question and reply that was not erased, and whether it is public."""
    query = (
        select(Event.data, EventText.name, EventText.text, EventText.public)
        .join(EventText, EventText.event_id == Event.id)
        .where(Event.subject_kind == Contribution.subject_kind)
        .where(EventText.name.in_(TEXTS), EventText.erased_at.is_(None))
        .order_by(Event.subject_id, Event.n)
    )
    rows = session.execute(query.execution_options(yield_per=BATCH))
    return {(data["clarification"], name): (text, public) for data, name, text, public in rows}


CHECKS: tuple[Check, ...] = (shown_texts,)
