"""Referral as a handshake: another body takes contributions on, refuses, or stays silent (D5, D6).

Until it takes them on the ministry's term runs; a refusal or ten silent working days bring them back to the unit.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import issue
from dialoog.accounts.models import LinkPurpose
from dialoog.answers.happenings import Offered, ReferralAccepted, ReferralReturned
from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, Referral, ReferralState
from dialoog.answers.rules.answering import answer_all
from dialoog.answers.rules.notices import tell_of_decision, tell_unit
from dialoog.contributions.clarifications.rules import lapse as stop_asking
from dialoog.contributions.models import OPEN_STATES, Contribution
from dialoog.endorsements.rules import tell_of_answer
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.rules import queue
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.models import Event
from dialoog.register.rules import Entry, Words, record_many
from dialoog.terms.calendar import due_date

SILENT_AFTER = 10
LINK_WORKS = timedelta(days=60)
SHORTEST_REASON = 10
LONGEST_REASON = 2000
SILENT_JOB = "answers.referral-silent"
CLOSE_JOB = "answers.close"
CLOSES_AFTER = timedelta(weeks=4)


def offer(
    session: Session, answer: Answer, version: AnswerVersion, contributions: Sequence[Contribution], *, actor: Actor
) -> Referral:
    """Offer contributions to the body a version names. They stay in hand and their terms run (D5)."""
    due = due_date(clock.today(), SILENT_AFTER)
    referral = Referral(version=version, offered_at=clock.now(), due_on=due, state=ReferralState.OFFERED, reason="")
    session.add(referral)
    session.flush()
    stop_asking(session, contributions)
    happening = Offered(answer=answer.id, version=version.n, due=due.isoformat())
    body = {"body": Words(version.referred_to)}
    record_many(session, [Entry(c, happening, body) for c in contributions], actor=actor)
    link = issue(session, LinkPurpose.REFERRAL, subject=("doorgeleiding", referral.id), valid_for=LINK_WORKS)
    queue(
        session,
        kind="answers.referral",
        to=version.referred_contact,
        subject=(Answer.subject_kind, answer.id),
        params={"referral": referral.id, "link": link.id},
        unique_key=f"answers.referral:{referral.id}",
    )
    key, day = str(referral.id), clock.start_of(due + timedelta(days=1))
    plan(session, kind=SILENT_JOB, key=key, due_at=day, params={"referral": referral.id})
    return referral


def accept(session: Session, referral: Referral) -> list[Contribution]:
    """The body takes them on: they are answered. Returns which; raises RuleViolation when it was decided before."""
    version = _decide(session, referral, ReferralState.ACCEPTED)
    contributions = _offered(session, version)
    body = {"body": Words(version.referred_to)}
    entries = [Entry(c, ReferralAccepted(answer=version.answer_id), body) for c in contributions]
    events = record_many(session, entries, actor=_body(version))
    answer_all(session, version.answer, version, contributions, actor=_body(version))
    _tell(session, contributions, events, judged=version.answer_id)
    tell_of_answer(session, [c.id for c in contributions], step=f"{version.answer_id}-{version.n}")
    key = f"{version.answer_id}-{version.n}"
    when = clock.now() + CLOSES_AFTER
    plan(session, kind=CLOSE_JOB, key=key, due_at=when, params={"answer": version.answer_id})
    return contributions


def refuse(session: Session, referral: Referral, *, reason: str) -> list[Contribution]:
    """The body does not take them on, for a reason everyone can read: they are the unit's again, with the same term."""
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleViolation(_("Uw reden is te lang: er passen 2.000 tekens in."), field="reason")
    version = _decide(session, referral, ReferralState.REFUSED)
    referral.reason = reason
    return _bring_back(session, version, {"reason": Words(reason)}, _body(version), silent=False)


def note_silence(session: Session, referral: Referral) -> list[Contribution]:
    """Nobody answered in time: they are the unit's again. Nothing happens when somebody did."""
    if referral.state is not ReferralState.OFFERED or clock.today() <= referral.due_on:
        return []
    version = _decide(session, referral, ReferralState.SILENT)
    return _bring_back(session, version, {}, SYSTEM, silent=True)


def lapse(session: Session, answer: Answer) -> None:
    """The ministry answers otherwise after all: what was offered before is no longer on offer."""
    versions = select(AnswerVersion.id).where(AnswerVersion.answer_id == answer.id)
    session.execute(
        update(Referral)
        .where(Referral.version_id.in_(versions), Referral.state == ReferralState.OFFERED)
        .values(state=ReferralState.LAPSED, decided_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def _decide(session: Session, referral: Referral, state: ReferralState) -> AnswerVersion:
    claim = (
        update(Referral)
        .where(Referral.id == referral.id, Referral.state == ReferralState.OFFERED)
        .values(state=state, decided_at=clock.now())
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalar(claim)
    session.refresh(referral)
    if claimed is None:
        raise RuleViolation(_("Hierover is al beslist. Er is niets meer te doen."))
    return referral.version


def offered_points(session: Session, referral: Referral) -> list[Contribution]:
    """What is still on offer: what was withdrawn meanwhile is left."""
    return _offered(session, referral.version)


def _offered(session: Session, version: AnswerVersion) -> list[Contribution]:
    query = (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == version.answer_id, AnswerContribution.left_at.is_(None))
        .where(Contribution.status.in_(OPEN_STATES))
        .order_by(Contribution.id)
    )
    return list(session.scalars(query))


def _bring_back(
    session: Session, version: AnswerVersion, texts: dict[str, Words], actor: Actor, *, silent: bool
) -> list[Contribution]:
    contributions = _offered(session, version)
    body = {"body": Words(version.referred_to), **texts}
    happening = ReferralReturned(answer=version.answer_id, silent=silent)
    events = record_many(session, [Entry(c, happening, body) for c in contributions], actor=actor)
    session.execute(
        update(AnswerContribution)
        .where(AnswerContribution.answer_id == version.answer_id)
        .where(AnswerContribution.contribution_id.in_([c.id for c in contributions]))
        .values(left_at=clock.now())
    )
    for contribution, event in zip(contributions, events, strict=True):
        tell_unit(session, contribution, event)
    _tell(session, contributions, events)
    return contributions


def _tell(
    session: Session, contributions: Sequence[Contribution], events: Sequence[Event], *, judged: int | None = None
) -> None:
    for contribution, event in zip(contributions, events, strict=True):
        tell_of_decision(session, contribution, event, judged=judged)


def _body(version: AnswerVersion) -> Actor:
    return Actor(name=version.referred_to, asked=True)
