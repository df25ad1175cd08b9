"""A term is met at publication, so an answer cannot wait for a moment past the last day of a point (D4, D7b)."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution
from dialoog.errors import RuleViolation
from dialoog.terms.models import Clock, Promise
from dialoog.terms.rules import due_if_resumed
from dialoog.web.rendering import short_date

NAMED = 5


def passed_by(session: Session, contribution_ids: Sequence[int], at: datetime) -> dict[int, tuple[str, date]]:
    """Which of these contributions must be answered before a moment: by id, with number and last day.

    A term that stands still counts with the days it did so until now: a reply may come today.
    """
    day = clock.local(at).date()
    query = (
        select(Contribution.id, Contribution.number, Clock)
        .join(Clock, Clock.subject_id == Contribution.id)
        .where(Clock.subject_kind == Contribution.subject_kind, Clock.promise == Promise.ANSWER)
        .where(Clock.met_at.is_(None), Clock.stopped_at.is_(None))
        .where(or_(Clock.due_on < day, Clock.paused_on.is_not(None)))
        .where(Contribution.id.in_(contribution_ids))
    )
    found = [(due_if_resumed(running), key, number) for key, number, running in session.execute(query)]
    return {key: (number, due) for due, key, number in sorted(found) if due < day}


def refuse_passed(session: Session, contribution_ids: Sequence[int], at: datetime) -> None:
    """Raise RuleViolation, naming numbers and last days, when the moment comes too late for some."""
    passed = list(passed_by(session, contribution_ids, at).values())
    if not passed:
        return
    named = ", ".join(told(number, due) for number, due in passed[:NAMED])
    if len(passed) > NAMED:
        named = _("%(named)s en nog %(n)s", named=named, n=len(passed) - NAMED)
    why = _(
        "Dit moment is te laat. Eerder klaar: %(named)s. Kies een eerder moment, publiceer nu, of verleng de termijn."
    )
    raise RuleViolation(why % {"named": named}, field="when")


def told(number: str, due: date) -> str:
    """'INB-2026-00012 (uiterlijk 3 maart 2026)'."""
    return _("%(number)s (uiterlijk %(day)s)", number=number, day=short_date(due))


def too_late(number: str, due: date) -> str:
    """Why one contribution cannot wait for it."""
    return _("Het moment van de vrijgave is te laat voor %(point)s.", point=told(number, due))
