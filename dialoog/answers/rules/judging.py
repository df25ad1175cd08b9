"""The giver speaks back (D9): is this an answer? And what the secretariat does with a no."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import Judged, LaidAside, SentBack
from dialoog.answers.models import (
    Answer,
    AnswerContribution,
    AnswerVersion,
    EffectVerdict,
    Verdict,
    VerdictValue,
    VersionState,
)
from dialoog.answers.rules.notices import tell_of_decision
from dialoog.answers.rules.reopening import reopen
from dialoog.contributions.models import ANSWERED_STATES, Contribution, ContributionGiver
from dialoog.contributions.rules.looking_at_texts import tell_writers, told_of, watch
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.models import Event
from dialoog.register.rules import Entry, Words, record, record_many

SHORTEST_REASON = 10
LONGEST_REACTION = 5000


def to_be_judged(
    session: Session, version: AnswerVersion, giver_ids: Collection[int]
) -> list[tuple[Contribution, int, Verdict | None]]:
    """The contributions of these givers that a version answers, each with whose it is and what they said before.

    What is only offered to another body, or was opened again, has no answer to say anything of (D5).
    """
    query = (
        select(Contribution, ContributionGiver.giver_id, Verdict)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .join(ContributionGiver, ContributionGiver.contribution_id == Contribution.id)
        .outerjoin(
            Verdict,
            (Verdict.contribution_id == Contribution.id)
            & (Verdict.giver_id == ContributionGiver.giver_id)
            & (Verdict.version_id == version.id),
        )
        .where(AnswerContribution.answer_id == version.answer_id, AnswerContribution.left_at.is_(None))
        .where(ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None))
        .where(Contribution.status.in_(ANSWERED_STATES), Contribution.answer_id == version.answer_id)
        .order_by(Contribution.id, ContributionGiver.giver_id)
    )
    return [(contribution, giver, verdict) for contribution, giver, verdict in session.execute(query)]


def judge(
    session: Session,
    version: AnswerVersion,
    *,
    giver_ids: Collection[int],
    values: Mapping[int, VerdictValue],
    reaction: str = "",
    look_first: bool = False,
) -> list[Contribution]:
    """Keep what a giver says of a version in force, for the contributions (by id) they gave a value for.

    Once per giver, contribution and version: what was judged before is left. Returns the contributions judged now.
    With `look_first` nobody reads the reaction until somebody looked at it (D3a); the verdict itself shows at once.
    Raises RuleViolation when nothing is left to judge or the reaction is too long.
    """
    if len(reaction) > LONGEST_REACTION:
        raise RuleViolation(_("Uw reactie is te lang: er passen 5.000 tekens in."), field="reaction")
    chosen = [
        (contribution, giver, values[contribution.id])
        for contribution, giver, verdict in to_be_judged(session, version, giver_ids)
        if verdict is None and contribution.id in values
    ]
    if not chosen:
        raise RuleViolation(_("Over dit antwoord hebt u al een oordeel gegeven."))
    now = clock.now()
    session.add_all(
        Verdict(contribution=contribution, giver_id=giver, version_id=version.id, value=value, at=now)
        for contribution, giver, value in chosen
    )
    once = {contribution.id: (contribution, value) for contribution, _giver, value in chosen}
    actor = Actor(gave=frozenset(once))
    events = record_many(session, [_judged(c, version, value, reaction) for c, value in once.values()], actor=actor)
    watch(session, events, ["reaction"], look_first=look_first)
    return [contribution for contribution, _value in once.values()]


def _judged(contribution: Contribution, version: AnswerVersion, value: VerdictValue, reaction: str) -> Entry:
    public = contribution.level is not Level.CLOSED
    happening = Judged(answer=version.answer_id, version=version.n, value=value if public else None)
    return Entry(contribution, happening, reaction_words(contribution, reaction))


def reaction_words(contribution: Contribution, reaction: str) -> dict[str, Words]:
    """How the words of a giver stand with their event, after an answer and four weeks after a commitment alike."""
    public = contribution.level is not Level.CLOSED
    return {"reaction": Words(reaction.strip(), public=public)} if reaction.strip() else {}


def tell_hidden(session: Session, hidden: Event) -> None:
    """Words of a verdict were hidden (D3a): whoever gave it is told why."""
    of = told_of(session, hidden)
    if of.kind != Judged.kind:
        return
    version = (AnswerVersion.answer_id == of.data["answer"]) & (AnswerVersion.n == of.data["version"])
    query = (
        select(Verdict.at, Verdict.giver_id)
        .join(AnswerVersion, AnswerVersion.id == Verdict.version_id)
        .where(Verdict.contribution_id == of.subject_id, version, Verdict.at <= of.at)
        .order_by(Verdict.at.desc())
    )
    rows = session.execute(query).all()
    # Those who judged by the same link did so in the same moment.
    tell_writers(session, hidden, [giver_id for at, giver_id in rows if at == rows[0].at])


def send_back(session: Session, contribution: Contribution, *, reason: str, actor: Actor) -> None:
    """Send an answer that does not do back to the ministry: once per contribution, with a public reason (D9).

    The term runs again; the unit finds the contribution in its queue, and it and the givers are told by mail.
    """
    reason = _reason(reason)
    if contribution.sent_back_at is not None:
        raise RuleViolation(_("Dit punt is al een keer teruggestuurd. Vaker mag niet."))
    if contribution.status not in ANSWERED_STATES or contribution.answer_id is None:
        raise RuleViolation(_("Alleen een beantwoord punt kan worden teruggestuurd."))
    _handle(session, [contribution])
    contribution.sent_back_at = clock.now()
    texts = {"reason": Words(reason, public=contribution.level is not Level.CLOSED)}
    answer = contribution.answer_id
    reopen(session, contribution, lambda due: SentBack(answer=answer, due=due), actor=actor, texts=texts)


def lay_aside(session: Session, contribution: Contribution, *, reason: str, actor: Actor) -> None:
    """Do not send it back, for a reason everyone can read; the givers are told (D9a).

    Raises RuleViolation when no giver said no.
    """
    reason = _reason(reason)
    if not _handle(session, [contribution]) or contribution.answer_id is None:
        raise RuleViolation(_("Er staat geen oordeel open over dit punt."))
    texts = {"reason": Words(reason, public=contribution.level is not Level.CLOSED)}
    event = record(session, contribution, LaidAside(answer=contribution.answer_id), actor=actor, texts=texts)
    tell_of_decision(session, contribution, event)


def settle(session: Session, contributions: Sequence[Contribution]) -> None:
    """A new answer came: what was said of the old one waits for no decision any more."""
    _handle(session, contributions)


def _reason(reason: str) -> str:
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    return reason.strip()


def _handle(session: Session, contributions: Sequence[Contribution]) -> int:
    """Mark every open 'no' of these contributions as dealt with, of the answer and of its effect; how many."""
    ids = [contribution.id for contribution in contributions]
    handled = 0
    for kind in (Verdict, EffectVerdict):
        open_ones = (
            update(kind)
            .where(kind.contribution_id.in_(ids), kind.value == VerdictValue.NO, kind.handled_at.is_(None))
            .values(handled_at=clock.now())
            .returning(kind.id)
            .execution_options(synchronize_session=False)
        )
        handled += len(session.scalars(open_ones).all())
    return handled


def current_version(session: Session, answer_id: int) -> AnswerVersion | None:
    """The version of a published answer that is in force."""
    query = (
        select(AnswerVersion).join(Answer).where(Answer.id == answer_id, AnswerVersion.state == VersionState.PUBLISHED)
    )
    return session.scalar(query)
