"""The look: what people without an account wrote is read by somebody before everyone can read it (D3a).

It judges only whether the words may be shown: personal data of others is blacked out first, criminal or advertising
content is hidden. It never judges what somebody thinks.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.contributions.happenings import Hidden, Shown
from dialoog.contributions.models import Contribution, ContributionState, Ground, Look
from dialoog.contributions.rules.assigning import SHORTEST_REASON
from dialoog.contributions.rules.blacking_out import BLOCKS
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register import rules as register
from dialoog.register.rules import Entry, Words, record, record_many, texts_of
from dialoog.search import search_terms

HIDDEN_MAIL = "contributions.hidden"
NOT_SHOWN = frozenset({Look.WAITING, Look.HIDDEN})


def show(
    session: Session, contributions: Sequence[Contribution], *, actor: Actor, again: bool = False
) -> list[Contribution]:
    """Let everyone read these words after the look; with `again` also what was hidden, by mistake.

    Gives those it was done for; what shows already, or was withdrawn, is left as it is.
    """
    of = NOT_SHOWN if again else {Look.WAITING}
    done = [c for c in contributions if c.look in of and c.status != ContributionState.WITHDRAWN]
    for contribution in done:
        contribution.look = Look.SHOWN
        if contribution.level is not Level.CLOSED:
            contribution.search_terms = search_terms(BLOCKS.sub(" ", contribution.public_text))
            for row in texts_of(session, contribution, "public_text"):
                if row.erased_at is None:
                    register.show(session, row)
    record_many(session, [Entry(contribution, Shown()) for contribution in done], actor=actor)
    return done


def hide(session: Session, contribution: Contribution, *, ground: Ground, reason: str, actor: Actor) -> None:
    """Keep the words for staff, with a public reason; the givers hear of it. Number, state and terms stay public.

    Raises RuleViolation without a reason, and for what is hidden or withdrawn already.
    """
    if contribution.status == ContributionState.WITHDRAWN or contribution.look is Look.HIDDEN:
        raise RuleViolation(_("De tekst van %(number)s is al niet te lezen.", number=contribution.number))
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    contribution.look = Look.HIDDEN
    contribution.search_terms = ""
    for row in texts_of(session, contribution, "public_text"):
        register.hide(session, row)
    event = record(session, contribution, Hidden(ground), actor=actor, texts={"reason": Words(reason.strip())})
    for _id, giver in reachable_givers(session, [contribution.id]):
        queue(
            session,
            kind=HIDDEN_MAIL,
            to=giver.email or "",
            subject=(contribution.subject_kind, contribution.id),
            params={"giver": giver.id, "event": event.id},
            unique_key=f"hidden/{event.id}/{giver.id}",
        )
