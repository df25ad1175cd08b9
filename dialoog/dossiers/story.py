"""The story of a contribution: one timeline from the spoken word to the landing place, and what is still to come.

Each recorded step is drawn by the partial of its kind in templates/dossiers/happenings/.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import Answered, Offered, ReferralAccepted, ReferralReturned
from dialoog.answers.models import AnswerVersion, VersionState
from dialoog.answers.shown import card
from dialoog.commitments.happenings import Done, Dropped, Progress, Reopened
from dialoog.commitments.models import OPEN_STATES as OPEN_COMMITMENTS
from dialoog.commitments.models import Commitment
from dialoog.contributions.clarifications.happenings import ClarificationReplied
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState, Outcome
from dialoog.contributions.rules.visibility import shown_giver
from dialoog.dossiers import reading
from dialoog.dossiers.backing import Backing, backings
from dialoog.dossiers.reading import AnyRow, Point, Version
from dialoog.register.kinds import kind_of
from dialoog.register.signatures import SIGNED
from dialoog.web.rendering import long_date

Versions = dict[tuple[int, int], Version]
Events = list[tuple[AnyRow, dict[str, str | None]]]
# The last of these tells whether another body has it on offer.
REFERRING = frozenset(one.kind for one in (Offered, ReferralAccepted, ReferralReturned, Answered))
# What becomes a commitment's latest report.
REPORTS = frozenset(happening.kind for happening in (Progress, Done, Dropped, Reopened))


@dataclass(frozen=True)
class Step:
    """One step: its day, title, drawing, the partial that shows its body with these values, and who signed it (P7)."""

    when: str
    iso: str
    title: str
    mark: str
    tone: str
    partial: str | None
    of: dict[str, Any]
    signed: str | None


@dataclass(frozen=True)
class Story:
    """All steps, how many of them stand in the register for the contribution itself, and who backs it."""

    steps: list[Step]
    recorded: int
    backed_by: list[Backing]


def tell(session: Session, contribution: Point, *, see_texts: bool, also: Collection[str] = ()) -> Story:
    """The story as this reader may see it; without `see_texts` the steps stay, their words do not. Three queries.

    `also`: the names of texts that this reader may see although they are not public.
    """
    versions = reading.versions(session, contribution.id) if see_texts else {}
    commitments = reading.commitments(session, contribution.id) if versions else {}
    events = reading.events(session, contribution.id, list(commitments), also=also)
    steps = [
        _step(
            event,
            contribution,
            words if see_texts else dict.fromkeys(words),
            _of(event, contribution, versions, commitments),
        )
        for event, words in events
    ]
    recorded = sum(event.subject_kind == Contribution.subject_kind for event, _words in events)
    return Story(
        [
            *steps,
            *_to_come(contribution, versions, commitments.values(), _latest_signed(events), _offered_until(events)),
        ],
        recorded,
        backings(events),
    )


def _latest_signed(events: Events) -> dict[int, str | None]:
    """Who signed the latest report of each commitment, by its id."""
    return {
        event.subject_id: words.get(SIGNED)
        for event, words in events
        if event.subject_kind == Commitment.subject_kind and event.kind in REPORTS
    }


def _offered_until(events: Events) -> date | None:
    """Until when another body may take it on, if that is so."""
    steps = [event for event, _words in events if event.kind in REFERRING]
    return date.fromisoformat(steps[-1].data["due"]) if steps and steps[-1].kind == Offered.kind else None


def _of(event: AnyRow, contribution: Point, versions: Versions, commitments: dict[int, AnyRow]) -> dict[str, Any]:
    """What the partial of an event shows: a commitment, or a version's card with how many other points it answers."""
    if event.subject_kind == Commitment.subject_kind:
        return {"commitment": commitments[event.subject_id]}
    if event.kind == ClarificationReplied.kind:
        return {"giver": shown_giver(contribution) if event.data["said_it"] else None}
    version = versions.get((event.data.get("answer", 0), event.data.get("version", 0)))
    if version is None:
        return {}
    address, others = f"/antwoorden/{version.answer_id}", max(0, version.covers - 1)
    return {"version": version, "card": card(cast(AnswerVersion, version), others=others, others_href=address)}


def _step(event: AnyRow, contribution: Point, words: dict[str, str | None], values: dict[str, Any]) -> Step:
    kind = kind_of(event.subject_kind, event.kind)
    return Step(
        when=long_date(event.at),
        iso=event.at.isoformat(),
        title=str(kind.label),
        mark=kind.mark,
        tone=kind.tone,
        partial=f"dossiers/happenings/{event.subject_kind}_{event.kind}.html",
        of={"event": event, "text": words, "contribution": contribution, **values},
        signed=words.get(SIGNED),
    )


def _to_come(
    contribution: Point,
    versions: Versions,
    commitments: Iterable[AnyRow],
    signed: dict[int, str | None],
    offered: date | None,
) -> list[Step]:
    """What is promised and not yet done: the answer or the decision, and the commitments by their day."""
    steps = []
    due = contribution.answer_due
    if contribution.status in OPEN_STATES and due is not None:
        late = due < clock.today()
        title = _("Had beantwoord moeten zijn") if late else _("Antwoord uiterlijk op deze dag")
        steps.append(_coming(due, title, late=late, partial=None))
    if contribution.status == ContributionState.ANSWERED and contribution.outcome is Outcome.LATER:
        in_force = (one for one in versions.values() if one.state is VersionState.PUBLISHED)
        days = [one.decide_on for one in in_force if one.decide_on is not None]
        steps += [_coming(day, _("Hierover wordt beslist"), late=False, partial=None) for day in days[-1:]]
    if contribution.status in OPEN_STATES and offered is not None:
        steps.append(
            _coming(offered, _("Uiterlijk dan zegt de andere organisatie ja of nee"), late=False, partial=None)
        )
    for commitment in sorted(commitments, key=lambda c: c.due_on):
        if commitment.status in OPEN_COMMITMENTS:
            late = commitment.due_on < clock.today()
            title = _("Had klaar moeten zijn") if late else _("Moet klaar zijn")
            by = signed.get(commitment.id)
            steps.append(
                _coming(commitment.due_on, title, late=late, partial="commitment", signed=by, commitment=commitment)
            )
    return steps


def _coming(
    day: date, title: str, *, late: bool, partial: str | None, signed: str | None = None, **values: Any
) -> Step:
    return Step(
        when=long_date(day),
        iso=day.isoformat(),
        title=title,
        mark="late" if late else "clock",
        tone="late" if late else "next",
        partial=f"dossiers/to_come/{partial}.html" if partial else None,
        of=values,
        signed=signed,
    )
