"""Asking whoever gave a point, and what follows (D4): the term stands still until they reply, at most 20 days in all.

It runs again on a reply, when the question is taken back or lapses, and when nobody replied in time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import issue_about
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.clarifications.happenings import (
    ClarificationAsked,
    ClarificationExpired,
    ClarificationLapsed,
    ClarificationReplied,
    ClarificationWithdrawn,
)
from dialoog.contributions.clarifications.models import SUBJECT, Clarification, ClarificationState
from dialoog.contributions.happenings import SUBJECT as SUBJECT_OF_POINT
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, Contribution, ContributionState, Giver
from dialoog.contributions.rules.givers import own_link, reachable_givers, wants_mail
from dialoog.contributions.rules.looking_at_texts import watch
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan, plan_many
from dialoog.mail.rules import Mail, queue_many
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.rules import Entry, Words, record, record_many
from dialoog.terms import rules as terms
from dialoog.terms.calendar import due_date, pause_ends
from dialoog.terms.models import Clock, Promise
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


def reasons_not_to_ask(session: Session, contributions: Sequence[Contribution]) -> dict[int, str]:
    """Of which of these contributions nobody can be asked anything now, and why. Two queries."""
    ids = [contribution.id for contribution in contributions]
    still_open = set(session.scalars(_open(ids).with_only_columns(Clarification.contribution_id)))
    wants = wants_mail(session, ids)
    found = {c.id: _why_not(c, asked=c.id in still_open, wants_mail=wants.get(c.id)) for c in contributions}
    return {key: why for key, why in found.items() if why}


def _why_not(contribution: Contribution, *, asked: bool, wants_mail: bool | None) -> str | None:
    if contribution.status == ContributionState.RECEIVED or contribution.unit_id is None:
        return _("het is nog niet toegewezen")
    if contribution.status not in ASKABLE:
        return _("het is al beantwoord of ingetrokken")
    if contribution.look not in LOOKED_AT:
        return _("de tekst is nog niet bekeken, of verborgen")
    if asked:
        return _("er staat al een vraag open")
    if wants_mail is None:
        return _("van niemand die dit inbracht is een adres bekend dat werkt")
    if not wants_mail:
        return _("wie dit inbracht wil er geen bericht over")
    return None


def ask(session: Session, contribution: Contribution, *, question: str, actor: Actor) -> Clarification:
    """As `ask_many`, about one point."""
    return ask_many(session, [contribution], question=question, actor=actor)[0]


def ask_many(
    session: Session, contributions: Sequence[Contribution], *, question: str, actor: Actor
) -> list[Clarification]:
    """Ask who gave these something: everyone concerned can read the question, the givers get a mail, the terms wait.

    A term that is late already, or stood still for 20 days, goes on: then nothing waits for the reply. An address gets
    one mail, and the question is looked at once. In a few statements, however many points.
    Raises RuleViolation for a question that is too short or long, and as `reasons_not_to_ask` says.
    """
    words = _checked(question)
    reasons = reasons_not_to_ask(session, contributions)
    for contribution in contributions:
        if contribution.id in reasons:
            about = {"number": contribution.number, "why": reasons[contribution.id]}
            raise RuleViolation(_("U kunt over %(number)s niets vragen: %(why)s.", **about))
    made = _kept(session, contributions, actor)
    clocks = terms.running_many(session, SUBJECT_OF_POINT, [one.contribution_id for one in made], Promise.ANSWER)
    events = record_many(session, [_asked(one, clocks.get(one.contribution_id), words) for one in made], actor=actor)
    texts = {one.event_id: one for one in watch(session, events, ["question"], look_first=False)}
    for one, event in zip(made, events, strict=True):
        one.question_text = texts[event.id]
    _mail(session, made)
    _plan(session, made)
    return made


def _asked(made: Clarification, running: Clock | None, words: str) -> Entry:
    """Let the term stand still, if it can; what is recorded of it."""
    contribution = made.contribution
    paused_until = terms.pause(running) if running else None
    if running and paused_until:
        made.ends_on, contribution.answer_due = paused_until, running.due_on
    happening = ClarificationAsked(made.id, paused=paused_until is not None, until=made.ends_on.isoformat())
    return Entry(contribution, happening, {"question": Words(words, public=contribution.level is not Level.CLOSED)})


def _checked(question: str) -> str:
    words = question.strip()
    if len(words) < SHORTEST_WORDS:
        raise RuleViolation(_("Schrijf op wat u wilt weten."), field="question")
    if len(words) > LONGEST_QUESTION:
        raise RuleViolation(_("Uw vraag is te lang: er passen 2.000 tekens in."), field="question")
    return words


def _kept(session: Session, contributions: Sequence[Contribution], actor: Actor) -> list[Clarification]:
    made = [
        Clarification(
            contribution=contribution,
            asked_by_id=actor.person_id,
            asked_at=clock.now(),
            ends_on=pause_ends(clock.today()),
            state=ClarificationState.OPEN,
        )
        for contribution in contributions
    ]
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError as taken:
        raise RuleViolation(_("Een collega was u voor: er staat al een vraag open.")) from taken
    return made


def _mail(session: Session, asked: Iterable[Clarification], *, again: bool = False) -> int:
    """One mail for each address that works, however many givers and points. How many mails."""
    of = {one.contribution_id: one for one in asked}
    by_address: dict[str, list[tuple[Clarification, int]]] = defaultdict(list)
    for contribution_id, giver in reachable_givers(session, of):
        by_address[(giver.email or "").casefold()].append((of[contribution_id], giver.id))
    mails = [_one_mail(address, pairs, again=again) for address, pairs in sorted(by_address.items())]
    # About many points the mail leads to the givers' own page, where each question stands.
    single = [mail.params for mail in mails if len(mail.params["clarifications"]) == 1]
    about = [((SUBJECT, params["clarifications"][0]), {"givers": params["givers"]}) for params in single]
    links = issue_about(session, LinkPurpose.CLARIFICATION, about, valid_for=LINK_WORKS)
    for params, link in zip(single, links, strict=True):
        params["link"] = link.id
    queue_many(session, mails, kind=ASKED_MAIL)
    return len(mails)


def _one_mail(address: str, pairs: Sequence[tuple[Clarification, int]], *, again: bool) -> Mail:
    first = pairs[0][0]
    keys = list(dict.fromkeys(one.id for one, _giver in pairs))
    givers = list(dict.fromkeys(giver for _one, giver in pairs))
    params = {"clarifications": keys, "givers": givers, "again": again}
    unique_key = f"{ASKED_MAIL}:{first.id}:{givers[0]}:{int(again)}"
    return Mail(address, params, unique_key, (SUBJECT_OF_POINT, first.contribution_id))


def _plan(session: Session, asked: Sequence[Clarification]) -> None:
    ends = ((str(one.id), clock.start_of(one.ends_on), {"clarification": one.id}) for one in asked)
    plan_many(session, EXPIRE_JOB, ends)
    halfway = due_date(clock.today(), REMINDED_AFTER)
    reminded = [one.id for one in asked if halfway < one.ends_on]
    if reminded:
        moment = next_sending_moment(clock.start_of(halfway))
        plan(session, kind=REMIND_JOB, key=str(reminded[0]), due_at=moment, params={"clarifications": reminded})


def takes_reply(clarification: Clarification) -> bool:
    """Whether a reply is of use: one that comes late is so as long as there was no answer since."""
    contribution = clarification.contribution
    if clarification.state is not ClarificationState.EXPIRED:
        return clarification.state is ClarificationState.OPEN and contribution.status in ASKABLE
    answered = contribution.answered_at is not None and contribution.answered_at > clarification.asked_at
    return contribution.status in ASKABLE and not answered


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
    useful, after = takes_reply(clarification), ClarificationState.ANSWERED
    was_open = useful and _close(session, clarification, (ClarificationState.OPEN,), after)
    if not was_open and not (useful and _close(session, clarification, (ClarificationState.EXPIRED,), after)):
        raise RuleViolation(_("Deze vraag staat niet meer open. U hoeft niets meer te doen."))
    clarification.replied_by_id, clarification.replied_at = giver.id, clock.now()
    # What came late finds a term that runs, or that stands still for a later question.
    paused, due = _resume(session, contribution) if was_open else (0, None)
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


def remind(session: Session, keys: Collection[int]) -> int:
    """Ask once more who did not reply yet to these questions. How many mails."""
    still_open = Clarification.state == ClarificationState.OPEN
    these = select(Clarification).where(Clarification.id.in_(keys), still_open)
    return _mail(session, session.scalars(these), again=True)


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
