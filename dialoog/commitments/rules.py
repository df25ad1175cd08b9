"""Commitments are made, carried out, and closed in the open (D6, D10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.commitments.happenings import Done, Dropped, DueChanged, Progress, Promised, Reopened
from dialoog.commitments.models import OPEN_STATES, Commitment, CommitmentState
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Organisation, Unit
from dialoog.permissions import Actor
from dialoog.register.kinds import Happening
from dialoog.register.models import Recorded
from dialoog.register.rules import Entry, Words, record, record_many

SHORTEST_WORDS = 10


@dataclass(frozen=True)
class Promise:
    """What is promised: carried out by a unit or a party (one of the two), before the end of a day."""

    text: str
    due_on: date
    owner_unit: Unit | None = None
    owner_organisation: Organisation | None = None


def promise_many(
    session: Session, promises: Sequence[Promise], *, source: Recorded, public: bool, actor: Actor
) -> list[Commitment]:
    """Make commitments in an answer (D6), in their order.

    Raises RuleViolation for one without words, without an owner, or with a day that is past.
    """
    for given in promises:
        _check(given)
    made = [
        Commitment(
            text=given.text.strip(),
            owner_unit=given.owner_unit,
            owner_organisation=given.owner_organisation,
            due_on=given.due_on,
            source_kind=source.subject_kind,
            source_id=source.id,
            public=public,
            made_at=clock.now(),
        )
        for given in promises
    ]
    record_many(session, [_promised(c, source) for c in made], actor=actor)
    return made


def _check(given: Promise) -> None:
    if len(given.text.strip()) < SHORTEST_WORDS:
        raise RuleViolation(_("Schrijf op wat er wordt toegezegd."), field="text")
    if (given.owner_unit is None) == (given.owner_organisation is None):
        raise RuleViolation(_("Kies wie de toezegging uitvoert."), field="owner")
    _check_day(given.due_on)


def _check_day(due_on: date) -> None:
    if due_on < clock.today():
        raise RuleViolation(_("Deze dag is al voorbij. Kies een dag vanaf vandaag."), field="due_on")


def _promised(commitment: Commitment, source: Recorded) -> Entry:
    happening = Promised(
        source=f"{source.subject_kind}/{source.subject_key}",
        unit=commitment.owner_unit.slug if commitment.owner_unit else None,
        due=commitment.due_on.isoformat(),
    )
    return Entry(commitment, happening, _words(commitment, text=commitment.text), CommitmentState.PROMISED)


def report(session: Session, commitment: Commitment, *, text: str, actor: Actor) -> None:
    """Tell how far it is. Raises RuleViolation when it is closed or nothing is told."""
    _check_open(commitment)
    _record(session, commitment, Progress(), CommitmentState.UNDERWAY, actor, report=text)
    _keep_report(session, commitment, text)


def complete(session: Session, commitment: Commitment, *, text: str, actor: Actor) -> None:
    """It is carried out; `text` says what was done and where that can be seen."""
    _check_open(commitment)
    _record(session, commitment, Done(), CommitmentState.DONE, actor, report=text)
    _keep_report(session, commitment, text)


def drop(session: Session, commitment: Commitment, *, reason: str, actor: Actor) -> None:
    """It will not be carried out. The reason is public."""
    _check_open(commitment)
    _record(session, commitment, Dropped(), CommitmentState.DROPPED, actor, reason=reason)
    _keep_report(session, commitment, reason)


def reopen(session: Session, commitment: Commitment, *, reason: str, actor: Actor) -> None:
    """It was closed too early. Raises RuleViolation for one that is open."""
    if commitment.status in OPEN_STATES:
        raise RuleViolation(_("Deze toezegging is nog open."))
    _record(session, commitment, Reopened(), CommitmentState.UNDERWAY, actor, reason=reason)
    _keep_report(session, commitment, reason)


def change_due(session: Session, commitment: Commitment, *, due_on: date, reason: str, actor: Actor) -> None:
    """Move the day by which it is to be done, with a public reason; what was promised first stays in the record."""
    _check_open(commitment)
    if due_on == commitment.due_on:
        raise RuleViolation(_("Dit is al de einddatum. Kies een andere dag."), field="due_on")
    _check_day(due_on)
    happening = DueChanged(before=commitment.due_on.isoformat(), due=due_on.isoformat())
    commitment.due_on = due_on
    _record(session, commitment, happening, None, actor, reason=reason)


def _check_open(commitment: Commitment) -> None:
    if commitment.status not in OPEN_STATES:
        raise RuleViolation(_("Deze toezegging is al gesloten."))


def _record(
    session: Session,
    commitment: Commitment,
    happening: Happening,
    state: CommitmentState | None,
    actor: Actor,
    **words: str,
) -> None:
    for name, given in words.items():
        if len(given.strip()) < SHORTEST_WORDS:
            raise RuleViolation(_("Schrijf in een of meer zinnen wat iedereen mag lezen."), field=name)
    if state is not None and state not in OPEN_STATES:
        commitment.closed_at = clock.now()
    elif state is not None:
        commitment.closed_at = None
    record(session, commitment, happening, actor=actor, texts=_words(commitment, **words), state=state)


def _words(commitment: Commitment, **given: str) -> dict[str, Words]:
    return {name: Words(text.strip(), public=commitment.public) for name, text in given.items()}


def _keep_report(session: Session, commitment: Commitment, text: str) -> None:
    commitment.latest_report = text.strip()
    commitment.latest_report_at = clock.now()
    session.flush()
