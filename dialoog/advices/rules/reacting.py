"""What the ministry does with an advice: an answer of its own, with D6, D8 and D10 as for any answer (T8)."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.advices.happenings import DecisionDue, Finished, Reacted, SentBack, Unfinished
from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.rules.sending import REACTION_DAYS, tell_members, tell_unit
from dialoog.advices.rules.writing import named, reason_given
from dialoog.answers.models import Answer, AnswerVersion, VersionState
from dialoog.answers.rules import drafting, versions
from dialoog.answers.rules.referring import CLOSES_AFTER
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.contributions.models import Outcome
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.models import Event
from dialoog.register.rules import Words, record
from dialoog.terms import rules as terms
from dialoog.terms.models import Promise

REACTED_MAIL, DUE_MAIL = "advices.reacted", "advices.decision"
CLOSE_JOB, DECIDE_JOB = "advices.close", "advices.decide"


def begin_reaction(session: Session, advice: Advice, *, actor: Actor) -> Answer:
    """The answer in which the reaction is written: a new one, or a new version of the one in force.

    Whoever comes second gets the draft that is there. Raises RuleViolation unless a reaction is asked or given.
    """
    if not advice.public or advice.unit_id is None:
        raise RuleViolation(_("Op dit advies kan nu geen reactie worden geschreven."))
    session.scalar(select(Advice.id).where(Advice.id == advice.id).with_for_update())
    session.refresh(advice, ["answer_id"])
    answer = session.get(Answer, advice.answer_id) if advice.answer_id else None
    if answer is None or answer.status == drafting.LAID_AWAY:
        unit = session.get_one(Unit, advice.unit_id)
        answer = drafting.start_about(session, advice, unit=unit, actor=actor)
        advice.answer_id = answer.id
    elif not any(version.state is VersionState.DRAFT for version in answer.versions):
        versions.start_version(session, answer, actor=actor)
    session.flush()
    audit.note(
        session, actor=actor, action="advice.reaction", subject_kind=Advice.subject_kind, subject_key=str(advice.id)
    )
    return answer


def note_reaction(session: Session, advice: Advice, answer: Answer, event: Event, *, actor: Actor = SYSTEM) -> None:
    """A version of the answer came in force: the term is met, the table hears of it (D9a)."""
    version = versions.in_force(answer)
    if version is None:
        return
    happening = Reacted(answer=answer.id, version=version.n, outcome=version.outcome)
    record(session, advice, happening, actor=actor, state=AdviceState.ANSWERED.value)
    terms.meet(session, advice, Promise.REACT)
    tell_members(session, advice, kind=REACTED_MAIL, step=advice.last_event)
    key = f"{advice.id}-{event.id}"
    if version.outcome is Outcome.LATER and version.decide_on is not None:
        day = clock.start_of(version.decide_on)
        plan(session, kind=DECIDE_JOB, key=key, due_at=day, params={"advice": advice.id, "version": version.n})
    else:
        plan(session, kind=CLOSE_JOB, key=key, due_at=clock.now() + CLOSES_AFTER, params={"advice": advice.id})


def send_back(session: Session, advice: Advice, *, reason: str, actor: Actor) -> None:
    """The chair sends the reaction back, once: it is no answer to the advice (D9). The term runs anew.

    Raises RuleViolation without a reason, unless there is a reaction, and the second time.
    """
    if advice.status not in (AdviceState.ANSWERED, AdviceState.CLOSED):
        raise RuleViolation(_("Er is geen reactie om terug te sturen."))
    if advice.sent_back_at is not None:
        raise RuleViolation(_("De reactie op dit advies is al een keer teruggestuurd. Dat kan maar één keer."))
    words = {"reason": Words(reason_given(reason), public=True)}
    advice.sent_back_at = clock.now()
    due = terms.due_from_today(REACTION_DAYS).isoformat()
    record(session, advice, SentBack(due=due), actor=named(advice, actor), texts=words, state=AdviceState.SENT.value)
    terms.start(session, advice, Promise.REACT, working_days=REACTION_DAYS)
    tell_unit(session, advice, step=advice.last_event)
    audit.note(
        session, actor=actor, action="advice.sent-back", subject_kind=Advice.subject_kind, subject_key=str(advice.id)
    )


def decide(session: Session, advice: Advice, *, version: int) -> bool:
    """The day of *later* came (D5): the reaction is asked anew, unless a newer version is in force."""
    current = _in_force(session, advice)
    if advice.status != AdviceState.ANSWERED or current is None or current.n != version:
        return False
    due = terms.due_from_today(REACTION_DAYS).isoformat()
    record(session, advice, DecisionDue(due=due), actor=SYSTEM, state=AdviceState.SENT.value)
    terms.start(session, advice, Promise.REACT, working_days=REACTION_DAYS)
    tell_unit(session, advice, step=advice.last_event)
    tell_members(session, advice, kind=DUE_MAIL, step=advice.last_event)
    return True


def close_if_ready(session: Session, advice: Advice, *, commitments_closed: bool = False) -> bool:
    """Finish an advice when nothing that was promised is open: at once, or four weeks after the reaction (D5, D10)."""
    current = _in_force(session, advice)
    if advice.status != AdviceState.ANSWERED or current is None or current.published_at is None:
        return False
    if current.outcome is Outcome.LATER or _promised(session, advice):
        return False
    if not commitments_closed and clock.now() < current.published_at + CLOSES_AFTER:
        return False
    record(session, advice, Finished(), actor=SYSTEM, state=AdviceState.CLOSED.value)
    return True


def open_again(session: Session, advice: Advice) -> None:
    """Something that was promised is being carried out again: the advice is not finished."""
    if advice.status == AdviceState.CLOSED:
        record(session, advice, Unfinished(), actor=SYSTEM, state=AdviceState.ANSWERED.value)


def of_answer(session: Session, answer: Answer) -> Advice | None:
    """The advice that an answer reacts to."""
    if answer.about_kind != Advice.subject_kind or answer.about_id is None:
        return None
    return session.get(Advice, answer.about_id)


def _in_force(session: Session, advice: Advice) -> AnswerVersion | None:
    query = select(AnswerVersion).where(
        AnswerVersion.answer_id == advice.answer_id, AnswerVersion.state == VersionState.PUBLISHED
    )
    return session.scalar(query) if advice.answer_id else None


def _promised(session: Session, advice: Advice) -> bool:
    query = select(Commitment.id).where(
        Commitment.source_kind == Answer.subject_kind,
        Commitment.source_id == advice.answer_id,
        Commitment.status.in_(OPEN_STATES),
    )
    return session.scalar(query.limit(1)) is not None
