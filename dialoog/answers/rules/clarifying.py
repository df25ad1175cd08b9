"""Asking the givers of one or many points something, from the ministry's desk (D4, D7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.answers.queries.officials import addresses_in_charge, works_for
from dialoog.answers.queries.releases import releases_of_points
from dialoog.answers.rules.drafting import Refusal, on_offer
from dialoog.contributions.clarifications import rules
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.models import Contribution
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.permissions import Actor
from dialoog.register.models import Event

REPLIED_MAIL = "answers.clarified"


@dataclass(frozen=True)
class Asking:
    """Which points can be asked about now, and which not, with the reason."""

    possible: list[Contribution]
    refused: list[Refusal]


def askable(session: Session, contributions: Sequence[Contribution]) -> Asking:
    """Sort points by whether their givers can be asked something.

    Not while another body has them on offer (D5), nor while their answer waits for a release (D7b).
    """
    ids = [contribution.id for contribution in contributions]
    reasons = rules.reasons_not_to_ask(session, contributions)
    reasons |= {key: one.reason for key, one in on_offer(session, ids).items()}
    for key, release in releases_of_points(session, ids).items():
        why = _("het antwoord staat klaar voor vrijgave ‘%(name)s’. Haal het daar eerst uit", name=release.name)
        reasons[key] = why
    return Asking(
        [c for c in contributions if c.id not in reasons],
        [Refusal(c, reasons[c.id]) for c in contributions if c.id in reasons],
    )


def ask_all(session: Session, contributions: Sequence[Contribution], *, question: str, actor: Actor) -> Asking:
    """Ask the same about each point; those that cannot be asked about are named and left, the rest all or none (D7).

    Raises RuleViolation when none is left, and for a question that is too short or long.
    """
    asking = askable(session, contributions)
    if not asking.possible:
        raise RuleViolation("; ".join(f"{left.contribution.number}: {left.reason}" for left in asking.refused))
    rules.ask_many(session, asking.possible, question=question, actor=actor)
    return asking


def tell_who_asked(session: Session, event: Event) -> None:
    """That a reply came, or that none came in time: to who asked, and to who is in charge now if they are not of it.

    The secretariat asks too, and who asked may be gone; only the unit can act on it. Once.
    """
    clarification = session.get_one(Clarification, event.data["clarification"])
    contribution, asked_by = clarification.contribution, clarification.asked_by
    addresses = {asked_by.email} if asked_by and asked_by.active else set()
    if not addresses or not works_for(session, contribution.unit_id, clarification.asked_by_id):
        addresses |= set(addresses_in_charge(session, contribution.unit_id, contribution.assignee_id))
    for address in sorted(addresses):
        queue(
            session,
            kind=REPLIED_MAIL,
            to=address,
            subject=(Contribution.subject_kind, contribution.id),
            params={"event": event.id, "clarification": clarification.id},
            unique_key=f"{REPLIED_MAIL}:{event.id}:{address}"[:120],
        )
