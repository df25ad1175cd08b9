"""Four weeks after a commitment was done its givers are asked whether it shows (D9): once for each address."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.answers.happenings import EffectJudged
from dialoog.answers.models import Answer, AnswerContribution, EffectQuestion, EffectVerdict, VerdictValue
from dialoog.answers.rules.judging import LONGEST_REACTION, reaction_words
from dialoog.answers.rules.notices import covered_by
from dialoog.commitments.models import Commitment, CommitmentState
from dialoog.contributions.models import Contribution, ContributionState, Giver
from dialoog.contributions.rules.givers import reachable_givers, theirs
from dialoog.contributions.rules.looking_at_texts import tell_writers, told_of, watch
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.addresses import can_be_one
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.models import Event
from dialoog.register.rules import Entry, record_many
from dialoog.terms.reminders import next_sending_moment, sending_moment

MAIL = "answers.effect"
ASK_JOB = "answers.ask_effect"
ASKED_AFTER = timedelta(weeks=4)
COUNTS = {
    VerdictValue.YES: Commitment.shows_yes,
    VerdictValue.PARTLY: Commitment.shows_partly,
    VerdictValue.NO: Commitment.shows_no,
}


def plan_to_ask(session: Session, event: Event) -> None:
    """A commitment was reported done: ask in four weeks, in the hours in which reminders leave."""
    _plan(session, event.subject_id, next_sending_moment(event.at + ASKED_AFTER))


def plan_missed(session: Session, contribution_ids: Collection[int]) -> int:
    """Givers of these points want mail again: ask about what was done four weeks ago; of how many commitments.

    About what was done since, they are asked when its own job comes.
    """
    query = (
        select(Commitment.id)
        .join(AnswerContribution, AnswerContribution.answer_id == Commitment.source_id)
        .where(Commitment.source_kind == Answer.subject_kind, Commitment.status == CommitmentState.DONE)
        .where(Commitment.closed_at <= clock.now() - ASKED_AFTER)
        .where(AnswerContribution.contribution_id.in_(contribution_ids), AnswerContribution.left_at.is_(None))
        .distinct()
        .order_by(Commitment.id)
    )
    done = session.scalars(query).all()
    for commitment_id in done:
        _plan(session, commitment_id, next_sending_moment(clock.now()))
    return len(done)


def _plan(session: Session, commitment_id: int, at: datetime) -> None:
    params = {"commitment": commitment_id}
    plan(session, kind=ASK_JOB, key=f"{commitment_id} {at.isoformat()}", due_at=at, params=params)


def ask(session: Session, commitment: Commitment) -> int:
    """Ask the givers of the points behind a commitment, those at one address once; how many were asked now.

    Nobody twice, nobody while it is not done or not for four weeks (it went back), nobody who cannot or will not be
    written to. Outside the hours in which reminders leave it waits for the next.
    """
    now = clock.now()
    closed = commitment.closed_at
    if commitment.source_kind != Answer.subject_kind or commitment.status != CommitmentState.DONE or closed is None:
        return 0
    if closed + ASKED_AFTER > now:
        return 0
    if not sending_moment(now):
        _plan(session, commitment.id, next_sending_moment(now))
        return 0
    asked = 0
    for email, giver in _to_ask(session, commitment).items():
        params = {"givers": [giver.id]}
        subject, key = (Commitment.subject_kind, commitment.id), f"{MAIL}:{commitment.id}:{giver.id}"
        mail = queue(session, kind=MAIL, to=email, subject=subject, params=params, unique_key=key)
        question = EffectQuestion(commitment_id=commitment.id, giver_id=giver.id, asked_at=now)
        question.outbox_id = mail.id if mail else None
        session.add(question)
        asked += 1
    commitment.shows_asked += asked
    session.flush()
    return asked


def _to_ask(session: Session, commitment: Commitment) -> dict[str, Giver]:
    """One giver for each address that was not asked yet."""
    covered = select(Contribution.id).where(
        Contribution.id.in_(covered_by(session, commitment.source_id)),
        Contribution.status != ContributionState.WITHDRAWN,
    )
    before = (
        select(Giver.email)
        .join(EffectQuestion, EffectQuestion.giver_id == Giver.id)
        .where(EffectQuestion.commitment_id == commitment.id)
    )
    asked = set(session.scalars(before))
    found: dict[str, Giver] = {}
    for _contribution_id, giver in reachable_givers(session, session.scalars(covered)):
        if giver.email and giver.email not in asked and can_be_one(giver.email):
            found.setdefault(giver.email, giver)
    return found


def open_questions(session: Session, giver_ids: Collection[int]) -> list[EffectQuestion]:
    """What these givers are asked now, the oldest question first. One query.

    Not while the commitment is taken up again, nor within four weeks after it was done again; and only as long as its
    answer covers a point of theirs.
    """
    behind = _behind(giver_ids).where(AnswerContribution.answer_id == Commitment.source_id)
    query = (
        select(EffectQuestion)
        .join(Commitment, Commitment.id == EffectQuestion.commitment_id)
        .where(EffectQuestion.giver_id.in_(giver_ids), EffectQuestion.value.is_(None))
        .where(Commitment.status == CommitmentState.DONE, Commitment.closed_at <= clock.now() - ASKED_AFTER)
        .where(behind.exists())
        .options(joinedload(EffectQuestion.commitment))
        .order_by(EffectQuestion.id)
    )
    return list(session.scalars(query))


def points_behind(
    session: Session, commitments: Sequence[Commitment], giver_ids: Collection[int]
) -> dict[int, list[Contribution]]:
    """By commitment: the points of these givers that its answer covers now, without those taken back. One query."""
    answers = AnswerContribution.answer_id.in_([one.source_id for one in commitments])
    query = _behind(giver_ids).where(answers).order_by(Contribution.id)
    by_answer: dict[int, list[Contribution]] = defaultdict(list)
    for answer_id, contribution in session.execute(query):
        by_answer[answer_id].append(contribution)
    return {one.id: by_answer[one.source_id] for one in commitments}


def _behind(giver_ids: Collection[int]) -> Select[int, Contribution]:
    """The points of these givers that answers cover now, without those taken back: answer and point."""
    return (
        select(AnswerContribution.answer_id, Contribution)
        .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
        .where(AnswerContribution.left_at.is_(None), Contribution.status != ContributionState.WITHDRAWN)
        .where(Contribution.id.in_(theirs(giver_ids)))
    )


def judge_effect(
    session: Session,
    commitment: Commitment,
    *,
    giver_ids: Collection[int],
    value: VerdictValue,
    reaction: str = "",
    look_first: bool = False,
) -> list[Contribution]:
    """Keep whether a commitment shows, as its giver sees it, with each of their points; returns these.

    With `look_first` nobody reads the reaction until somebody looked at it (D3a).
    Once: raises RuleViolation when nothing is asked of them (any more), or the reaction is too long.
    """
    if len(reaction) > LONGEST_REACTION:
        raise RuleViolation(_("Uw reactie is te lang: er passen 5.000 tekens in."), field="reaction")
    points = points_behind(session, [commitment], giver_ids)[commitment.id]
    asked = [one.id for one in open_questions(session, giver_ids) if one.commitment_id == commitment.id]
    # Of two who answer at once only one finds it open.
    claim = update(EffectQuestion).where(EffectQuestion.id.in_(asked), EffectQuestion.value.is_(None))
    claimed = session.scalars(claim.values(value=value, answered_at=clock.now()).returning(EffectQuestion.id)).all()
    if not claimed:
        raise RuleViolation(_("Op deze vraag hebt u al geantwoord, of hij geldt niet meer."))
    session.add_all(
        EffectVerdict(contribution_id=point.id, question_id=claimed[0], value=value, at=clock.now()) for point in points
    )
    counted = update(Commitment).where(Commitment.id == commitment.id)
    session.execute(counted.values({COUNTS[value]: COUNTS[value] + len(claimed)}))
    actor = Actor(gave=frozenset(point.id for point in points))
    events = record_many(session, [_judged(point, commitment, value, reaction) for point in points], actor=actor)
    watch(session, events, ["reaction"], look_first=look_first)
    return points


def _judged(contribution: Contribution, commitment: Commitment, value: VerdictValue, reaction: str) -> Entry:
    public = contribution.level is not Level.CLOSED
    happening = EffectJudged(commitment=commitment.id if public else None, value=value if public else None)
    return Entry(contribution, happening, reaction_words(contribution, reaction))


def tell_hidden(session: Session, hidden: Event) -> None:
    """Words about whether a commitment shows were hidden (D3a): whoever wrote them is told why."""
    of = told_of(session, hidden)
    if of.kind != EffectJudged.kind:
        return
    query = (
        select(EffectQuestion.giver_id)
        .join(EffectVerdict, EffectVerdict.question_id == EffectQuestion.id)
        .where(EffectVerdict.contribution_id == of.subject_id, EffectVerdict.at <= of.at)
        .order_by(EffectVerdict.at.desc())
    )
    tell_writers(session, hidden, session.scalars(query.limit(1)).all())
