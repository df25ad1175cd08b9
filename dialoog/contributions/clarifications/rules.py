"""Asking whoever gave a point, and what follows (D4): the term stands still until they reply, at most 20 days in all.

It runs again on a reply, when the question is taken back or lapses, and when nobody replied in time.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import issue
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.clarifications.happenings import (
    ClarificationAsked,
    ClarificationExpired,
    ClarificationLapsed,
    ClarificationReplied,
    ClarificationWithdrawn,
)
from dialoog.contributions.clarifications.models import SUBJECT, Clarification, ClarificationState
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, Contribution, ContributionState, Giver
from dialoog.contributions.rules.givers import own_link, reachable_givers
from dialoog.contributions.rules.looking_at_texts import watch
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.models import Event
from dialoog.register.rules import Words, record
from dialoog.terms import rules as terms
from dialoog.terms.calendar import due_date, pause_ends
from dialoog.terms.models import Promise
from dialoog.terms.reminders import next_sending_moment

ASKED_MAIL = "contributions.clarification"
EXPIRE_JOB = "contributions.clarification-expire"
REMIND_JOB = "contributions.clarification-remind"
SHORTEST_WORDS = 10
LONGEST_QUESTION = 2000
LONGEST_REPLY = 5000
REMINDED_AFTER = 5
LINK_WORKS = timedelta(days=180)
ASKABLE = OPEN_STATES - {ContributionState.RECEIVED}
# A reply that comes late is still of use, as long as there is no answer.
REPLIABLE = (ClarificationState.OPEN, ClarificationState.EXPIRED)


def reasons_not_to_ask(session: Session, contributions: Sequence[Contribution]) -> dict[int, str]:
    """Of which of these contributions nobody can be asked anything now, and why. Two queries."""
    ids = [contribution.id for contribution in contributions]
    still_open = set(session.scalars(_open(ids).with_only_columns(Clarification.contribution_id)))
    reachable = {contribution_id for contribution_id, _giver in reachable_givers(session, ids)}
    found = {c.id: _why_not(c, asked=c.id in still_open, reachable=c.id in reachable) for c in contributions}
    return {key: why for key, why in found.items() if why}


def _why_not(contribution: Contribution, *, asked: bool, reachable: bool) -> str | None:
    if contribution.status == ContributionState.RECEIVED or contribution.unit_id is None:
        return _("het is nog niet toegewezen")
    if contribution.status not in ASKABLE:
        return _("het is al beantwoord of ingetrokken")
    if contribution.look not in LOOKED_AT:
        return _("de tekst is nog niet bekeken, of verborgen")
    if asked:
        return _("er staat al een vraag open")
    if not reachable:
        return _("van niemand die dit inbracht is een adres bekend dat werkt")
    return None


def ask(session: Session, contribution: Contribution, *, question: str, actor: Actor) -> Clarification:
    """Ask who gave it something: everyone concerned can read the question, the givers get it by mail, the term waits.

    A term that is late already, or stood still for 20 days, goes on: then nothing waits for the reply.
    Raises RuleViolation for a question that is too short or long, and as `reasons_not_to_ask` says.
    """
    words = _checked(question)
    why = reasons_not_to_ask(session, [contribution]).get(contribution.id)
    if why:
        raise RuleViolation(_("U kunt over %(number)s niets vragen: %(why)s.", number=contribution.number, why=why))
    made = _kept(session, contribution, actor)
    running = terms.running(session, contribution, Promise.ANSWER)
    paused_until = terms.pause(session, running) if running else None
    if running and paused_until:
        made.ends_on, contribution.answer_due = paused_until, running.due_on
    happening = ClarificationAsked(made.id, paused=paused_until is not None, until=made.ends_on.isoformat())
    public = contribution.level is not Level.CLOSED
    event = record(session, contribution, happening, actor=actor, texts={"question": Words(words, public=public)})
    [made.question_text] = watch(session, [event], ["question"], look_first=False)
    _mail(session, made, event.id)
    _plan(session, made, event)
    return made


def _checked(question: str) -> str:
    words = question.strip()
    if len(words) < SHORTEST_WORDS:
        raise RuleViolation(_("Schrijf op wat u wilt weten."), field="question")
    if len(words) > LONGEST_QUESTION:
        raise RuleViolation(_("Uw vraag is te lang: er passen 2.000 tekens in."), field="question")
    return words


def _kept(session: Session, contribution: Contribution, actor: Actor) -> Clarification:
    made = Clarification(
        contribution=contribution,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        ends_on=pause_ends(clock.today()),
        state=ClarificationState.OPEN,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as taken:
        raise RuleViolation(_("Een collega was u voor: er staat al een vraag open.")) from taken
    return made


def _mail(session: Session, clarification: Clarification, event_id: int, *, again: bool = False) -> int:
    """One mail for each address that works; givers who share one get one. How many."""
    by_address: dict[str, list[int]] = defaultdict(list)
    for _id, giver in reachable_givers(session, [clarification.contribution_id]):
        by_address[(giver.email or "").casefold()].append(giver.id)
    for address, givers in sorted(by_address.items()):
        of = {"clarification": clarification.id, "givers": givers}
        subject = (SUBJECT, clarification.id)
        link = issue(session, LinkPurpose.CLARIFICATION, subject=subject, params=of, valid_for=LINK_WORKS)
        queue(
            session,
            kind=ASKED_MAIL,
            to=address,
            subject=(Contribution.subject_kind, clarification.contribution_id),
            params={**of, "link": link.id, "event": event_id, "again": again},
            unique_key=f"{ASKED_MAIL}:{clarification.id}:{givers[0]}:{int(again)}",
        )
    return len(by_address)


def _plan(session: Session, clarification: Clarification, event: Event) -> None:
    key, params = str(clarification.id), {"clarification": clarification.id, "event": event.id}
    plan(session, kind=EXPIRE_JOB, key=key, due_at=clock.start_of(clarification.ends_on), params=params)
    halfway = due_date(clock.today(), REMINDED_AFTER)
    if halfway < clarification.ends_on:
        moment = next_sending_moment(clock.start_of(halfway))
        plan(session, kind=REMIND_JOB, key=key, due_at=moment, params=params)


def reply(
    session: Session, clarification: Clarification, giver: Giver, *, text: str, look_first: bool, actor: Actor
) -> None:
    """Keep what a giver says, once; the term runs again. `look_first`: everyone reads it after a look (D3a).

    Raises RuleViolation for what is too short or long, and when it is not asked any more; Gone for who denied it.
    """
    words, contribution = text.strip(), clarification.contribution
    own_link(session, contribution, giver)
    if not words:
        raise RuleViolation(_("Schrijf uw reactie op."), field="reply")
    if len(words) > LONGEST_REPLY:
        raise RuleViolation(_("Uw reactie is te lang: er passen 5.000 tekens in."), field="reply")
    if contribution.status not in ASKABLE or not _close(session, clarification, REPLIABLE, ClarificationState.ANSWERED):
        raise RuleViolation(_("Deze vraag staat niet meer open. U hoeft niets meer te doen."))
    clarification.replied_by_id, clarification.replied_at = giver.id, clock.now()
    paused, due = _resume(session, contribution)
    said_it = (contribution.said_by_name, contribution.said_by_organisation_id) == (giver.name, giver.organisation_id)
    happening = ClarificationReplied(clarification.id, paused, due, said_it)
    # For everyone once `watch` says so.
    event = record(session, contribution, happening, actor=actor, texts={"reply": Words(words, public=False)})
    [clarification.reply_text] = watch(session, [event], ["reply"], look_first=look_first)
    session.flush()


def withdraw(session: Session, clarification: Clarification, *, actor: Actor) -> None:
    """Take the question back; the term runs again. Raises RuleViolation when it is not open any more."""
    if not _close(session, clarification, (ClarificationState.OPEN,), ClarificationState.WITHDRAWN):
        raise RuleViolation(_("Deze vraag staat niet meer open. Er is niets meer in te trekken."))
    paused, due = _resume(session, clarification.contribution)
    record(session, clarification.contribution, ClarificationWithdrawn(clarification.id, paused, due), actor=actor)


def expire(session: Session, clarification: Clarification) -> bool:
    """Nobody replied in time: the term runs again. Whether that happened now; nothing happens twice, or too early."""
    if clock.today() < clarification.ends_on:
        return False
    if not _close(session, clarification, (ClarificationState.OPEN,), ClarificationState.EXPIRED):
        return False
    paused, due = _resume(session, clarification.contribution)
    record(session, clarification.contribution, ClarificationExpired(clarification.id, paused, due), actor=SYSTEM)
    return True


def lapse(session: Session, contributions: Collection[Contribution]) -> None:
    """What was still asked about these is not waited for any more: they were answered, offered, withdrawn, or left."""
    by_id = {contribution.id: contribution for contribution in contributions}
    for clarification in session.scalars(_open(by_id).order_by(Clarification.id)).all():
        if _close(session, clarification, (ClarificationState.OPEN,), ClarificationState.LAPSED):
            contribution = by_id[clarification.contribution_id]
            paused, due = _resume(session, contribution)
            record(session, contribution, ClarificationLapsed(clarification.id, paused, due), actor=SYSTEM)


def lapse_unreachable(session: Session, contribution_ids: Collection[int]) -> None:
    """Whoever gave these is not to be written to any more: what nobody else can reply to is not waited for (D4)."""
    asked = set(session.scalars(_open(contribution_ids).with_only_columns(Clarification.contribution_id)))
    left = asked - {contribution_id for contribution_id, _giver in reachable_givers(session, asked)}
    if left:
        lapse(session, session.scalars(select(Contribution).where(Contribution.id.in_(left))).all())


def remind(session: Session, clarification: Clarification, event_id: int) -> int:
    """Ask once more who did not reply yet; `event_id`: of the asking. How many mails."""
    if clarification.state is not ClarificationState.OPEN:
        return 0
    return _mail(session, clarification, event_id, again=True)


def _open(contribution_ids: Collection[int]) -> Select[Clarification]:
    still_open = Clarification.state == ClarificationState.OPEN
    return select(Clarification).where(Clarification.contribution_id.in_(list(contribution_ids)), still_open)


def _close(
    session: Session,
    clarification: Clarification,
    before: Collection[ClarificationState],
    after: ClarificationState,
) -> bool:
    """Put an end to a question; whether it was still as asked for: of two at once only one gets through."""
    claim = (
        update(Clarification)
        .where(Clarification.id == clarification.id, Clarification.state.in_(before))
        .values(state=after, closed_at=clock.now())
        .returning(Clarification.id)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalar(claim)
    session.refresh(clarification)
    return claimed is not None


def _resume(session: Session, contribution: Contribution) -> tuple[int, str | None]:
    """Let its term run again. How many days it stood still this time, and its last day."""
    running = terms.running(session, contribution, Promise.ANSWER)
    if running is None:
        return 0, None
    paused = terms.resume(session, running)
    contribution.answer_due = running.due_on
    return paused, running.due_on.isoformat()
