"""Comparing answers with the record (D12): `register verify` runs these beside its own checks."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.answers.happenings import AnswerChanged, Answered, Published
from dialoog.answers.models import Answer, AnswerVersion, EffectQuestion, VerdictValue, VersionState
from dialoog.answers.rules.effects import COUNTS
from dialoog.answers.rules.publishing import recorded_texts
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution
from dialoog.meetings.models import Level
from dialoog.register.models import Event
from dialoog.register.verification import Check

BATCH = 500
OUTCOMES = (Answered.kind, AnswerChanged.kind)


def version_texts(session: Session) -> Iterator[str]:
    """What a published version says is what was recorded when it came in force, and each has its event."""
    query = (
        select(AnswerVersion)
        .where(AnswerVersion.state != VersionState.DRAFT)
        .options(selectinload(AnswerVersion.landing_places), joinedload(AnswerVersion.answer))
        .order_by(AnswerVersion.id)
    )
    for versions in session.scalars(query.execution_options(yield_per=BATCH)).partitions():
        recorded = _recorded(session, {version.answer_id for version in versions})
        for version in versions:
            yield from _compare(version, recorded.get((version.answer_id, version.n)))


def _recorded(session: Session, answer_ids: Iterable[int]) -> dict[tuple[int, int], Event]:
    query = (
        select(Event)
        .where(Event.subject_kind == Answer.subject_kind, Event.kind == Published.kind)
        .where(Event.subject_id.in_(list(answer_ids)))
        .options(selectinload(Event.text_rows))
    )
    return {(event.subject_id, event.data["version"]): event for event in session.scalars(query)}


def _compare(version: AnswerVersion, event: Event | None) -> Iterator[str]:
    name = f"antwoord/{version.answer_id} versie {version.n}"
    if event is None:
        yield f"{name}: is gepubliceerd zonder gebeurtenis"
        return
    now = recorded_texts(version)
    kept = {row.name: row.text for row in event.text_rows if row.erased_at is None}
    erased = {row.name for row in event.text_rows if row.erased_at is not None}
    for text in sorted((set(now) | set(kept)) - erased):
        if now.get(text) != kept.get(text):
            yield f"{name}: {text} is niet wat is vastgelegd"
    if version.answer.level is not Level.CLOSED and event.data["outcome"] != version.outcome:
        yield f"{name}: de uitkomst is '{version.outcome}', vastgelegd is '{event.data['outcome']}'"


def outcomes(session: Session) -> Iterator[str]:
    """The outcome and answer kept on a contribution are those of its last answering event."""
    last: dict[int, tuple[int, str | None]] = {}
    query = (
        select(Event.subject_id, Event.data)
        .where(Event.subject_kind == Contribution.subject_kind, Event.kind.in_(OUTCOMES))
        .order_by(Event.subject_id, Event.n)
    )
    for subject_id, data in session.execute(query.execution_options(yield_per=BATCH)):
        last[subject_id] = (data["answer"], data["outcome"])
    kept = select(Contribution).where(Contribution.answer_id.is_not(None)).order_by(Contribution.id)
    for contribution in session.scalars(kept.execution_options(yield_per=BATCH)):
        answer, outcome = last.pop(contribution.id, (None, None))
        closed = contribution.level is Level.CLOSED
        if answer != contribution.answer_id or (not closed and outcome != contribution.outcome):
            yield f"inbreng/{contribution.number}: het antwoord of de uitkomst is niet wat is vastgelegd"
    for subject_id in sorted(last):
        yield f"inbreng met id {subject_id}: is volgens het register beantwoord en heeft geen antwoord"


def outcomes_in_force(session: Session) -> Iterator[str]:
    """The outcome kept on an answer, by which lists are filtered, is that of its version in force."""
    query = (
        select(Answer.id, Answer.outcome, AnswerVersion.outcome)
        .join(AnswerVersion, AnswerVersion.answer_id == Answer.id)
        .where(AnswerVersion.state == VersionState.PUBLISHED, Answer.outcome.is_distinct_from(AnswerVersion.outcome))
        .order_by(Answer.id)
    )
    for key, kept, in_force in session.execute(query):
        yield f"antwoord/{key}: de uitkomst is '{kept}', die van de geldende versie is '{in_force}'"


def noticed(session: Session) -> Iterator[str]:
    """D9: what a commitment counts of whether it shows is how many givers were asked, and what they answered."""
    said = {value: func.count().filter(EffectQuestion.value == value) for value in VerdictValue}
    told = (
        select(EffectQuestion.commitment_id, func.count().label("asked"), *(said[one].label(one) for one in said))
        .group_by(EffectQuestion.commitment_id)
        .subquery()
    )
    kept = (Commitment.shows_asked, *COUNTS.values())
    counted = (func.coalesce(told.c[name], 0) for name in ("asked", *COUNTS))
    differs = or_(*(one != other for one, other in zip(kept, counted, strict=True)))
    query = select(Commitment.id).outerjoin(told, told.c.commitment_id == Commitment.id).where(differs)
    for key in session.scalars(query.order_by(Commitment.id)):
        yield f"toezegging/{key}: de telling van wie er iets van merkt is niet wat inbrengers hebben gezegd"


CHECKS: tuple[Check, ...] = (version_texts, outcomes, outcomes_in_force, noticed)
