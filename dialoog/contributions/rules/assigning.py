"""Putting contributions in a unit's hands, and giving an answer more time (D4, D5)."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.contributions.happenings import Assigned, Extended
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, Words, record, record_many
from dialoog.terms import rules as terms
from dialoog.terms.models import Promise

SHORTEST_REASON = 10


def assign(
    session: Session,
    contributions: Sequence[Contribution],
    *,
    unit: Unit,
    assignee: Person | None,
    actor: Actor,
) -> list[Contribution]:
    """Give open contributions to a unit (and a person in it); returns those that were left because they are not open.

    Moving between persons of one unit is no public event; coming to a unit is.
    """
    refused = [c for c in contributions if c.status not in OPEN_STATES]
    taken = [c for c in contributions if c.status in OPEN_STATES]
    arrived = [c for c in taken if c.unit_id != unit.id or c.status == ContributionState.RECEIVED]
    for contribution in taken:
        contribution.unit = unit
        contribution.assignee = assignee
    record_many(session, [Entry(c, _assigned(c, unit), state=_after_assigning(c)) for c in arrived], actor=actor)
    terms.meet_many(session, Contribution.subject_kind, [c.id for c in arrived], Promise.ASSIGN)
    session.flush()
    return refused


def _assigned(contribution: Contribution, unit: Unit) -> Assigned:
    return Assigned(unit=None if contribution.level is Level.CLOSED else unit.slug)


def _after_assigning(contribution: Contribution) -> str | None:
    return ContributionState.IN_HAND if contribution.status == ContributionState.RECEIVED else None


def extend(session: Session, contribution: Contribution, *, days: int, reason: str, actor: Actor) -> None:
    """Give the answer more working days, once, before it is due, with a reason everyone can read (D4)."""
    running = terms.running(session, contribution, Promise.ANSWER)
    if running is None or contribution.status not in OPEN_STATES:
        raise RuleViolation(_("Voor dit punt loopt geen termijn."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    terms.extend(session, running, days=days)
    contribution.answer_due = running.due_on
    happening = Extended(days=days, due=running.due_on.isoformat())
    record(session, contribution, happening, actor=actor, texts={"reason": Words(reason.strip())})
