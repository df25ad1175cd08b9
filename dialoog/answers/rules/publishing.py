"""Publishing an answer or a new version of it: everything that follows from it, in one transaction (D5–D10)."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import LeftAnswer, Published
from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, LandingPlace, VersionState
from dialoog.answers.rules import duties
from dialoog.answers.rules.answering import answer_all, told_outcome
from dialoog.answers.rules.drafting import DRAFT, PUBLISHED, Act, Refusal, draft_of
from dialoog.answers.rules.judging import settle
from dialoog.answers.rules.notices import tell_of_version
from dialoog.answers.rules.referring import CLOSE_JOB, CLOSES_AFTER, lapse, offer
from dialoog.answers.rules.waiting import end_open_reviews, hold
from dialoog.commitments.rules import Promise, promise_many
from dialoog.contributions.models import ANSWERED_STATES, OPEN_STATES, Contribution, ContributionState, Outcome
from dialoog.endorsements.rules import tell_of_answer
from dialoog.errors import Conflict, RuleViolation
from dialoog.jobs.rules import plan
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, Words, record, record_many

DECIDE_JOB = "answers.decide"


def publish(session: Session, answer: Answer, *, actor: Actor, edit: int | None = None) -> Act:
    """Put the draft in force: answer the contributions, make the commitments, tell the givers, meet the terms.

    Contributions that can no longer be answered (withdrawn, moved to another unit) are named and left; the rest is
    stored together or not at all (D7). `edit`: the save that was read; None where nobody can have saved since. Raises
    as `ready` does.
    """
    version, done, refused = ready(session, answer, edit=edit)
    end_open_reviews(session, version)
    _leave_earlier_answers(session, answer, done, actor)
    _put_in_force(session, answer, version, actor)
    lapse(session, answer)
    if version.outcome is Outcome.REFERRED:
        offer(session, answer, version, done, actor=actor)
    else:
        answer_all(session, answer, version, done, actor=actor)
    _make_commitments(session, answer, version, actor)
    _drop_links(session, answer, version, refused)
    settle(session, done)
    _plan_what_follows(session, answer, version)
    tell_of_version(session, version, [c.id for c in done])
    if version.outcome is not Outcome.REFERRED:
        tell_of_answer(session, [c.id for c in done], step=f"{answer.id}-{version.n}")
    session.flush()
    return Act(answer, done, refused)


def ready(
    session: Session, answer: Answer, *, on: date | None = None, edit: int | None = None
) -> tuple[AnswerVersion, list[Contribution], list[Refusal]]:
    """The draft, and which contributions it can answer now; it is kept from others until this transaction ends.

    `on`: the day it will be published, unless that is today; `edit`: the save that was read. Raises Conflict when the
    draft was changed since, DutiesNotMet (D6), Waits for a draft that waits for a release (D7b), RuleViolation when
    there is nothing to publish.
    """
    version = draft_of(session, answer)
    held = hold(session, version)
    if edit is not None and held != edit:
        raise Conflict(_("Het concept is gewijzigd nadat u het las. Bekijk het voorbeeld opnieuw."))
    if version.edit != held:
        session.refresh(version)
    duties.check(version, level=answer.level, on=on)
    done, refused = _sift(session, answer)
    if answer.about_kind is not None:
        if version.outcome is Outcome.REFERRED:
            raise RuleViolation(_("Dit kunt u niet doorgeleiden. Kies een andere uitkomst."))
        return version, done, refused
    if not done:
        raise RuleViolation(_("Geen van de punten kan nu nog worden beantwoord. Het concept is bewaard."))
    if version.outcome is Outcome.REFERRED and any(c.status in ANSWERED_STATES for c in done):
        raise RuleViolation(_("Wat al beantwoord is, kunt u niet doorgeleiden. Kies een andere uitkomst."))
    return version, done, refused


def _plan_what_follows(session: Session, answer: Answer, version: AnswerVersion) -> None:
    """D5: a *later* opens again on its day, an offer waits for the other body, anything else is finished in time."""
    key = f"{answer.id}-{version.n}"
    if version.outcome is Outcome.LATER and version.decide_on is not None:
        day = clock.start_of(version.decide_on)
        plan(session, kind=DECIDE_JOB, key=key, due_at=day, params={"answer": answer.id, "version": version.n})
    elif version.outcome is not Outcome.REFERRED:
        day = clock.now() + CLOSES_AFTER
        plan(session, kind=CLOSE_JOB, key=key, due_at=day, params={"answer": answer.id})


def _sift(session: Session, answer: Answer) -> tuple[list[Contribution], list[Refusal]]:
    query = (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == answer.id, AnswerContribution.left_at.is_(None))
        .order_by(Contribution.id)
        .execution_options(populate_existing=True)
    )
    covered = list(session.scalars(query))
    elsewhere = _in_other_drafts(session, answer, covered)
    done: list[Contribution] = []
    refused: list[Refusal] = []
    for contribution in covered:
        why = _why_not(contribution, answer, elsewhere)
        if why:
            refused.append(Refusal(contribution, why))
        else:
            done.append(contribution)
    return done, refused


def _in_other_drafts(session: Session, answer: Answer, covered: Sequence[Contribution]) -> set[int]:
    if answer.status == DRAFT:
        return set()
    others = (
        select(AnswerContribution.contribution_id)
        .join(Answer)
        .where(Answer.status == DRAFT, AnswerContribution.contribution_id.in_([c.id for c in covered]))
    )
    return set(session.scalars(others))


def _why_not(contribution: Contribution, answer: Answer, elsewhere: set[int]) -> str | None:
    if contribution.status == ContributionState.WITHDRAWN:
        return _("het is ingetrokken")
    if contribution.level is not answer.level:
        return _("het is op een ander niveau openbaar")
    if contribution.id in elsewhere:
        return _("er wordt een eigen antwoord voor geschreven")
    if answer.status == DRAFT and contribution.status not in OPEN_STATES:
        return _("het is al beantwoord")
    # What was answered before stays under its answer, wherever it went since; what is open waits for its own unit.
    if contribution.status in OPEN_STATES and contribution.unit_id != answer.unit_id:
        return _("het is nu van een andere dienst")
    return None


def _leave_earlier_answers(session: Session, answer: Answer, done: Sequence[Contribution], actor: Actor) -> None:
    """A contribution that was sent back and gets its own answer leaves the shared one (D8)."""
    by_id = {c.id: c for c in done if c.answer_id not in (None, answer.id)}
    if not by_id:
        return
    links = (
        select(AnswerContribution)
        .join(Answer)
        .where(
            AnswerContribution.contribution_id.in_(by_id),
            AnswerContribution.left_at.is_(None),
            Answer.status == PUBLISHED,
            Answer.id != answer.id,
        )
    )
    leaving = list(session.scalars(links))
    for link in leaving:
        link.left_at = clock.now()
    entries = [Entry(by_id[link.contribution_id], LeftAnswer(answer=link.answer_id)) for link in leaving]
    record_many(session, entries, actor=actor)


def _put_in_force(session: Session, answer: Answer, version: AnswerVersion, actor: Actor) -> None:
    now = clock.now()
    for earlier in answer.versions:
        if earlier.state is VersionState.PUBLISHED:
            earlier.state = VersionState.REPLACED
    version.state = VersionState.PUBLISHED
    version.published_at = now
    version.published_by_id = actor.person_id
    version.signed_name = actor.name
    version.signed_role = actor.job_title
    version.signed_organisation = answer.unit.in_full
    answer.published_at = answer.published_at or now
    answer.outcome = version.outcome
    happening = Published(version=version.n, outcome=told_outcome(answer, version), decide_on=_decided(answer, version))
    public = answer.level is not Level.CLOSED
    words = {name: Words(text, public=public) for name, text in recorded_texts(version).items()}
    record(session, answer, happening, actor=actor, texts=words, state=PUBLISHED)


def recorded_texts(version: AnswerVersion) -> dict[str, str]:
    """The texts a published version stands for in the record; empty ones are left out."""
    signed = (version.signed_name, version.signed_role, version.signed_organisation)
    texts = {
        "motivation": version.motivation,
        "consideration": version.consideration,
        "landing_places": "\n".join(place_line(place) for place in version.landing_places),
        "why_changed": version.why_changed,
        "signed": ", ".join(part for part in signed if part),
    }
    return {name: text for name, text in texts.items() if text}


def place_line(place: LandingPlace) -> str:
    """A landing place in one line."""
    return ", ".join(part for part in (place.title, place.section, place.address) if part)


def _decided(answer: Answer, version: AnswerVersion) -> str | None:
    if answer.level is Level.CLOSED or version.outcome is not Outcome.LATER or version.decide_on is None:
        return None
    return version.decide_on.isoformat()


def _make_commitments(session: Session, answer: Answer, version: AnswerVersion, actor: Actor) -> None:
    new = [planned for planned in version.planned if planned.commitment_id is None]
    promises = [
        Promise(planned.text, planned.due_on, planned.owner_unit, planned.owner_organisation)
        for planned in new
        if planned.due_on is not None
    ]
    public = answer.level is not Level.CLOSED
    made = promise_many(session, promises, source=answer, public=public, actor=actor)
    for planned, commitment in zip(new, made, strict=True):
        planned.commitment = commitment


def _drop_links(session: Session, answer: Answer, version: AnswerVersion, refused: Sequence[Refusal]) -> None:
    """What a first version leaves was never answered by it; what a later one leaves stays where it was."""
    if version.n == 1 and refused:
        session.execute(
            delete(AnswerContribution).where(
                AnswerContribution.answer_id == answer.id,
                AnswerContribution.contribution_id.in_([refusal.contribution.id for refusal in refused]),
            )
        )
