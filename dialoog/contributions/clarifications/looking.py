"""What may be read of a question and its reply: the look (D3a), black-out (D1), and the point it is about (D2, D11)."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from dialoog.contributions.clarifications.happenings import ClarificationBlackedOut, ReplyHidden, ReplyShown
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState, Ground, Look
from dialoog.contributions.rules.assigning import SHORTEST_REASON
from dialoog.contributions.rules.blacking_out import only_blacks_out
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register import rules as register
from dialoog.register.models import Event, EventText
from dialoog.register.rules import Words, record

REPLY_HIDDEN_MAIL = "contributions.reply_hidden"
TEXTS = ("question", "reply")
NOT_SHOWN = frozenset({Look.WAITING, Look.HIDDEN})


def show(session: Session, clarifications: Sequence[Clarification], *, actor: Actor) -> list[Clarification]:
    """Let everyone read these replies. Gives those it was done for; what shows already, or was withdrawn, is left."""
    done = [one for one in clarifications if one.reply is not None and one.look in NOT_SHOWN and _there(one)]
    for one in done:
        one.look = Look.SHOWN
        follow(session, one.contribution)
        record(session, one.contribution, ReplyShown(one.id), actor=actor)
    return done


def hide(session: Session, clarification: Clarification, *, ground: Ground, reason: str, actor: Actor) -> None:
    """Keep a reply for staff, with a public reason; who gave it hears of it.

    Raises RuleViolation without a reason, and for what cannot be read already.
    """
    if clarification.reply is None or clarification.look is Look.HIDDEN or not _there(clarification):
        raise RuleViolation(_("Deze reactie is al niet te lezen."))
    texts = {"reason": Words(_reason(reason))}
    clarification.look = Look.HIDDEN
    follow(session, clarification.contribution)
    happening = ReplyHidden(clarification.id, ground)
    event = record(session, clarification.contribution, happening, actor=actor, texts=texts)
    for contribution_id, giver in reachable_givers(session, [clarification.contribution_id]):
        if giver.id == clarification.replied_by_id:
            queue(
                session,
                kind=REPLY_HIDDEN_MAIL,
                to=giver.email or "",
                subject=(Contribution.subject_kind, contribution_id),
                params={"clarification": clarification.id, "giver": giver.id, "event": event.id},
                unique_key=f"{REPLY_HIDDEN_MAIL}:{event.id}",
            )


def black_out(
    session: Session, clarification: Clarification, name: str, *, new_text: str, reason: str, actor: Actor
) -> None:
    """Put blocks for personal data in the question or the reply (D1): what was there is destroyed at once."""
    old = getattr(clarification, name) or ""
    new_text = new_text.replace("\r\n", "\n")
    if new_text == old.replace("\r\n", "\n") or not only_blacks_out(old, new_text):
        raise RuleViolation(_("Er mag alleen iets worden weggelakt, niets veranderd."), field="marked")
    texts = {name: Words(new_text, public=_readable(clarification, name)), "reason": Words(_reason(reason))}
    for row in _rows(session, clarification.contribution):
        if row.name == name and row.event.data["clarification"] == clarification.id:
            register.erase(session, row)
    setattr(clarification, name, new_text)
    record(session, clarification.contribution, ClarificationBlackedOut(clarification.id), actor=actor, texts=texts)


def follow(session: Session, contribution: Contribution) -> None:
    """Make what everyone can read of its questions and replies follow from what may be read of the point itself."""
    of = select(Clarification).where(Clarification.contribution_id == contribution.id)
    known = {one.id: one for one in session.scalars(of)}
    for row in _rows(session, contribution) if known else ():
        readable = _readable(known[row.event.data["clarification"]], row.name)
        if readable != row.public:
            (register.show if readable else register.hide)(session, row)


def _readable(clarification: Clarification, name: str) -> bool:
    contribution = clarification.contribution
    if contribution.level is Level.CLOSED or contribution.look not in LOOKED_AT or not _there(clarification):
        return False
    return name == "question" or clarification.look in LOOKED_AT


def _there(clarification: Clarification) -> bool:
    return clarification.contribution.status != ContributionState.WITHDRAWN


def _rows(session: Session, contribution: Contribution) -> list[EventText]:
    """The texts of questions and replies that are still there, with their events. One query."""
    query = (
        select(EventText)
        .join(EventText.event)
        .where(Event.subject_kind == Contribution.subject_kind, Event.subject_id == contribution.id)
        .where(EventText.name.in_(TEXTS), EventText.erased_at.is_(None))
        .options(contains_eager(EventText.event))
        .order_by(Event.n)
    )
    return list(session.scalars(query))


def _reason(reason: str) -> str:
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    return reason.strip()
